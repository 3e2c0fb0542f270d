#include <filesystem>
#include <iterator>
#include <utility>

#include "doors.hpp"

using namespace lmq::test;
using namespace lmq;

namespace
{

int status(const std::string &head)
{
    return head.size() < 12 ? 0 : std::stoi(head.substr(9, 3));
}

} // namespace

TEST_CASE("MQTT is spoken over WebSocket and secure WebSocket, under any path")
{
    const Service service(open_doors());
    for (const char *path : {"/mqtt", "/", "/some/where?x=1", "/router"}) {
        RawWebSocket plain{Channel(service->ws_address())};
        const std::string head = plain.open(path);
        CHECK(status(head) == 101);
        CHECK(head.find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n") != std::string::npos);
        CHECK(plain.ask(connect()) == connack(0));
        CHECK(plain.ask(pingreq()) == pingresp());
    }
    RawWebSocket secure{Channel(service->wss_address(), trusting(service))};
    CHECK(status(secure.open()) == 101);
    CHECK(secure.ask(connect()) == connack(0));
}

TEST_CASE("the sub-protocol is echoed, a missing one is not, and others alone are refused")
{
    const Service service(open_doors());
    const auto open = [&](const std::string &headers) {
        return RawWebSocket(Channel(service->ws_address())).open("/mqtt", headers);
    };
    const std::string name = "Sec-WebSocket-Protocol: ";
    CHECK(open(name + "mqtt\r\n").find(name + "mqtt\r\n") != std::string::npos);
    CHECK(open(name + "mqttv3.1\r\n").find(name + "mqttv3.1\r\n") != std::string::npos);
    CHECK(open(name + "chat, mqttv3.1, mqtt\r\n").find(name + "mqttv3.1\r\n") != std::string::npos);
    CHECK(status(open("")) == 101);
    CHECK(open("").find(name) == std::string::npos);
    CHECK(status(open(name + "chat\r\n")) == 400);
    CHECK(status(open(name + "MQTT\r\n")) == 400); // names are case-sensitive
    CHECK(status(open(name + "\r\n")) == 400);
}

TEST_CASE("a packet may span frames and a frame may hold packets, whole and in parts")
{
    const Service service(open_doors());
    RawWebSocket socket{Channel(service->ws_address())};
    REQUIRE(status(socket.open()) == 101);
    const std::string sent = connect().bytes + subscribe(1, {{"TopicA/x", 0}}).bytes;
    socket.send_frame(binary, sent.substr(0, 3));
    socket.send_frame(binary, "");
    socket.send_frame(binary, sent.substr(3, 10), {false, true, 0}); // one message of three frames
    socket.send_frame(ping, "in between");
    socket.send_frame(continuation, sent.substr(13, 1), {false, true, 0});
    socket.send_frame(continuation, sent.substr(14));
    const WebSocketFrame answer = socket.next_frame();
    CHECK(answer.opcode == pong);
    CHECK(answer.payload == "in between");
    CHECK(socket.next() == connack(0));
    CHECK(socket.next() == suback(1, {0}));
    const Packet one = publish("TopicA/x", "1"), two = publish("TopicA/x", "2");
    socket.send_frame(binary, one.bytes + two.bytes + pingreq().bytes);
    CHECK(socket.next() == one);
    CHECK(socket.next() == two);
    CHECK(socket.next() == pingresp());
}

TEST_CASE("every packet is a WebSocket message of its own, also when there are several to send")
{
    // Paho C loses sight of what follows the first packet of a message until more bytes come.
    const Service service(open_doors());
    RawWebSocket socket = signed_in(service, "alone");
    REQUIRE(socket.ask(subscribe(1, {{"TopicA/alone", 0}})) == suback(1, {0}));
    const Packet one = publish("TopicA/alone", "1"), two = publish("TopicA/alone", std::string(60000, '2'));
    for (int round = 0; round < 20; ++round) { // how many are sent at once depends on the scheduler
        socket.send_frame(binary, one.bytes + two.bytes + one.bytes + pingreq().bytes);
        for (const Packet &packet : {one, two, one, pingresp()}) {
            const WebSocketFrame frame = socket.next_frame();
            CHECK(frame.opcode == binary);
            CHECK(frame.last);
            CHECK((frame.payload == packet.bytes));
        }
    }
}

TEST_CASE("a large message passes through a WebSocket in both directions")
{
    const Service service(open_doors());
    RawWebSocket socket = signed_in(service, "big");
    REQUIRE(socket.ask(subscribe(1, {{"TopicA/big", 1}})) == suback(1, {1}));
    for (const std::size_t size : {100U, 200U, 40000U, 65536U}) {
        socket.send(publish("TopicA/big", std::string(size, 'y'), 1, 7));
        Packet got = socket.next(), other = socket.next();
        if (got == puback(7)) std::swap(got, other); // either may come first
        CHECK(other == puback(7));
        CHECK(got.payload().size() == size);
        socket.send(puback(got.id()));
    }
}

TEST_CASE("a slow reader of a WebSocket gets all that was acknowledged, in order")
{
    const Service service(open_doors());
    RawWebSocket socket = signed_in(service, "slow");
    REQUIRE(socket.ask(subscribe(1, {{"TopicA/many", 0}})) == suback(1, {0}));
    RawClient publisher = service.sign_in(dev("publisher"));
    constexpr int count = 60; // 60 times 60 KB: more than the sockets hold
    for (int i = 0; i < count; ++i)
        publish_acked(publisher, "TopicA/many", std::to_string(i) + std::string(60000, ' '), 1);
    for (int i = 0; i < count; ++i)
        CHECK(std::stoi(socket.next().payload()) == i);
}

TEST_CASE("DISCONNECT, a close frame and a kick each end a WebSocket with 1000")
{
    const Service service(open_doors());
    RawWebSocket leaves = signed_in(service, "leaves");
    leaves.send(disconnect());
    CHECK(leaves.next_close() == 1000);
    leaves.send_frame(close_frame, std::string("\x03\xe8", 2));
    CHECK(leaves.is_closed());
    service.wait_offline(dev("leaves"));

    RawWebSocket closes = signed_in(service, "closes");
    closes.send_frame(close_frame, std::string("\x03\xe8"
                                               "bye",
                                               5));
    CHECK(closes.next_close() == 1000);
    CHECK(closes.is_closed());
    service.wait_offline(dev("closes"));

    RawWebSocket kicked = signed_in(service, "kicked");
    CHECK(service->kick(dev("kicked")));
    CHECK(kicked.next_close() == 1000);
    kicked.send_frame(close_frame, std::string("\x03\xe8", 2));
    CHECK(kicked.is_closed());
}

TEST_CASE("a refused CONNECT brings its CONNACK before the close frame")
{
    const Service service(open_doors());
    RawWebSocket socket{Channel(service->ws_address())};
    REQUIRE(status(socket.open()) == 101);
    ConnectFields fields;
    fields.password = "wrong";
    CHECK(socket.ask(connect(fields)) == connack(4));
    CHECK(socket.next_close() == 1000);
}

TEST_CASE("a will is published when a WebSocket is lost, and not behind DISCONNECT")
{
    const Service service(open_doors());
    RawClient witness = service.subscriber(dev("witness"), "TopicA/will", 0);
    ConnectFields fields;
    fields.client_id = dev("mortal");
    fields.will = Will{"TopicA/will", "gone", 0, false};
    {
        RawWebSocket socket{Channel(service->ws_address())};
        REQUIRE(status(socket.open()) == 101);
        REQUIRE(socket.ask(connect(fields)) == connack(0));
        socket.send(disconnect());
        CHECK(socket.next_close() == 1000);
    }
    {
        RawWebSocket socket{Channel(service->ws_address())};
        REQUIRE(status(socket.open()) == 101);
        REQUIRE(socket.ask(connect(fields)) == connack(0));
    }
    CHECK(witness.next() == publish("TopicA/will", "gone"));
    CHECK(witness.quiet());
}

TEST_CASE("a broker that ends closes its WebSockets and leaves nothing behind")
{
    const auto descriptors = [] {
        using Files = std::filesystem::directory_iterator;
        return std::distance(Files("/proc/self/fd"), Files());
    };
    const auto before = descriptors();
    {
        auto service = std::make_unique<Service>(open_doors());
        RawWebSocket plain = signed_in(*service, "plain");
        RawWebSocket secure{Channel((*service)->wss_address(), trusting(*service))};
        REQUIRE(status(secure.open()) == 101);
        RawWebSocket half{Channel((*service)->ws_address())};
        half.send("GET /mqtt HT");
        service.reset();
        CHECK(plain.next_close() == 1000);
        CHECK(plain.is_closed());
        CHECK(secure.next_close() == 1000);
        CHECK(half.is_closed());
    }
    CHECK(descriptors() == before);
}
