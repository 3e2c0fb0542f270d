#include <filesystem>
#include <iterator>

#include "doors.hpp"

using namespace lmq::test;
using namespace lmq;

TEST_CASE("a text frame is answered with close 1003")
{
    const Service service(open_doors());
    RawWebSocket before{Channel(service->ws_address())};
    REQUIRE(before.open().find("HTTP/1.1 101 ") == 0);
    before.send_frame(text, connect().bytes);
    CHECK(before.next_close() == 1003);
    RawWebSocket after = signed_in(service, "texter");
    after.send_frame(text, "hello", {false, true, 0});
    CHECK(after.next_close() == 1003);
    after.send_frame(close_frame, std::string("\x03\xeb", 2));
    CHECK(after.is_closed());
    service.wait_offline(dev("texter"));
}

TEST_CASE("each breach of the WebSocket protocol is answered with close 1002, and others go on")
{
    const Service service(open_doors());
    RawWebSocket witness = signed_in(service, "witness");
    const std::string ping_bytes = pingreq().bytes;
    const std::vector<std::pair<const char *, std::string>> breaches = {
        {"not masked", websocket_frame(binary, ping_bytes, {true, false, 0})},
        {"reserved bit 1", websocket_frame(binary, ping_bytes, {true, true, 4})},
        {"reserved bit 2", websocket_frame(binary, ping_bytes, {true, true, 2})},
        {"reserved bit 3", websocket_frame(binary, ping_bytes, {true, true, 1})},
        {"reserved opcode 3", websocket_frame(3, ping_bytes)},
        {"reserved opcode 7", websocket_frame(7, ping_bytes)},
        {"reserved opcode 11", websocket_frame(11, ping_bytes)},
        {"reserved opcode 15", websocket_frame(15, ping_bytes)},
        {"continuation of nothing", websocket_frame(continuation, ping_bytes)},
        {"a message inside of a message",
         websocket_frame(binary, ping_bytes, {false, true, 0}) + websocket_frame(binary, ping_bytes)},
        {"ping in two frames", websocket_frame(ping, "x", {false, true, 0})},
        {"ping longer than 125", websocket_frame(ping, std::string(126, 'x'))},
        {"close frame of one byte", websocket_frame(close_frame, "x")},
        {"close code 999", websocket_frame(close_frame, std::string("\x03\xe7", 2))},
        {"close code 1005", websocket_frame(close_frame, std::string("\x03\xed", 2))},
        {"length of 16 bits for 5 bytes", std::string("\x82\xfe\0\5\0\0\0\0", 8) + "12345"},
    };
    for (const auto &row : breaches) {
        const auto &name = row.first;
        const auto &bytes = row.second;
        CAPTURE(name);
        RawWebSocket socket = signed_in(service, "breaker");
        socket.send(bytes);
        CHECK(socket.next_close() == 1002);
        CHECK(witness.ask(pingreq()) == pingresp());
    }
}

TEST_CASE("a message over the cap is answered with close 1009, in one frame or in many")
{
    const Service service(open_doors());
    RawWebSocket one = signed_in(service, "one");
    std::string header("\x82\xff\0\0\0\0\0\x30\0\0", 10); // 3 MiB are to come
    one.send(header + std::string(4, '\0') + std::string(1000, '\xc0'));
    CHECK(one.next_close() == 1009);

    RawWebSocket most = signed_in(service, "most");
    most.send(std::string("\x82\xff\x80\0\0\0\0\0\0\0\0\0\0\0", 14));
    CHECK(most.next_close() == 1009);

    RawWebSocket many = signed_in(service, "many");
    const Packet large = publish("TopicA/x", std::string(60000, 'x'));
    many.send_frame(binary, large.bytes, {false, true, 0});
    for (int i = 0; i < 20; ++i)
        many.send_frame(continuation, large.bytes, {false, true, 0});
    CHECK(many.next_close() == 1009);
}

TEST_CASE("MQTT packets that are wrong end a WebSocket, whatever the frames")
{
    const Service service(open_doors());
    RawWebSocket socket = signed_in(service, "malformed");
    socket.send_frame(binary, std::string("\xf0\0", 2));
    CHECK(socket.next_close() == 1000);
    RawWebSocket first{Channel(service->ws_address())};
    REQUIRE(first.open().find("HTTP/1.1 101 ") == 0);
    first.send(pingreq());
    CHECK(first.next_close() == 1000);
}

TEST_CASE("a WebSocket whose peer vanishes at any byte leaves nothing behind")
{
    const Service service(open_doors());
    const std::string bytes = websocket_frame(binary, connect().bytes) + websocket_frame(binary, pingreq().bytes);
    for (std::size_t length = 0; length <= bytes.size(); ++length) {
        RawWebSocket socket{Channel(service->ws_address())};
        REQUIRE(socket.open().find("HTTP/1.1 101 ") == 0);
        socket.send(bytes.substr(0, length));
    }
    CHECK(eventually([&] { return service->statistics().connections == 0; }));
    CHECK(signed_in(service, "x").ask(pingreq()) == pingresp());
}

TEST_CASE("a WebSocket whose peer reads nothing is given up after its end")
{
    const Service service(open_doors());
    RawWebSocket deaf = signed_in(service, "deaf");
    REQUIRE(deaf.ask(subscribe(1, {{"TopicA/many", 0}})) == suback(1, {0}));
    RawClient publisher = service.sign_in(dev("publisher"));
    for (int i = 0; i < 200; ++i) // more than the sockets hold
        publish_acked(publisher, "TopicA/many", std::string(60000, ' '));
    const auto descriptors = [] {
        using Files = std::filesystem::directory_iterator;
        return std::distance(Files("/proc/self/fd"), Files());
    };
    const auto before = descriptors();
    CHECK(service->kick(dev("deaf")));
    CHECK(eventually([&] { return descriptors() == before - 1; }));
}

TEST_CASE("a client without CONNECT or behind its keepalive is closed on every door")
{
    const Service service(open_doors());
    RawWebSocket silent{Channel(service->ws_address())};
    REQUIRE(silent.open().find("HTTP/1.1 101 ") == 0);
    RawStream tls = over_tls(service);
    CHECK(eventually([&] { return service->statistics().connections == 2; }));
    RawWebSocket dozes = signed_in(service, "dozes");
    service.advance(std::chrono::seconds(11));
    CHECK(silent.next_close() == 1000);
    CHECK(tls.next() == closed());
    CHECK(dozes.ask(pingreq()) == pingresp());
    service.advance(std::chrono::seconds(91));
    CHECK(dozes.next_close() == 1000);
}
