#include <doctest/doctest.h>

#include "transport/http_head.hpp"

using namespace lmq::transport;

TEST_CASE("a head is taken off the front once it is whole, byte by byte too")
{
    const std::string head =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n"
        "X-Empty:\r\n\r\n";
    std::string bytes;
    for (const char byte : head) {
        CHECK_FALSE(take_http_head(bytes).value().has_value());
        bytes.push_back(byte);
    }
    bytes += "rest";
    const auto taken = take_http_head(bytes).value();
    REQUIRE(taken.has_value());
    CHECK(bytes == "rest");
    CHECK(taken->status == 101);
    CHECK(taken->reason == "Switching Protocols");
    CHECK(taken->lists("upgrade", "websocket"));
    CHECK(taken->lists("connection", "upgrade"));
    CHECK_FALSE(taken->lists("connection", "close"));
    CHECK(taken->field("x-empty") == "");
    CHECK_FALSE(taken->field("none").has_value());
}

TEST_CASE("what is no head of HTTP/1.1 is refused at once")
{
    for (const char *bytes :
         {"\x15\x03\x01", "SSH-2.0", "HTTP/2 200\r\n\r\n", "HTTP/1.1 abc x\r\n\r\n", "HTTP/1.1 20\r\n\r\n",
          "HTTP/1.1200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\n: no name\r\n\r\n"}) {
        CAPTURE(bytes);
        std::string text = bytes;
        CHECK_FALSE(take_http_head(text).has_value());
    }
    std::string endless = "HTTP/1.1 200 OK\r\nX: ";
    endless.append(most_head_bytes, 'x');
    const auto refused = take_http_head(endless);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().find("16384") != std::string::npos);
}

TEST_CASE("base64 has its padding")
{
    CHECK(to_base64("") == "");
    CHECK(to_base64("M") == "TQ==");
    CHECK(to_base64("Ma") == "TWE=");
    CHECK(to_base64("user:pass") == "dXNlcjpwYXNz");
}
