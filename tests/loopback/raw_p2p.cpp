#include "raw_fixture.hpp"

using namespace lmq::broker;
using namespace lmq::test;
using namespace std::string_literals;

namespace
{

std::string p2p(const std::string &client_id, const std::string &parent = "TopicA")
{
    return parent + "/p2p/" + client_id;
}

} // namespace

TEST_CASE("the specification's P2P packet reaches its target, which subscribed nothing")
{
    Service service;
    RawClient target = service.sign_in(dev("BBB001"));
    RawClient sender = service.sign_in(dev("sender"));
    CHECK(sender.ask(hex("3229001b546f706963412f7032702f4749445f414141404040424242303031000468656c6c6f206d717474")) ==
          puback(4));
    CHECK(target.next() == publish(p2p(dev("BBB001")), "hello mqtt", 1, 1));
    CHECK(target.quiet());
}

TEST_CASE("P2P keeps the published QoS, whatever the target subscribed")
{
    Service service;
    RawClient target = service.subscriber(dev("target"), "TopicA/#", 0);
    RawClient sender = service.sign_in(dev("sender"));
    sender.send(publish(p2p(dev("target")), "0"));
    CHECK(target.next() == publish(p2p(dev("target")), "0"));
    publish_acked(sender, p2p(dev("target")), "1");
    CHECK(target.next() == publish(p2p(dev("target")), "1", 1, 1));
    CHECK(sender.ask(publish(p2p(dev("target")), "2", 2, 2)) == pubrec(2));
    CHECK(target.next() == publish(p2p(dev("target")), "2", 2, 2));
    CHECK(target.quiet());
}

TEST_CASE("p2p_max_qos caps the QoS delivered")
{
    Config config = service_config();
    config.policy.p2p_max_qos = 1;
    Service service(config);
    RawClient target = service.sign_in(dev("target"));
    RawClient sender = service.sign_in(dev("sender"));
    CHECK(sender.ask(publish(p2p(dev("target")), "2", 2, 2)) == pubrec(2));
    CHECK(target.next() == publish(p2p(dev("target")), "2", 1, 1));
}

TEST_CASE("nobody else receives a P2P message, whatever he subscribes")
{
    Service service;
    RawClient target = service.sign_in(dev("target"));
    RawClient spy = service.sign_in(dev("spy"));
    REQUIRE(spy.ask(subscribe(1, {{"TopicA/#", 2},
                                  {"TopicA/p2p/#", 2},
                                  {"TopicA/+/+", 2},
                                  {"TopicA/p2p/+", 2},
                                  {p2p(dev("target")), 2},
                                  {"TopicA/p2p", 2}})) == suback(1, {2, 2, 2, 2, 2, 2}));
    RawClient sender = service.sign_in(dev("sender"));
    publish_acked(sender, p2p(dev("target")), "secret");
    CHECK(target.next().payload() == "secret");
    CHECK(spy.quiet());
    CHECK(sender.quiet());
}

TEST_CASE("a target that subscribes all it can still gets one copy")
{
    Service service;
    RawClient target = service.sign_in(dev("target"));
    REQUIRE(
        target.ask(subscribe(1, {{"TopicA/#", 1}, {p2p(dev("target")), 0}, {"TopicA/+/+", 2}, {"TopicA/p2p", 1}})) ==
        suback(1, {1, 0, 2, 1}));
    RawClient sender = service.sign_in(dev("sender"));
    publish_acked(sender, p2p(dev("target")), "once");
    CHECK(target.next() == publish(p2p(dev("target")), "once", 1, 1));
    CHECK(target.quiet());
}

TEST_CASE("MQ consumers of the parent topic receive P2P messages")
{
    Service service;
    RawClient sender = service.sign_in(dev("sender"));
    publish_acked(sender, p2p(dev("nobody")), "m");
    const auto stored = service.stored("TopicA");
    REQUIRE(stored.size() == 1);
    CHECK(stored[0].properties.at("mqttSecondTopic") == "/p2p/" + dev("nobody"));
}

TEST_CASE("a sender may target itself")
{
    Service service;
    RawClient client = service.sign_in(dev("self"));
    client.send(publish(p2p(dev("self")), "me"));
    CHECK(client.next() == publish(p2p(dev("self")), "me"));
    CHECK(client.quiet());
}

TEST_CASE("any parent topic carries P2P, to any group of the account")
{
    Service service;
    RawClient target = service.sign_in("GID_BBB@@@target");
    RawClient sender = service.sign_in(dev("sender"));
    publish_acked(sender, p2p("GID_BBB@@@target", "TopicB"), "m");
    CHECK(target.next() == publish(p2p("GID_BBB@@@target", "TopicB"), "m", 1, 1));
}

TEST_CASE("levels behind the target stay in the topic and do not matter for routing")
{
    Service service;
    RawClient target = service.sign_in(dev("target"));
    RawClient spy = service.subscriber(dev("spy"), "TopicA/#", 0);
    RawClient sender = service.sign_in(dev("sender"));
    publish_acked(sender, p2p(dev("target")) + "/x/y", "m");
    CHECK(target.next() == publish(p2p(dev("target")) + "/x/y", "m", 1, 1));
    CHECK(spy.quiet());
}

TEST_CASE("what only looks like P2P is an ordinary topic")
{
    Service service;
    RawClient named = service.sign_in(dev("named"));
    RawClient listener = service.subscriber(dev("listener"), "TopicA/#", 0);
    RawClient sender = service.sign_in(dev("sender"));
    for (const std::string &topic : {"TopicA/p2p"s, "TopicA/p2p/"s, "TopicA/P2P/" + dev("named"),
                                     "TopicA/x/p2p/" + dev("named"), "TopicA/p2px/" + dev("named")}) {
        INFO(topic);
        publish_acked(sender, topic, "m");
        CHECK(listener.next() == publish(topic, "m"));
        CHECK(named.quiet());
    }
}

TEST_CASE("a target that is unknown, malformed or another account's: acknowledged, stored, not delivered")
{
    Service service;
    ConnectFields fields;
    fields.client_id = "GID_FOREIGN@@@d";
    fields.user = "AK_TEST_0002";
    fields.password = "irBW99FNSOp1Iz3pdu01/zTXzVs=";
    RawClient stranger = service.sign_in(fields);
    RawClient spy = service.subscriber(dev("spy"), "TopicA/#", 1);
    RawClient sender = service.sign_in(dev("sender"));
    unsigned id = 0;
    for (const char *target :
         {"GID_AAA@@@never", "GID_UNKNOWN@@@d", "no group at all", "GID_AAA@@@", "GID_FOREIGN@@@d"}) {
        INFO(target);
        publish_acked(sender, p2p(target), "m", ++id);
    }
    CHECK(stranger.quiet());
    CHECK(spy.quiet());
    CHECK(service.stored("TopicA").size() == id);
}

TEST_CASE("P2P to a client that is away, from a sender with clean session, is dropped")
{
    Service service;
    {
        RawClient target = service.sign_in_persistent(dev("target"));
        REQUIRE(target.ask(subscribe(1, {{"TopicA/#", 1}})) == suback(1, {1}));
    }
    service.wait_offline(dev("target"));
    RawClient sender = service.sign_in(dev("sender"));
    publish_acked(sender, p2p(dev("target")), "lost");
    RawClient target = service.sign_in_persistent(dev("target"), true);
    CHECK(target.quiet());
}

TEST_CASE("publishing P2P needs the parent topic's permission")
{
    Service service;
    RawClient target = service.sign_in(dev("target"));
    RawClient sender = service.sign_in(dev("sender"));
    sender.send(publish(p2p(dev("target"), "ForeignTopic"), "m", 1, 1));
    CHECK(sender.is_closed());
    CHECK(target.quiet());
}

TEST_CASE("the implicit P2P delivery does not count as a subscription")
{
    Service service;
    RawClient target = service.sign_in(dev("target"));
    std::vector<std::pair<std::string, unsigned>> filters;
    for (int i = 0; i < 30; ++i)
        filters.emplace_back("TopicB/" + std::to_string(i), 0);
    REQUIRE(target.ask(subscribe(1, filters)) == suback(1, std::vector<unsigned>(30, 0)));
    target.send(publish(p2p(dev("target")), "m"));
    CHECK(target.next() == publish(p2p(dev("target")), "m"));
}
