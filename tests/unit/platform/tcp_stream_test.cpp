#include "lmq/platform/tcp_stream.hpp"

#include <doctest/doctest.h>

#include "loopback_pair.hpp"

namespace platform = lmq::platform;

TEST_CASE("bytes go both ways, and the end is seen")
{
    LoopbackPair pair;
    CHECK(pair.connected.write("question", 8).bytes == 8);
    CHECK(read_some(pair.accepted, 8) == "question");
    CHECK(pair.accepted.write("answer", 6).bytes == 6);
    CHECK(read_some(pair.connected, 6) == "answer");
    pair.accepted.close();
    CHECK_FALSE(pair.accepted.is_open());
    REQUIRE(wait_readable(pair.connected.descriptor()));
    char byte = 0;
    CHECK(pair.connected.read(&byte, 1).ended);
}

TEST_CASE("nothing blocks: an empty connection reads nothing, a full one takes nothing until it is read")
{
    LoopbackPair pair(4096);
    char byte = 0;
    const auto nothing = pair.connected.read(&byte, 1);
    CHECK(nothing.bytes == 0);
    CHECK_FALSE(nothing.ended);
    CHECK(nothing.error == "");

    const std::string block(65536, 'x');
    std::size_t sent = 0;
    const auto fill = [&] {
        for (;;) {
            const auto moved = pair.connected.write(block.data(), block.size());
            REQUIRE(moved.error == "");
            if (moved.bytes == 0) return;
            sent += moved.bytes;
        }
    };
    fill();
    // What was in the sender's buffer moves on while it is read, so that it has room in the end.
    std::size_t got = read_some(pair.accepted, sent).size();
    CHECK(got == sent);
    REQUIRE(wait_writable(pair.connected.descriptor()));
    CHECK(pair.connected.write("y", 1).bytes == 1);
    CHECK(read_some(pair.accepted, 1) == "y");
}

TEST_CASE("a connection that is refused says why")
{
    std::uint16_t port = 0;
    {
        platform::LoopbackListener listener;
        port = listener.listen(0);
        REQUIRE(port != 0);
    }
    platform::TcpStream stream;
    std::string error = stream.connect("127.0.0.1", port);
    if (error.empty()) {
        REQUIRE(wait_writable(stream.descriptor()));
        error = stream.connected();
    }
    CHECK(error != "");
}

TEST_CASE("what is no address in digits is refused at once")
{
    platform::TcpStream stream;
    CHECK(stream.connect("localhost", 1) != "");
}

TEST_CASE("writing to a connection that the peer has closed is an error, and ends nobody")
{
    LoopbackPair pair;
    pair.accepted.close();
    REQUIRE(wait_readable(pair.connected.descriptor()));
    const std::string block(1024, 'x');
    std::string error;
    // The first write may be taken: the answer to it tells that nobody is there.
    for (int i = 0; i < 1000 && error.empty(); ++i) {
        wait_writable(pair.connected.descriptor());
        error = pair.connected.write(block.data(), block.size()).error;
    }
    CHECK(error != "");
}

TEST_CASE("a moved stream is the other's")
{
    LoopbackPair pair;
    const int descriptor = pair.connected.descriptor();
    platform::TcpStream owner = std::move(pair.connected);
    CHECK(owner.descriptor() == descriptor);
    CHECK_FALSE(pair.connected.is_open());
}
