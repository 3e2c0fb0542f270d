#include "outbox_bench.hpp"

using namespace lmq;
using namespace lmq::outbox;
using lmq::outbox::test::Bench;
using lmq::outbox::test::message;
using std::chrono::milliseconds;

namespace
{

using Log = std::vector<std::string>;

} // namespace

TEST_CASE("higher priorities leave first, those of one priority in order, repeats at their place")
{
    Bench b;
    REQUIRE(b.put("1", Priority::low));
    REQUIRE(b.put("a", Priority::normal));
    REQUIRE(b.put("A", Priority::high));
    REQUIRE(b.put("b", Priority::normal));
    REQUIRE(b.put("B", Priority::high));
    REQUIRE(b.put("2", Priority::low));
    b.outbox->release();
    CHECK(b.drain() == "ABab12");
    REQUIRE(b.put("C", Priority::high));
    REQUIRE(b.put("c", Priority::normal));
    b.outbox->hold();
    b.outbox->release();
    CHECK(b.drain() == "ABCabc12");
}

TEST_CASE("drop_oldest gives up the lowest priority first, and nothing above the newcomer's")
{
    Config config;
    config.caps.max_messages = 3;
    config.caps.policy = OutboxPolicy::drop_oldest;
    Bench b(config);
    REQUIRE(b.put("high", Priority::high));
    REQUIRE(b.put("normal", Priority::normal));
    REQUIRE(b.put("low", Priority::low));
    REQUIRE(b.put("low 2", Priority::low));
    CHECK(b.log == Log{"low 302"});
    REQUIRE(b.put("normal 2", Priority::normal));
    CHECK(b.log == Log{"low 302", "low 2 302"});
    CHECK(b.put("low 3", Priority::low).error().code == Errc::outbox_full);
    REQUIRE(b.put("high 2", Priority::high));
    REQUIRE(b.put("high 3", Priority::high));
    CHECK(b.log == Log{"low 302", "low 2 302", "normal 302", "normal 2 302"});
    CHECK(b.put("normal 3", Priority::normal).error().code == Errc::outbox_full);
    REQUIRE(b.put("high 4", Priority::high));
    CHECK(b.log.back() == "high 302");
}

TEST_CASE("latest_per_topic: a newer message of another priority replaces the older, at its place in the new priority")
{
    Config config;
    config.caps.policy = OutboxPolicy::latest_per_topic;
    Bench b(config);
    Message first = message("A", "a1");
    first.priority = Priority::low;
    REQUIRE(b.put(first));
    REQUIRE(b.put(message("B", "b1")));
    REQUIRE(b.put(message("A", "a2")));
    CHECK(b.log == Log{"a1 303"});
    b.outbox->release();
    CHECK(b.drain() == "a2b1");
}

TEST_CASE("max_age is the time to live of messages without one")
{
    Config config;
    config.caps.max_age = milliseconds(50);
    Bench b(config);
    REQUIRE(b.put("a"));
    Message own = message("T", "b");
    own.time_to_live = milliseconds(80);
    REQUIRE(b.put(own));
    CHECK(b.outbox->next_deadline(b.now) == Time(50));
    b.now = Time(50);
    b.expire();
    CHECK(b.log == Log{"a 304"});
    b.now = Time(80);
    b.expire();
    CHECK(b.log == Log{"a 304", "b 304"});
}
