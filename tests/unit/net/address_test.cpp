#include <doctest/doctest.h>

#include "net/address.hpp"

using namespace lmq;
using namespace lmq::broker::net;

TEST_CASE("a listener's address has a loopback host unless it says otherwise")
{
    const auto port = parse_address("1883", "tcp");
    REQUIRE(port);
    CHECK(port->host == "127.0.0.1");
    CHECK(port->port == 1883);
    const auto both = parse_address("0.0.0.0:0", "tcp");
    REQUIRE(both);
    CHECK(both->host == "0.0.0.0");
    CHECK(both->port == 0);
    const auto v6 = parse_address("[::1]:65535", "tcp");
    REQUIRE(v6);
    CHECK(v6->host == "::1");
    CHECK(v6->port == 65535);
}

TEST_CASE("an address that is none is refused with the option's name")
{
    for (const char *text :
         {"", ":", "host:", ":1883", "host:port", "65536", "-1", "1883x", "::1:1883", "[::1:1883", "[]:1"}) {
        CAPTURE(text);
        const auto address = parse_address(text, "http");
        REQUIRE_FALSE(address);
        CHECK(address.error().code == Errc::bad_uri);
        CHECK(address.error().detail.find("http: ") == 0);
    }
}
