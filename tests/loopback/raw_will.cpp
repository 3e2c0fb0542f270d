#include "raw_fixture.hpp"

using namespace lmq::broker;
using namespace lmq::test;
using std::chrono::milliseconds;

namespace
{

ConnectFields with_will(unsigned qos = 1, bool retain = false, const std::string &topic = "TopicA/will")
{
    ConnectFields fields;
    fields.client_id = dev("mortal");
    fields.keep_alive = 10;
    fields.will = Will{topic, "gone", qos, retain};
    return fields;
}

} // namespace

TEST_CASE("the will is published when the link is lost, reset or merely closed")
{
    Service service;
    RawClient heir = service.subscriber(dev("heir"), "TopicA/will", 1);
    RawClient mortal = service.sign_in(with_will());
    CHECK(heir.quiet());
    mortal.drop();
    CHECK(heir.next() == publish("TopicA/will", "gone", 1, 1));
    RawClient second = service.sign_in(with_will());
    second.close();
    CHECK(heir.next() == publish("TopicA/will", "gone", 1, 2));
    CHECK(heir.quiet());
    CHECK(service.stored("TopicA").size() == 2);
}

TEST_CASE("the will is not published after DISCONNECT")
{
    Service service;
    RawClient heir = service.subscriber(dev("heir"), "TopicA/will", 1);
    RawClient mortal = service.sign_in(with_will());
    mortal.send(disconnect());
    CHECK(mortal.is_closed());
    service.wait_offline(dev("mortal"));
    CHECK(heir.quiet());
    CHECK(service.stored("TopicA").empty());
}

TEST_CASE("the will is published when the client breaks the protocol")
{
    Service service;
    RawClient heir = service.subscriber(dev("heir"), "TopicA/will", 0);
    for (const Packet &breach :
         {hex("f000"), packet(0xE0, "x"), connect(), publish("TopicA/#", "x"), subscribe(1, {})}) {
        INFO(breach);
        RawClient mortal = service.sign_in(with_will());
        mortal.send(breach);
        CHECK(mortal.is_closed());
        CHECK(heir.next() == publish("TopicA/will", "gone"));
    }
    CHECK(heir.quiet());
}

TEST_CASE("the will is published when a permission failure closes the connection")
{
    Service service;
    RawClient heir = service.subscriber(dev("heir"), "TopicA/will", 0);
    RawClient mortal = service.sign_in(with_will());
    mortal.send(publish("NoSuchTopic", "x"));
    CHECK(mortal.is_closed());
    CHECK(heir.next() == publish("TopicA/will", "gone"));
}

TEST_CASE("the will is published when the keepalive runs out")
{
    Service service;
    RawClient heir = service.subscriber(dev("heir"), "TopicA/will", 0);
    RawClient mortal = service.sign_in(with_will());
    service.advance(milliseconds(14900));
    CHECK(heir.quiet());
    service.advance(milliseconds(200));
    CHECK(mortal.is_closed());
    CHECK(heir.next() == publish("TopicA/will", "gone"));
}

TEST_CASE("the will is published at a takeover, once, and the new connection's own stays")
{
    Service service;
    RawClient heir = service.subscriber(dev("heir"), "TopicA/will", 0);
    RawClient first = service.sign_in(with_will());
    ConnectFields fields = with_will();
    fields.will->payload = "gone again";
    RawClient second = service.sign_in(fields);
    CHECK(first.is_closed());
    CHECK(heir.next() == publish("TopicA/will", "gone"));
    CHECK(heir.quiet());
    second.drop();
    CHECK(heir.next() == publish("TopicA/will", "gone again"));
    CHECK(heir.quiet());
}

TEST_CASE("the will is published when the broker kicks the client")
{
    Service service;
    RawClient heir = service.subscriber(dev("heir"), "TopicA/will", 0);
    RawClient mortal = service.sign_in(with_will());
    CHECK(service->kick(dev("mortal")));
    CHECK(mortal.is_closed());
    CHECK(heir.next() == publish("TopicA/will", "gone"));
}

TEST_CASE("the will has its own QoS and RETAIN")
{
    Service service;
    RawClient heir = service.subscriber(dev("heir"), "TopicA/will", 2);
    unsigned id = 1;
    for (unsigned qos = 0; qos < 3; ++qos) {
        RawClient mortal = service.sign_in(with_will(qos, qos == 2));
        mortal.drop();
        CHECK(heir.next() == publish("TopicA/will", "gone", qos, qos == 0 ? 0 : id++));
    }
    RawClient late = service.sign_in(dev("late"));
    late.send(subscribe(1, {{"TopicA/will", 0}}));
    const std::vector<Packet> got = late.next_packets(2);
    CHECK(
        (got[0] == publish("TopicA/will", "gone", 0, 0, true) || got[1] == publish("TopicA/will", "gone", 0, 0, true)));
}

TEST_CASE("a will may be a P2P message")
{
    Service service;
    RawClient heir = service.sign_in(dev("heir"));
    RawClient mortal = service.sign_in(with_will(1, false, "TopicA/p2p/" + dev("heir")));
    mortal.drop();
    CHECK(heir.next() == publish("TopicA/p2p/" + dev("heir"), "gone", 1, 1));
}

TEST_CASE("a will to a topic one may not use is not published, whatever happens to the client")
{
    Service service;
    for (const char *topic : {"NoSuchTopic/x", "ForeignTopic", "$SYS/tokenInvalidNotice", "/TopicA"}) {
        RawClient mortal = service.open();
        mortal.send(connect(with_will(1, true, topic)));
        if (mortal.next().note.empty()) {
            mortal.drop();
            service.wait_offline(dev("mortal"));
        }
    }
    auto foreign = service->mq_consume("ForeignTopic", "GID_x", 10, milliseconds(0));
    REQUIRE(foreign.has_value());
    CHECK(foreign->empty());
    CHECK(service.sign_in(dev("d")).quiet());
}

TEST_CASE("a will of a CONNECT that was refused is not published")
{
    Service service;
    RawClient heir = service.subscriber(dev("heir"), "TopicA/will", 0);
    ConnectFields fields = with_will();
    fields.password = "wrong";
    RawClient mortal = service.open();
    CHECK(mortal.ask(connect(fields)) == connack(4));
    CHECK(mortal.is_closed());
    CHECK(heir.quiet());
}

TEST_CASE("enable_will=false accepts wills and publishes none")
{
    Config config = service_config();
    config.policy.enable_will = false;
    Service service(config);
    RawClient heir = service.subscriber(dev("heir"), "TopicA/will", 0);
    RawClient mortal = service.sign_in(with_will());
    mortal.drop();
    service.wait_offline(dev("mortal"));
    CHECK(heir.quiet());
}

TEST_CASE("a will that is too large is not delivered")
{
    Config config = service_config();
    config.limits.payload_bytes = 1000;
    Service service(config);
    RawClient heir = service.subscriber(dev("heir"), "TopicA/will", 0);
    ConnectFields fields = with_will();
    fields.will->payload = std::string(1001, 'w');
    {
        RawClient mortal = service.open();
        mortal.send(connect(fields));
        mortal.next();
    }
    service.wait_offline(dev("mortal"));
    CHECK(heir.quiet());
}
