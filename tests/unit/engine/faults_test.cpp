#include <doctest/doctest.h>

#include "harness.hpp"

using namespace engine_test;

namespace
{

FaultRule rule(FaultAction action, const std::string &name, FaultDirection direction)
{
    FaultRule made;
    made.action = action;
    made.packet = name;
    made.direction = direction;
    return made;
}

} // namespace

TEST_CASE("a delayed packet and what follows it waits, then passes once")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect() == 0);
    REQUIRE(client.subscribe("TopicA", 1) == 1);
    FaultRule delay = rule(FaultAction::delay, "PUBLISH", FaultDirection::any);
    delay.ms = 500;
    delay.times = 0;
    broker.engine().add_fault(delay);
    client.send(publish_packet("TopicA", "1", 1, 1));
    CHECK(client.paused());
    CHECK(client.take().empty());
    broker.advance(500);
    CHECK_FALSE(client.paused());
    client.send_again();
    CHECK(client.take_one().type == 4);
    broker.advance(499);
    CHECK(client.take().empty());
    broker.advance(1);
    CHECK(client.take_one().payload == "1");
    client.drop();
    CHECK_FALSE(broker.engine().session("GID_AAA@@@BBB001"));
}
