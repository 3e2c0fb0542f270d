#include <doctest/doctest.h>

#include "transport/websocket.hpp"

using namespace lmq;
using transport::HttpHead;
using transport::WebSocket;

namespace
{

struct Received {
    Result<bool> open = true;
    std::string payload;
    std::string replies;
};

// What comes of the bytes, given all at once or one by one: it must be the same.
Received receive(const std::string &bytes)
{
    WebSocket whole("host", "/mqtt");
    Received at_once;
    std::string wire = bytes;
    at_once.open = whole.receive(wire, at_once.payload, at_once.replies);

    WebSocket slow("host", "/mqtt");
    Received one_by_one;
    std::string pending;
    for (const char byte : bytes) {
        pending.push_back(byte);
        one_by_one.open = slow.receive(pending, one_by_one.payload, one_by_one.replies);
        if (!one_by_one.open || !*one_by_one.open) break;
    }
    CHECK(at_once.payload == one_by_one.payload);
    CHECK(at_once.replies.size() == one_by_one.replies.size());
    CHECK(at_once.open.has_value() == one_by_one.open.has_value());
    return at_once;
}

std::string frame(unsigned first, const std::string &payload)
{
    std::string bytes(1, static_cast<char>(first));
    if (payload.size() <= 125) {
        bytes.push_back(static_cast<char>(payload.size()));
    } else if (payload.size() <= 65535) {
        bytes.push_back(126);
        bytes.push_back(static_cast<char>(payload.size() >> 8));
        bytes.push_back(static_cast<char>(payload.size() & 0xFF));
    } else {
        bytes.push_back(127);
        for (int shift = 56; shift >= 0; shift -= 8)
            bytes.push_back(static_cast<char>((static_cast<std::uint64_t>(payload.size()) >> shift) & 0xFF));
    }
    return bytes + payload;
}

// The client's frame: its opcode and its payload without the mask.
std::pair<unsigned, std::string> unmasked(const std::string &wire)
{
    const auto byte = [&](std::size_t at) { return static_cast<unsigned>(static_cast<unsigned char>(wire[at])); };
    REQUIRE(wire.size() >= 6);
    CHECK((byte(0) & 0xF0) == 0x80);
    CHECK((byte(1) & 0x80) == 0x80);
    std::size_t size = byte(1) & 0x7F;
    std::size_t at = 2;
    const std::size_t extended = size == 126 ? 2 : size == 127 ? 8 : 0;
    if (extended > 0) size = 0;
    for (std::size_t i = 0; i < extended; ++i)
        size = size << 8 | byte(at++);
    const std::size_t mask = at;
    at += 4;
    REQUIRE(wire.size() == at + size);
    std::string payload;
    for (std::size_t i = 0; i < size; ++i)
        payload.push_back(static_cast<char>(byte(at + i) ^ byte(mask + i % 4)));
    return {byte(0) & 0x0F, payload};
}

void refuses(const std::string &bytes, const char *why, unsigned status)
{
    const Received received = receive(bytes);
    REQUIRE_FALSE(received.open.has_value());
    CHECK(received.open.error().code == Errc::websocket_broken);
    CHECK_MESSAGE(received.open.error().detail.find(why) != std::string::npos, received.open.error().detail);
    const auto [opcode, payload] = unmasked(received.replies);
    CHECK(opcode == 8);
    CHECK(payload == std::string{static_cast<char>(status >> 8), static_cast<char>(status & 0xFF)});
}

} // namespace

TEST_CASE("what is sent goes out in masked binary frames of every length")
{
    WebSocket socket("host", "/mqtt");
    for (const std::size_t size : {1U, 125U, 126U, 65535U, 65536U, 100000U}) {
        std::string wire;
        const std::string payload(size, 'p');
        socket.send(payload, wire);
        const auto sent = unmasked(wire);
        CHECK(sent.first == 2);
        CHECK((sent.second == payload));
    }
    std::string nothing;
    socket.send("", nothing);
    CHECK(nothing.empty());
}

TEST_CASE("two frames have two masks")
{
    WebSocket socket("host", "/mqtt");
    std::string masks;
    for (int i = 0; i < 4; ++i) {
        std::string wire;
        socket.send("x", wire);
        masks += wire.substr(2, 4);
    }
    CHECK(masks.substr(0, 4) != masks.substr(4, 4));
}

TEST_CASE("payload comes through whatever frames, fragments and pings it stands in")
{
    CHECK(receive(frame(0x82, "whole")).payload == "whole");
    CHECK(receive(frame(0x82, "")).payload.empty());
    CHECK(receive(frame(0x82, "a") + frame(0x82, "b")).payload == "ab");
    CHECK(receive(frame(0x02, "a") + frame(0x00, "b") + frame(0x80, "c")).payload == "abc");
    for (const std::size_t size : {125U, 126U, 65535U, 65536U, 70000U})
        CHECK(receive(frame(0x82, std::string(size, 'x'))).payload.size() == size);
    // A ping may stand between two fragments.
    const Received received = receive(frame(0x02, "a") + frame(0x89, "ping") + frame(0x8A, "late") + frame(0x80, "b"));
    CHECK(received.payload == "ab");
    const auto [opcode, payload] = unmasked(received.replies);
    CHECK(opcode == 10);
    CHECK(payload == "ping");
}

TEST_CASE("payload is passed on before its frame has ended")
{
    WebSocket socket("host", "/mqtt");
    std::string wire = frame(0x82, std::string(100000, 'x')).substr(0, 50000);
    std::string payload;
    std::string replies;
    REQUIRE(socket.receive(wire, payload, replies).value());
    CHECK(payload.size() == 50000 - 10);
    CHECK(wire.empty());
}

TEST_CASE("a close is answered with its status, and told")
{
    const Received received = receive(frame(0x82, "a") + frame(0x88, "\x03\xE9going"));
    REQUIRE(received.open.has_value());
    CHECK_FALSE(*received.open);
    CHECK(received.payload == "a");
    const auto [opcode, payload] = unmasked(received.replies);
    CHECK(opcode == 8);
    CHECK(payload == "\x03\xE9");

    WebSocket socket("host", "/mqtt");
    std::string wire = frame(0x88, "\x03\xE9go\ning");
    std::string data;
    std::string replies;
    CHECK_FALSE(socket.receive(wire, data, replies).value());
    CHECK(socket.farewell() == "closed with status 1001: go?ing");
    std::string after;
    socket.send("more", after);
    socket.close(1000, after);
    CHECK(after.empty()); // nothing follows a close
}

TEST_CASE("a frame that breaks the rules ends the connection with the status that RFC 6455 has for it")
{
    refuses(frame(0xC2, "x"), "reserved bit", 1002);
    refuses(std::string("\x82\x81mask", 6) + "x", "masked", 1002);
    refuses(frame(0x81, "text"), "text frame", 1003);
    refuses(frame(0x83, "x"), "unknown kind", 1002);
    refuses(frame(0x8B, "x"), "unknown kind", 1002);
    refuses(frame(0x80, "x"), "out of order", 1002);
    refuses(frame(0x02, "a") + frame(0x82, "b"), "out of order", 1002);
    refuses(frame(0x09, "x"), "fragmented", 1002);
    refuses(frame(0x89, std::string(126, 'x')), "too long", 1002);
    refuses(std::string("\x82\x7F\x80\0\0\0\0\0\0\0", 10), "impossible length", 1002);
}

TEST_CASE("the request names host, path and protocol, and only the answer that belongs to it is taken")
{
    WebSocket socket("host:8080", "/a/b?c=d");
    const std::string request = socket.upgrade_request();
    CHECK(request.find("GET /a/b?c=d HTTP/1.1\r\nHost: host:8080\r\n") == 0);
    CHECK(request.find("\r\nSec-WebSocket-Protocol: mqtt\r\n") != std::string::npos);
    CHECK(request.find("\r\nSec-WebSocket-Version: 13\r\n") != std::string::npos);
    HttpHead head;
    head.status = 404;
    head.reason = "Not Found";
    const auto refused = socket.check_upgrade(head);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == Errc::websocket_refused);
    CHECK(refused.error().detail.find("404 Not Found") != std::string::npos);
    head.status = 101;
    head.fields = {{"upgrade", "websocket"}, {"connection", "Upgrade"}, {"sec-websocket-accept", "wrong"}};
    CHECK_FALSE(socket.check_upgrade(head).has_value());
}
