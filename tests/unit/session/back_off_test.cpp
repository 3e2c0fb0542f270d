#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "session/back_off.hpp"

using lmq::BackOff;
using lmq::session::BackOffTimer;
using std::chrono::milliseconds;

TEST_CASE("delays are at least a tenth of the smallest and at most the doubled range")
{
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        BackOffTimer timer(BackOff{}, seed);
        for (int n = 0; n < 12; ++n) {
            const milliseconds range(std::min<std::int64_t>(120000, std::int64_t{1000} << n));
            const milliseconds delay = timer.next();
            CHECK(delay >= milliseconds(100));
            CHECK(delay <= range);
        }
    }
}

TEST_CASE("the jitter is full: delays fill the range, and differ from seed to seed")
{
    std::set<std::int64_t> distinct;
    int low = 0;
    int high = 0;
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        BackOffTimer timer(BackOff{}, seed);
        for (int n = 0; n < 7; ++n)
            timer.next();
        const milliseconds delay = timer.next(); // of 0 to 120 s
        distinct.insert(delay.count());
        low += delay < milliseconds(30000) ? 1 : 0;
        high += delay > milliseconds(90000) ? 1 : 0;
    }
    CHECK(distinct.size() > 950);
    CHECK(low > 180);
    CHECK(low < 320);
    CHECK(high > 180);
    CHECK(high < 320);
}

TEST_CASE("reset returns to the smallest range")
{
    BackOffTimer timer(BackOff{}, 1);
    for (int n = 0; n < 10; ++n)
        timer.next();
    timer.reset();
    CHECK(timer.next() <= milliseconds(1000));
}

TEST_CASE("the largest delays do not overflow")
{
    const milliseconds huge(std::int64_t{1} << 61);
    BackOffTimer timer(BackOff{milliseconds(1), huge, milliseconds(0)}, 3);
    for (int n = 0; n < 200; ++n) {
        const milliseconds delay = timer.next();
        CHECK(delay >= milliseconds(0));
        CHECK(delay <= huge);
    }
}

TEST_CASE("no delay is zero, however small the range")
{
    BackOffTimer timer(BackOff{milliseconds(1), milliseconds(2), milliseconds(0)}, 4);
    for (int n = 0; n < 100; ++n)
        CHECK(timer.next() >= milliseconds(1));
}
