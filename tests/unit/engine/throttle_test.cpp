#include <doctest/doctest.h>

#include "harness.hpp"

using namespace engine_test;

namespace
{

Config prepaid(std::size_t tps)
{
    Config config = Config::ready_made();
    config.instance.edition = lmq::broker::Edition::standard_prepaid;
    config.instance.max_tps = tps;
    return config;
}

} // namespace

TEST_CASE("a prepaid instance above its messages a second waits at most a second, then goes on")
{
    Broker broker(prepaid(2));
    Client client(broker);
    REQUIRE(client.connect() == 0);
    broker.advance(400);
    for (unsigned i = 1; i <= 3; ++i)
        client.send(publish_packet("TopicA", "m", 1, i));
    CHECK(client.paused());
    CHECK(client.take().size() == 2);
    broker.advance(599);
    CHECK(client.paused());
    broker.advance(1);
    CHECK_FALSE(client.paused());
    client.send_again();
    CHECK(client.take_one().id == 3);
    CHECK(broker.published() == 3);
}

TEST_CASE("what still finds no room after its wait is acknowledged and dropped")
{
    Broker broker(prepaid(1));
    Client greedy(broker), other(broker);
    REQUIRE(greedy.connect(device("greedy")) == 0);
    REQUIRE(other.connect(device("other")) == 0);
    greedy.send(publish_packet("TopicA", "1", 1, 1) + publish_packet("TopicA", "2", 1, 2));
    broker.advance(1000);
    other.send(publish_packet("TopicA", "3", 1, 1)); // takes the new second's only place
    greedy.send_again();
    CHECK_FALSE(greedy.paused());
    CHECK(greedy.take().size() == 2);
    CHECK(broker.published() == 2);
    greedy.send(publish_packet("TopicA", "4", 1, 3));
    CHECK(greedy.paused()); // the next one has its own wait
}

TEST_CASE("a postpaid instance is never throttled")
{
    Config config = prepaid(1);
    config.instance.edition = lmq::broker::Edition::standard_postpaid;
    Broker broker(config);
    Client client(broker);
    REQUIRE(client.connect() == 0);
    for (unsigned i = 1; i <= 100; ++i)
        client.send(publish_packet("TopicA", "m", 1, i));
    CHECK(client.take().size() == 100);
}
