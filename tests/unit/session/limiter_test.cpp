#include "outbox_bench.hpp"

using namespace lmq;
using namespace lmq::outbox;
using lmq::outbox::test::Bench;

TEST_CASE("the limiter spaces messages out and says when the next may go")
{
    Config config;
    config.max_publish_rate = 10;
    Bench b(config);
    b.outbox->release();
    for (const char *payload : {"a", "b", "c"})
        REQUIRE(b.put(payload, QoS::at_most_once));
    CHECK(b.drain() == "a");
    CHECK(b.outbox->next_deadline(b.now) == Time(100));
    b.now = Time(99);
    CHECK(b.drain().empty());
    b.now = Time(100);
    CHECK(b.drain() == "b");
    b.now = Time(100000); // no saving up beyond one
    REQUIRE(b.put("d", QoS::at_most_once));
    CHECK(b.drain() == "c");
}

TEST_CASE("the limiter keeps its rate over a long time")
{
    for (const double rate : {0.5, 3.0, 7.0, 100.0, 1234.0}) {
        CAPTURE(rate);
        Config config;
        config.max_publish_rate = rate;
        config.caps.max_messages = 100000;
        Bench b(config);
        b.outbox->release();
        std::size_t sent = 0;
        const auto total = static_cast<std::size_t>(rate * 20);
        for (std::size_t i = 0; i < total + 200; ++i)
            REQUIRE(b.put("x", QoS::at_most_once));
        while (b.now <= Time(20000)) {
            sent += b.drain().size();
            b.now = b.outbox->next_deadline(b.now).value();
        }
        CHECK(sent >= total);
        CHECK(sent <= total + 2 + total / 300);
    }
}
