#include "lmq/platform/lifeline.hpp"

#include <doctest/doctest.h>

#include "loopback_pair.hpp"

namespace platform = lmq::platform;

TEST_CASE("a lifeline carries what is written to whoever of this process has connected")
{
    platform::Lifeline lifeline;
    const std::uint16_t port = lifeline.listen();
    REQUIRE(port != 0);
    platform::TcpStream reader;
    REQUIRE(reader.connect("127.0.0.1", port) == "");
    REQUIRE(lifeline.accept(patience));
    CHECK(lifeline.write("lmq", 3));
    CHECK(read_some(reader, 3) == "lmq");
}

TEST_CASE("a lifeline that nobody takes gives up, and refuses what comes later")
{
    platform::Lifeline lifeline;
    const std::uint16_t port = lifeline.listen();
    REQUIRE(port != 0);
    CHECK_FALSE(lifeline.accept(std::chrono::milliseconds(1)));
    CHECK_FALSE(lifeline.write("x", 1));
    platform::TcpStream late;
    const std::string error = late.connect("127.0.0.1", port);
    if (error.empty()) {
        REQUIRE(wait_writable(late.descriptor()));
        CHECK(late.connected() != "");
    }
}
