#include "lmq/platform/peer_socket.hpp"

#include <doctest/doctest.h>

#include "loopback_pair.hpp"
#include "plain_socket.hpp"

namespace platform = lmq::platform;

TEST_CASE("somebody else's socket is found by where it leads, once, and can be ended")
{
    platform::LoopbackListener listener;
    const std::uint16_t port = listener.listen(0);
    REQUIRE(port != 0);
    const PlainSocket theirs(port);
    REQUIRE(wait_readable(listener.descriptor()));
    std::optional<platform::TcpStream> peer = listener.accept();
    REQUIRE(peer);

    CHECK_FALSE(theirs.has_no_delay());
    const platform::PeerSocket found = platform::PeerSocket::adopt("127.0.0.1", port);
    REQUIRE(found);
    CHECK(theirs.has_no_delay());
    CHECK_FALSE(platform::PeerSocket::adopt("127.0.0.1", port)); // it is known now

    CHECK(found.sever());
    char byte = 0;
    REQUIRE(wait_readable(peer->descriptor()));
    CHECK(peer->read(&byte, 1).ended);
}

TEST_CASE("a socket that leads elsewhere is left alone")
{
    platform::LoopbackListener listener;
    const std::uint16_t port = listener.listen(0);
    REQUIRE(port != 0);
    const PlainSocket theirs(port);
    CHECK_FALSE(platform::PeerSocket::adopt("127.0.0.1", port == 1 ? 2 : 1));
    CHECK_FALSE(platform::PeerSocket::adopt("127.0.0.2", port));
    CHECK_FALSE(theirs.has_no_delay());
}

TEST_CASE("of two new sockets none is taken for the other")
{
    platform::LoopbackListener listener;
    const std::uint16_t port = listener.listen(0);
    REQUIRE(port != 0);
    const PlainSocket one(port);
    const PlainSocket other(port);
    CHECK_FALSE(platform::PeerSocket::adopt("127.0.0.1", port));
    CHECK(one.has_no_delay());
    CHECK(other.has_no_delay());
}

TEST_CASE("a socket that was closed is not taken for the next with its number")
{
    platform::LoopbackListener listener;
    const std::uint16_t port = listener.listen(0);
    REQUIRE(port != 0);
    platform::PeerSocket found;
    {
        const PlainSocket theirs(port);
        found = platform::PeerSocket::adopt("127.0.0.1", port);
        REQUIRE(found);
    }
    const LoopbackPair next;
    CHECK_FALSE(found.sever());
    CHECK_FALSE(found.output());
}

TEST_CASE("a socket that has not been met is ended by where it leads")
{
    LoopbackPair pair;
    platform::PeerSocket::sever_new("127.0.0.1", pair.port);
    REQUIRE(wait_readable(pair.accepted.descriptor()));
    char byte = 0;
    CHECK(pair.accepted.read(&byte, 1).ended);
}
