// What is a duplicate, how long it is remembered, and that nobody can make two messages look the same.

#include <deque>
#include <random>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "client/siphash.hpp"
#include "lmq/duplicate_filter.hpp"

using namespace lmq;

namespace
{

ReceivedMessage message(std::string topic, std::string payload)
{
    ReceivedMessage made;
    made.topic = std::move(topic);
    made.payload = std::move(payload);
    return made;
}

} // namespace

TEST_CASE("a key is a duplicate from its second time on")
{
    DuplicateFilter filter;
    CHECK_FALSE(filter.seen("a"));
    CHECK_FALSE(filter.seen("b"));
    CHECK(filter.seen("a"));
    CHECK(filter.seen("a"));
    CHECK(filter.seen("b"));
    CHECK_FALSE(filter.seen(""));
    CHECK(filter.seen(""));
}

TEST_CASE("the window remembers exactly as many as it is large, and being seen again does not make one younger")
{
    for (const std::size_t window : {1U, 2U, 3U, 7U, 8U, 1000U}) {
        CAPTURE(window);
        DuplicateFilter filter(window);
        for (std::size_t i = 0; i < window; ++i)
            REQUIRE_FALSE(filter.seen(std::to_string(i)));
        for (std::size_t i = 0; i < window; ++i)
            REQUIRE(filter.seen(std::to_string(i)));
        REQUIRE_FALSE(filter.seen("one more")); // and the oldest is gone
        if (window > 1) REQUIRE(filter.seen("1"));
        REQUIRE_FALSE(filter.seen("0"));
        REQUIRE(filter.seen("0"));
    }
}

TEST_CASE("a window out of range is brought into it")
{
    DuplicateFilter least(0);
    CHECK_FALSE(least.seen("a"));
    CHECK(least.seen("a"));
    CHECK_FALSE(least.seen("b"));
    CHECK_FALSE(least.seen("a"));
    DuplicateFilter most(static_cast<std::size_t>(-1));
    CHECK_FALSE(most.seen("a"));
    CHECK(most.seen("a"));
}

TEST_CASE("a message is told by its topic and its payload, however it was delivered")
{
    DuplicateFilter filter;
    CHECK_FALSE(filter.seen(message("TopicA", "x")));
    CHECK_FALSE(filter.seen(message("TopicB", "x")));
    CHECK_FALSE(filter.seen(message("TopicA", "y")));
    ReceivedMessage again = message("TopicA", "x");
    again.duplicate = true;
    again.qos = QoS::at_least_once;
    CHECK(filter.seen(again));
}

TEST_CASE("what moves from the topic into the payload makes another message, and a key is no message")
{
    DuplicateFilter filter;
    CHECK_FALSE(filter.seen(message("ab", "c")));
    CHECK_FALSE(filter.seen(message("a", "bc")));
    CHECK_FALSE(filter.seen(message("abc", "")));
    CHECK_FALSE(filter.seen(message("", "abc")));
    CHECK_FALSE(filter.seen("abc"));
    CHECK_FALSE(filter.seen(message("", std::string("abc\0", 4))));
    CHECK_FALSE(filter.seen(message("", std::string(1 << 20, 'x'))));
    CHECK(filter.seen(message("", std::string(1 << 20, 'x'))));
}

TEST_CASE("clear forgets everything")
{
    DuplicateFilter filter(3);
    for (const char *key : {"a", "b", "c", "d"})
        filter.seen(key);
    filter.clear();
    for (const char *key : {"d", "b", "c"})
        CHECK_FALSE(filter.seen(key));
    for (const char *key : {"d", "b", "c"})
        CHECK(filter.seen(key));
}

TEST_CASE("a filter takes along what it has seen when it is moved")
{
    DuplicateFilter filter;
    filter.seen("a");
    DuplicateFilter moved(std::move(filter));
    CHECK(moved.seen("a"));
    DuplicateFilter assigned;
    assigned.seen("b");
    assigned = std::move(moved);
    CHECK(assigned.seen("a"));
    CHECK_FALSE(assigned.seen("b"));
}

TEST_CASE("over a long run it answers as a list of the last ones would")
{
    std::mt19937_64 random(1);
    for (const std::size_t window : {1U, 5U, 64U, 100U}) {
        CAPTURE(window);
        DuplicateFilter filter(window);
        std::deque<std::string> last;
        std::set<std::string> known;
        for (int i = 0; i < 50000; ++i) {
            const std::string key = std::to_string(random() % (2 * window + 1));
            REQUIRE(filter.seen(key) == (known.count(key) == 1));
            if (!known.insert(key).second) continue;
            last.push_back(key);
            if (last.size() <= window) continue;
            known.erase(last.front());
            last.pop_front();
        }
    }
}

TEST_CASE("the hash is SipHash-2-4, as its authors' test vectors have it")
{
    // Key and texts of the reference: bytes counting up from 0.
    constexpr std::uint64_t key0 = 0x0706050403020100U;
    constexpr std::uint64_t key1 = 0x0f0e0d0c0b0a0908U;
    const auto hash = [&](std::size_t size) {
        std::string text;
        for (std::size_t i = 0; i < size; ++i)
            text += static_cast<char>(i);
        client::SipHash made(key0, key1);
        made.add(text.substr(0, size / 2));
        made.add(text.substr(size / 2));
        return made.finish();
    };
    CHECK(hash(0) == 0x726fdb47dd0e0e31U);
    CHECK(hash(1) == 0x74f839c593dc67fdU);
    CHECK(hash(7) == 0xab0200f58b01d137U);
    CHECK(hash(8) == 0x93f5f5799a932462U);
    CHECK(hash(15) == 0xa129ca6149be45e5U);
    client::SipHash number(key0, key1);
    number.add(std::uint64_t{0x0706050403020100U});
    CHECK(number.finish() == hash(8));
}
