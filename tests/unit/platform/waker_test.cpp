#include <thread>

#include <doctest/doctest.h>

#include "loopback_pair.hpp"

namespace platform = lmq::platform;
using std::chrono::milliseconds;

TEST_CASE("a wait ends when its time is over, and no earlier")
{
    const platform::Waker waker;
    const auto start = std::chrono::steady_clock::now();
    CHECK_FALSE(platform::wait_for({}, waker, milliseconds(30)));
    CHECK(std::chrono::steady_clock::now() - start >= milliseconds(29));
}

TEST_CASE("another thread ends a wait that has no time-out, and every wait after it")
{
    LoopbackPair pair;
    platform::Waker waker;
    platform::Interest silent{pair.connected.descriptor(), true, false};
    std::thread other([&waker] { waker.wake(); });
    const bool woken = platform::wait_for({&silent}, waker, std::nullopt);
    other.join();
    CHECK(woken);
    CHECK_FALSE(silent.readable);
    for (int i = 0; i < 3; ++i)
        CHECK(platform::wait_for({&silent}, waker, std::nullopt));
}

TEST_CASE("only what was waited for is told, of each socket")
{
    LoopbackPair pair;
    REQUIRE(pair.connected.write("x", 1).bytes == 1);
    REQUIRE(wait_readable(pair.accepted.descriptor()));
    const platform::Waker nobody;
    platform::Interest readable{pair.accepted.descriptor(), true, false};
    platform::Interest both{pair.connected.descriptor(), true, true};
    platform::Interest none;
    CHECK_FALSE(platform::wait_for({&readable, &both, &none}, nobody, patience));
    CHECK(readable.readable);
    CHECK_FALSE(readable.writable);
    CHECK_FALSE(both.readable);
    CHECK(both.writable);
    CHECK_FALSE(none.readable);
}
