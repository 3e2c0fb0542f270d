#include "lmq/platform/clock.hpp"

#include <set>

#include <doctest/doctest.h>

#include "lmq/platform/random.hpp"

namespace platform = lmq::platform;

TEST_CASE("the monotonic clock never goes back, and moves")
{
    const auto start = platform::monotonic_now();
    auto last = start;
    while (last - start < std::chrono::milliseconds(20)) {
        const auto now = platform::monotonic_now();
        REQUIRE(now >= last);
        last = now;
    }
}

TEST_CASE("the wall clock counts from 1970, in milliseconds")
{
    constexpr std::chrono::hours year{24 * 365};
    CHECK(platform::wall_now() > 54 * year);
    CHECK(platform::wall_now() < 150 * year);
}

TEST_CASE("random numbers differ")
{
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 100; ++i)
        seen.insert(platform::random_u64());
    CHECK(seen.size() == 100);
}
