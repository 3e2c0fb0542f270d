#include <algorithm>
#include <map>

#include "raw_fixture.hpp"

using namespace lmq::broker;
using namespace lmq::test;

namespace
{

/// Subscribes with QoS `qos`; what is replayed, topic to payload. Each must have RETAIN set.
std::map<std::string, std::string> replayed(RawClient &client, const std::string &filter, unsigned qos = 0)
{
    std::map<std::string, std::string> got;
    client.send(subscribe(1, {{filter, qos}}) + pingreq());
    for (Packet packet = client.next(); packet != pingresp(); packet = client.next()) {
        REQUIRE(packet.note.empty());
        if (packet.type() != 3) continue;
        CHECK(packet.retain());
        CHECK_FALSE(packet.dup());
        CHECK(got.emplace(packet.topic(), packet.payload()).second);
    }
    return got;
}

std::map<std::string, std::string> replayed(const Service &service, const std::string &filter)
{
    RawClient client = service.sign_in(dev("newcomer"));
    return replayed(client, filter);
}

using Expected = std::map<std::string, std::string>;

} // namespace

TEST_CASE("a retained message is replayed to whoever subscribes later, the last one only")
{
    Service service;
    RawClient sender = service.sign_in(dev("sender"));
    publish_acked(sender, "TopicA/state", "one", 1, true);
    publish_acked(sender, "TopicA/state", "two", 1, true);
    publish_acked(sender, "TopicA/state", "not retained", 1, false);
    CHECK(replayed(service, "TopicA/state") == Expected{{"TopicA/state", "two"}});
    CHECK(replayed(service, "TopicA/other").empty());
}

TEST_CASE("a retained message reaches live subscribers without the RETAIN flag")
{
    Service service;
    RawClient receiver = service.subscriber(dev("receiver"), "TopicA/state", 1);
    RawClient sender = service.sign_in(dev("sender"));
    publish_acked(sender, "TopicA/state", "live", 1, true);
    CHECK(receiver.next() == publish("TopicA/state", "live", 1, 1, false));
}

TEST_CASE("an empty retained payload deletes, and is delivered like any message")
{
    Service service;
    RawClient receiver = service.subscriber(dev("receiver"), "TopicA/state", 0);
    RawClient sender = service.sign_in(dev("sender"));
    publish_acked(sender, "TopicA/state", "one", 1, true);
    publish_acked(sender, "TopicA/state", "", 2, true);
    CHECK(receiver.next() == publish("TopicA/state", "one"));
    CHECK(receiver.next() == publish("TopicA/state", ""));
    CHECK(replayed(service, "TopicA/state").empty());
}

TEST_CASE("wildcards replay all that match")
{
    Service service;
    RawClient sender = service.sign_in(dev("sender"));
    for (const char *topic : {"TopicA", "TopicA/", "TopicA/a", "TopicA/a/b", "TopicA/b/b", "TopicB/a"})
        publish_acked(sender, topic, topic, 1, true);
    const auto expected = [](std::vector<std::string> topics) {
        Expected all;
        for (const std::string &topic : topics)
            all[topic] = topic;
        return all;
    };
    CHECK(replayed(service, "TopicA/#") == expected({"TopicA", "TopicA/", "TopicA/a", "TopicA/a/b", "TopicA/b/b"}));
    CHECK(replayed(service, "TopicA/+") == expected({"TopicA/", "TopicA/a"}));
    CHECK(replayed(service, "TopicA/+/b") == expected({"TopicA/a/b", "TopicA/b/b"}));
    CHECK(replayed(service, "TopicA/+/+/#") == expected({"TopicA/a/b", "TopicA/b/b"}));
    CHECK(replayed(service, "TopicA") == expected({"TopicA"}));
}

TEST_CASE("the replay's QoS is the lower of the retained message's and the subscription's")
{
    Service service;
    RawClient sender = service.sign_in(dev("sender"));
    sender.send(publish("TopicA/0", "m", 0, 0, true));
    publish_acked(sender, "TopicA/1", "m", 1, true);
    REQUIRE(sender.ask(publish("TopicA/2", "m", 2, 2, true)) == pubrec(2));
    REQUIRE(sender.ask(pubrel(2)) == pubcomp(2));
    for (unsigned sub = 0; sub < 3; ++sub) {
        RawClient client = service.sign_in(dev("newcomer"));
        unsigned id = 1;
        for (unsigned pub = 0; pub < 3; ++pub) {
            const std::string topic = "TopicA/" + std::to_string(pub);
            const unsigned qos = std::min(pub, sub);
            client.send(subscribe(1, {{topic, sub}}));
            std::vector<Packet> got = client.next_packets(2);
            INFO("retained " << pub << " subscription " << sub << ": " << got[0] << ' ' << got[1]);
            CHECK(std::count(got.begin(), got.end(), suback(1, {sub})) == 1);
            CHECK(std::count(got.begin(), got.end(), publish(topic, "m", qos, qos == 0 ? 0 : id, true)) == 1);
            if (qos != 0) ++id;
        }
    }
}

TEST_CASE("subscribing again replays again")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    publish_acked(client, "TopicA/state", "one", 1, true);
    CHECK(replayed(client, "TopicA/state").size() == 1);
    CHECK(replayed(client, "TopicA/state").size() == 1);
}

TEST_CASE("the retained message is the sender's no longer: it outlives him")
{
    Service service;
    {
        RawClient sender = service.sign_in(dev("sender"));
        publish_acked(sender, "TopicA/state", "legacy", 1, true);
    }
    service.wait_offline(dev("sender"));
    CHECK(replayed(service, "TopicA/state").size() == 1);
    service->reset();
    CHECK(replayed(service, "TopicA/state").empty());
}

TEST_CASE("P2P and control messages ignore RETAIN")
{
    Service service;
    RawClient receiver = service.sign_in(dev("receiver"));
    RawClient sender = service.sign_in(dev("sender"));
    const std::string topic = "TopicA/p2p/" + dev("receiver");
    publish_acked(sender, topic, "once", 1, true);
    CHECK(receiver.next() == publish(topic, "once", 1, 1));
    receiver.send(puback(1));
    CHECK(sender.ask(publish("$SYS/enableOrderMsg", R"({"order":"true"})", 1, 2, true)) == puback(2));
    CHECK(replayed(receiver, topic).empty());
    CHECK(replayed(receiver, "TopicA/#").empty());
    CHECK(replayed(receiver, "$SYS/#").empty());
}

TEST_CASE("enable_retain=false treats RETAIN as if it were not set")
{
    Config config = service_config();
    config.policy.enable_retain = false;
    Service service(config);
    RawClient receiver = service.subscriber(dev("receiver"), "TopicA/state", 0);
    RawClient sender = service.sign_in(dev("sender"));
    publish_acked(sender, "TopicA/state", "m", 1, true);
    CHECK(receiver.next() == publish("TopicA/state", "m"));
    CHECK(replayed(service, "TopicA/#").empty());
}

TEST_CASE("the retained store is capped, what it holds can still be replaced")
{
    Config config = service_config();
    config.limits.retained_messages = 2;
    Service service(config);
    RawClient sender = service.sign_in(dev("sender"));
    for (unsigned i = 1; i <= 5; ++i)
        publish_acked(sender, "TopicA/" + std::to_string(i), "m", i, true);
    const Expected kept = replayed(service, "TopicA/#");
    REQUIRE(kept.size() == 2);
    publish_acked(sender, kept.begin()->first, "new", 9, true);
    CHECK(replayed(service, kept.begin()->first) == Expected{{kept.begin()->first, "new"}});
    CHECK(replayed(service, "TopicA/#").size() == 2);
}

TEST_CASE("the retain flag does not reach MQ, the message does")
{
    Service service;
    RawClient sender = service.sign_in(dev("sender"));
    publish_acked(sender, "TopicA/state", "m", 1, true);
    const auto stored = service.stored("TopicA");
    REQUIRE(stored.size() == 1);
    CHECK(stored[0].body == "m");
}
