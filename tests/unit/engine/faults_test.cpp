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

TEST_CASE("a rule counts what matches it and strikes from the nth on, as often as it says")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect() == 0);
    FaultRule drop = rule(FaultAction::drop, "PUBACK", FaultDirection::out);
    drop.client = "GID_AAA@@@BBB001";
    drop.nth = 2;
    drop.times = 2;
    const auto id = broker.engine().add_fault(drop);
    for (unsigned i = 1; i <= 5; ++i)
        client.send(publish_packet("TopicA", "m", 1, i));
    const auto got = client.take();
    REQUIRE(got.size() == 3);
    CHECK(got[0].id == 1);
    CHECK(got[1].id == 4);
    const auto status = broker.engine().faults();
    REQUIRE(status.size() == 1);
    CHECK(status[0].seen == 5);
    CHECK(status[0].hits == 2);
    CHECK(broker.engine().remove_fault(id));
    CHECK_FALSE(broker.engine().remove_fault(id));
}

TEST_CASE("a dropped packet never came: it is neither handled nor a sign of life")
{
    Broker broker;
    Client client(broker);
    ConnectOptions options;
    options.keep_alive_s = 10;
    REQUIRE(client.connect(options) == 0);
    broker.engine().add_fault(rule(FaultAction::drop, "PINGREQ", FaultDirection::in));
    broker.advance(10000);
    client.send(std::string("\xC0\0", 2));
    CHECK(client.take().empty());
    broker.advance(5000);
    CHECK(client.closed());
}

TEST_CASE("duplicate, corrupt, close and refuse do what they say, in each direction")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect() == 0);
    REQUIRE(client.subscribe("TopicA", 0) == 0);
    std::size_t expected = 0;
    bool closes = false;
    FaultRule made;
    SUBCASE("duplicate in")
    {
        made = rule(FaultAction::duplicate, "PUBLISH", FaultDirection::in), expected = 2;
    }
    SUBCASE("duplicate out")
    {
        made = rule(FaultAction::duplicate, "PUBLISH", FaultDirection::out), expected = 2;
    }
    SUBCASE("corrupt in")
    {
        made = rule(FaultAction::corrupt, "PUBLISH", FaultDirection::in), closes = true;
    }
    SUBCASE("close in")
    {
        made = rule(FaultAction::close, "PUBLISH", FaultDirection::in), expected = 1, closes = true;
    }
    SUBCASE("close out")
    {
        made = rule(FaultAction::close, "PUBLISH", FaultDirection::out), expected = 1, closes = true;
    }
    SUBCASE("refuse in")
    {
        made = rule(FaultAction::refuse, "PUBLISH", FaultDirection::in), closes = true;
    }
    SUBCASE("refuse out")
    {
        made = rule(FaultAction::refuse, "PUBLISH", FaultDirection::out), closes = true;
    }
    SUBCASE("another topic")
    {
        made = rule(FaultAction::drop, "PUBLISH", FaultDirection::in), made.topic = "TopicB/#", expected = 1;
    }
    broker.engine().add_fault(made);
    client.send(publish_packet("TopicA", "m"));
    CHECK(client.take().size() == expected);
    CHECK(client.closed() == closes);
}

TEST_CASE("a corrupted packet has a type that nobody may use")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect() == 0);
    broker.engine().add_fault(rule(FaultAction::corrupt, "", FaultDirection::out));
    client.send(std::string("\xC0\0", 2));
    CHECK(client.take_bytes() == std::string(2, '\0'));
}

TEST_CASE("refuse answers CONNECT with its code and SUBSCRIBE with 0x80 for each filter")
{
    Broker broker;
    FaultRule refuse = rule(FaultAction::refuse, "CONNECT", FaultDirection::in);
    refuse.client = "GID_AAA@@@BBB001";
    refuse.code = 5;
    broker.engine().add_fault(refuse);
    Client first(broker), second(broker);
    CHECK(first.connect() == 5);
    CHECK(first.closed());
    CHECK(second.connect() == 0);
    broker.engine().add_fault(rule(FaultAction::refuse, "SUBSCRIBE", FaultDirection::in));
    second.send(subscribe_packet(9, {{"TopicA", 1}, {"TopicB", 1}}));
    CHECK(second.take_one().body == std::string("\0\x09\x80\x80", 4));
    CHECK(broker.engine().session("GID_AAA@@@BBB001")->subscriptions.empty());
}

TEST_CASE("a close that a delay holds back comes when the delay ends")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect() == 0);
    FaultRule delay = rule(FaultAction::delay, "PINGRESP", FaultDirection::out);
    delay.ms = 7000;
    broker.engine().add_fault(delay);
    client.send(std::string("\xC0\0\xE0\0", 4));
    broker.advance(6999);
    CHECK(client.take().empty());
    CHECK_FALSE(client.closed());
    broker.advance(1);
    CHECK(client.take_one().type == 13);
    CHECK(client.closed());
}

TEST_CASE("a delay that its connection does not live to see ends with it")
{
    Broker broker;
    FaultRule delay = rule(FaultAction::delay, "", FaultDirection::any);
    delay.ms = 500;
    delay.nth = 3;
    delay.times = 0;
    broker.engine().add_fault(delay);
    for (int i = 0; i < 2; ++i) {
        Client client(broker);
        client.send(connect_packet({}));
        client.send(std::string("\xC0\0\xC0\0", 4));
    }
    broker.advance(1000);
    CHECK(broker.engine().sessions().empty());
}

TEST_CASE("a CONNACK that a fault closes behind leaves nothing of what would have followed it")
{
    Broker broker(at_once());
    Client sender(broker);
    REQUIRE(sender.connect(device("sender")) == 0);
    {
        Client client(broker);
        REQUIRE(client.connect(device("d", false)) == 0);
        REQUIRE(client.subscribe("TopicA", 1) == 1);
        for (unsigned i = 1; i <= 3; ++i)
            sender.send(publish_packet("TopicA", "m", 1, i));
        CHECK(client.take().size() == 3); // in flight
    }
    broker.engine().add_fault(rule(FaultAction::close, "CONNACK", FaultDirection::out));
    broker.engine().add_fault(rule(FaultAction::close, "PUBLISH", FaultDirection::out));
    for (const std::size_t follow : {0U, 1U}) {
        Client client(broker);
        CHECK(client.connect(device("d", false)) == 0);
        CHECK(client.closed());
        CHECK(client.take().size() == follow);
    }
    broker.advance(100000); // no timer of theirs is left to fire
    Client client(broker);
    REQUIRE(client.connect(device("d", false)) == 0);
    CHECK(client.take().size() == 3);
}

TEST_CASE("a rule without an end delays each packet anew")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect() == 0);
    FaultRule delay = rule(FaultAction::delay, "PINGREQ", FaultDirection::in);
    delay.ms = 100;
    delay.times = 0;
    broker.engine().add_fault(delay);
    client.send(std::string("\xC0\0\xC0\0", 4));
    for (int i = 0; i < 2; ++i) {
        CHECK(client.paused());
        CHECK(client.take().empty());
        broker.advance(100);
        client.send_again();
        CHECK(client.take_one().type == 13);
    }
    CHECK_FALSE(client.paused());
}
