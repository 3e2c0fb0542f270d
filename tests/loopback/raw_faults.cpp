#include "raw_fixture.hpp"

using namespace lmq::broker;
using namespace lmq::test;
using std::chrono::milliseconds;

namespace
{

FaultRule rule(FaultAction action, const char *packet, FaultDirection direction)
{
    FaultRule fault;
    fault.action = action;
    fault.packet = packet;
    fault.direction = direction;
    return fault;
}

FaultStatus status_of(const Service &service, std::uint64_t id)
{
    for (const FaultStatus &status : service->faults())
        if (status.id == id) return status;
    FAIL("no fault " << id);
    return {};
}

} // namespace

TEST_CASE("drop, out: the packet vanishes, the connection stays")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    const auto id = service->add_fault(rule(FaultAction::drop, "PUBACK", FaultDirection::out));
    client.send(publish("TopicA", "1", 1, 1) + publish("TopicA", "2", 1, 2));
    CHECK(client.next() == puback(2));
    CHECK(service.stored("TopicA").size() == 2);
    CHECK(status_of(service, id).hits == 1);
    CHECK(status_of(service, id).seen == 2);
}

TEST_CASE("drop, in: the broker never sees the packet")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    service->add_fault(rule(FaultAction::drop, "PUBLISH", FaultDirection::in));
    client.send(publish("TopicA", "1", 1, 1) + publish("TopicA", "2", 1, 2));
    CHECK(client.next() == puback(2));
    const auto stored = service.stored("TopicA");
    REQUIRE(stored.size() == 1);
    CHECK(stored[0].body == "2");
}

TEST_CASE("close, in: the packet is handled, then the connection closes")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    service->add_fault(rule(FaultAction::close, "PUBLISH", FaultDirection::in));
    client.send(publish("TopicA", "1", 1, 1) + publish("TopicA", "2", 1, 2));
    CHECK(client.next() == puback(1));
    CHECK(client.is_closed());
    const auto stored = service.stored("TopicA");
    REQUIRE(stored.size() == 1);
    CHECK(stored[0].body == "1");
}

TEST_CASE("close, out: the packet is sent, then the connection closes")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    service->add_fault(rule(FaultAction::close, "PUBACK", FaultDirection::out));
    CHECK(client.ask(publish("TopicA", "1", 1, 1)) == puback(1));
    CHECK(client.is_closed());
}

TEST_CASE("delay, out: the packet and what follows it wait, in order")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    FaultRule fault = rule(FaultAction::delay, "PUBACK", FaultDirection::out);
    fault.ms = 500;
    service->add_fault(fault);
    RawClient other = service.sign_in(dev("other"));
    client.send(publish("TopicA", "1", 1, 1) + publish("TopicA", "2", 1, 2) + pingreq());
    REQUIRE(eventually([&] { return service->statistics().publishes_in == 2; }));
    CHECK(other.quiet());
    service.advance(milliseconds(499));
    CHECK(client.next(milliseconds(50)).note == "nothing");
    service.advance(milliseconds(1));
    CHECK(client.next() == puback(1));
    CHECK(client.next() == puback(2));
    CHECK(client.next() == pingresp());
    CHECK(client.quiet());
}

TEST_CASE("delay, in: the packet and what follows it are handled later, in order")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    FaultRule fault = rule(FaultAction::delay, "PUBLISH", FaultDirection::in);
    fault.ms = 500;
    const auto id = service->add_fault(fault);
    client.send(publish("TopicA", "1", 1, 1) + publish("TopicA", "2", 1, 2) + pingreq());
    REQUIRE(eventually([&] { return status_of(service, id).hits == 1; }));
    service.advance(milliseconds(499));
    CHECK(service.stored("TopicA").empty());
    service.advance(milliseconds(1));
    CHECK(client.next() == puback(1));
    CHECK(client.next() == puback(2));
    CHECK(client.next() == pingresp());
    CHECK(service.stored("TopicA").size() == 2);
    CHECK(client.quiet());
}

TEST_CASE("a delayed packet of a connection that is gone harms nobody")
{
    Service service;
    FaultRule fault = rule(FaultAction::delay, "PUBLISH", FaultDirection::any);
    fault.ms = 500;
    fault.times = 0;
    service->add_fault(fault);
    {
        RawClient client = service.subscriber(dev("d"), "TopicA", 1);
        client.send(publish("TopicA", "1", 1, 1));
        REQUIRE(eventually([&] { return service->faults()[0].hits > 0; }));
        client.drop();
    }
    service.advance(milliseconds(1000));
    service.wait_offline(dev("d"));
    CHECK(service.sign_in(dev("d")).quiet());
}

TEST_CASE("corrupt, out: the packet's fixed header is not what it should be")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    service->add_fault(rule(FaultAction::corrupt, "PUBACK", FaultDirection::out));
    const Packet got = client.ask(publish("TopicA", "1", 1, 1));
    INFO(got);
    CHECK(got != puback(1));
    CHECK_FALSE(got.bytes.empty());
}

TEST_CASE("corrupt, in: the broker treats the packet as malformed")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    service->add_fault(rule(FaultAction::corrupt, "PUBLISH", FaultDirection::in));
    client.send(publish("TopicA", "1", 1, 1));
    CHECK(client.is_closed());
    CHECK(service.stored("TopicA").empty());
}

TEST_CASE("duplicate, out and in: the packet passes twice")
{
    Service service;
    RawClient client = service.subscriber(dev("d"), "TopicA", 0);
    service->add_fault(rule(FaultAction::duplicate, "PUBLISH", FaultDirection::out));
    client.send(publish("TopicA", "1"));
    CHECK(client.next() == publish("TopicA", "1"));
    CHECK(client.next() == publish("TopicA", "1"));
    CHECK(client.quiet());
    service->clear_faults();
    service->add_fault(rule(FaultAction::duplicate, "PUBLISH", FaultDirection::in));
    client.send(publish("TopicA", "2"));
    CHECK(client.next() == publish("TopicA", "2"));
    CHECK(client.next() == publish("TopicA", "2"));
    CHECK(client.quiet());
    CHECK(service.stored("TopicA").size() == 3);
}

TEST_CASE("refuse: CONNECT gets its code, SUBSCRIBE 0x80 for each filter, anything else a close")
{
    Service service;
    FaultRule refuse_connect = rule(FaultAction::refuse, "CONNECT", FaultDirection::in);
    service->add_fault(refuse_connect);
    RawClient first = service.open();
    CHECK(first.ask(connect()) == connack(3));
    CHECK(first.is_closed());
    refuse_connect.code = 5;
    service->add_fault(refuse_connect);
    RawClient second = service.open();
    CHECK(second.ask(connect()) == connack(5));
    CHECK(second.is_closed());

    RawClient client = service.sign_in(dev("d"));
    service->add_fault(rule(FaultAction::refuse, "SUBSCRIBE", FaultDirection::in));
    CHECK(client.ask(subscribe(1, {{"TopicA/x", 1}, {"TopicA/y", 0}})) == suback(1, {0x80, 0x80}));
    CHECK(service->session(dev("d"))->subscriptions.empty());
    CHECK(client.ask(subscribe(2, {{"TopicA/x", 1}})) == suback(2, {1}));
    service->add_fault(rule(FaultAction::refuse, "PUBLISH", FaultDirection::in));
    client.send(publish("TopicA/z", "m", 1, 1));
    CHECK(client.is_closed());
    CHECK(service.stored("TopicA").empty());
}

TEST_CASE("nth and times choose which of the matching packets are struck")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    FaultRule fault = rule(FaultAction::drop, "PUBLISH", FaultDirection::in);
    fault.nth = 3;
    fault.times = 2;
    const auto id = service->add_fault(fault);
    for (int i = 1; i <= 6; ++i)
        client.send(publish("TopicA", std::to_string(i)));
    REQUIRE(client.quiet());
    std::string bodies;
    for (const MqMessage &message : service.stored("TopicA"))
        bodies += message.body;
    CHECK(bodies == "1256");
    CHECK(status_of(service, id).seen == 6);
    CHECK(status_of(service, id).hits == 2);
}

TEST_CASE("times 0 strikes until the rule is removed")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    FaultRule fault = rule(FaultAction::drop, "PINGREQ", FaultDirection::in);
    fault.times = 0;
    const auto id = service->add_fault(fault);
    client.send(pingreq() + pingreq() + pingreq() + publish("TopicA", "m", 1, 1));
    CHECK(client.next() == puback(1));
    CHECK(service->remove_fault(id));
    CHECK_FALSE(service->remove_fault(id));
    CHECK(service->faults().empty());
    CHECK(client.quiet());
}

TEST_CASE("client, direction and topic narrow a rule")
{
    Service service;
    RawClient one = service.subscriber(dev("1"), "TopicA/#", 0);
    RawClient two = service.subscriber(dev("2"), "TopicA/#", 0);
    FaultRule fault = rule(FaultAction::drop, "PUBLISH", FaultDirection::out);
    fault.client = dev("1");
    fault.topic = "TopicA/+/x";
    fault.times = 0;
    const auto id = service->add_fault(fault);
    RawClient sender = service.sign_in(dev("sender"));
    for (const char *topic : {"TopicA/a/x", "TopicA/a/y", "TopicA/b/x", "TopicA"})
        publish_acked(sender, topic, topic);
    CHECK(drain(one) == std::vector<std::string>{"TopicA/a/y", "TopicA"});
    CHECK(drain(two).size() == 4);
    CHECK(status_of(service, id).hits == 2);
}

TEST_CASE("an empty packet name means any packet")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    FaultRule fault = rule(FaultAction::close, "", FaultDirection::in);
    fault.nth = 3;
    service->add_fault(fault);
    client.send(pingreq() + publish("TopicA", "1") + publish("TopicA", "2") + publish("TopicA", "3"));
    CHECK(client.next() == pingresp());
    CHECK(client.is_closed());
    CHECK(service.stored("TopicA").size() == 2);
}

TEST_CASE("reset removes faults")
{
    Service service;
    service->add_fault(rule(FaultAction::refuse, "CONNECT", FaultDirection::in));
    service->reset();
    CHECK(service->faults().empty());
    CHECK(service.sign_in(dev("d")).quiet());
}

TEST_CASE("a dropped PUBACK is made good by the client's DUP, a dropped PUBLISH by the broker's")
{
    Service service;
    RawClient receiver = service.subscriber(dev("receiver"), "TopicA", 1);
    RawClient sender = service.sign_in(dev("sender"));
    service->add_fault(rule(FaultAction::drop, "PUBLISH", FaultDirection::out));
    publish_acked(sender, "TopicA", "m");
    CHECK(receiver.quiet());
    service.advance(std::chrono::seconds(21));
    CHECK(receiver.next() == publish("TopicA", "m", 1, 1, false, true));
}
