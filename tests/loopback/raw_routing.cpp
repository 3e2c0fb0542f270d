#include <algorithm>

#include "raw_fixture.hpp"

using namespace lmq::broker;
using namespace lmq::test;

namespace
{

struct Row {
    const char *filter;
    const char *topic;
    bool matches;
};

/// Publishes to each row's topic with only its filter subscribed.
void check_rows(const Service &service, const std::vector<Row> &rows)
{
    RawClient client = service.sign_in(dev("router"));
    for (const Row &row : rows) {
        INFO(row.filter << " and " << row.topic);
        REQUIRE(client.ask(subscribe(1, {{row.filter, 0}})) == suback(1, {0}));
        client.send(publish(row.topic, "x"));
        if (row.matches) CHECK(client.next() == publish(row.topic, "x"));
        CHECK(client.quiet());
        REQUIRE(client.ask(unsubscribe(2, {row.filter})) == unsuback(2));
    }
}

} // namespace

TEST_CASE("filters match as MQTT says")
{
    check_rows(Service(), {
                              {"TopicA", "TopicA", true},
                              {"TopicA", "TopicA/", false},
                              {"TopicA", "TopicB", false},
                              {"TopicA/", "TopicA", false},
                              {"TopicA/", "TopicA/", true},
                              {"TopicA/a", "TopicA/a", true},
                              {"TopicA/a", "TopicA/A", false},
                              {"TopicA/a", "TopicA/a/", false},
                              {"TopicA/a/", "TopicA/a", false},
                              {"TopicA/a", "TopicA/ab", false},
                              {"TopicA/#", "TopicA", true},
                              {"TopicA/#", "TopicA/", true},
                              {"TopicA/#", "TopicA/a/b/c/d/e/f/g/h", true},
                              {"TopicA/#", "TopicB/a", false},
                              {"TopicA/a/#", "TopicA/a", true},
                              {"TopicA/a/#", "TopicA/b", false},
                              {"TopicA/+", "TopicA/a", true},
                              {"TopicA/+", "TopicA/", true},
                              {"TopicA/+", "TopicA", false},
                              {"TopicA/+", "TopicA/a/b", false},
                              {"TopicA/+", "TopicA/a/", false},
                              {"TopicA/+/", "TopicA/a/", true},
                              {"TopicA/+/b", "TopicA/a/b", true},
                              {"TopicA/+/b", "TopicA//b", true},
                              {"TopicA/+/b", "TopicA/a/c", false},
                              {"TopicA/+/+", "TopicA/a/b", true},
                              {"TopicA/+/+", "TopicA//", true},
                              {"TopicA/+/#", "TopicA/a", true},
                              {"TopicA/+/#", "TopicA", false},
                              {"TopicA/+/#", "TopicA/a/b/c", true},
                              {"TopicA/中/+", "TopicA/中/文", true},
                              {"TopicA/$x", "TopicA/$x", true},
                              {"TopicA/+", "TopicA/$x", true},
                              {"TopicA//", "TopicA//", true},
                              {"TopicA//", "TopicA/", false},
                          });
}

TEST_CASE("topic_trailing_slash=normalise makes one topic of two")
{
    Config config = service_config();
    config.policy.topic_trailing_slash = TrailingSlash::normalise;
    check_rows(Service(config), {
                                    {"TopicA/a", "TopicA/a/", true},
                                    {"TopicA/a/", "TopicA/a", true},
                                    {"TopicA/a/", "TopicA/a/", true},
                                    {"TopicA", "TopicA/", true},
                                    {"TopicA/a", "TopicA/b/", false},
                                });
    Service service(config);
    RawClient client = service.sign_in(dev("d"));
    publish_acked(client, "TopicA/kept/", "retained", 1, true);
    client.send(subscribe(1, {{"TopicA/kept", 0}}) + pingreq());
    CHECK(client.next() == suback(1, {0}));
    CHECK(client.next() == publish("TopicA/kept/", "retained", 0, 0, true));
    CHECK(client.next() == pingresp());
}

TEST_CASE("overlapping subscriptions deliver one copy at the highest QoS")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    REQUIRE(client.ask(subscribe(1, {{"TopicA/#", 0}, {"TopicA/+", 2}, {"TopicA/x", 1}})) == suback(1, {0, 2, 1}));
    RawClient sender = service.sign_in(dev("sender"));
    CHECK(sender.ask(publish("TopicA/x", "two", 2, 9)) == pubrec(9));
    CHECK(client.next() == publish("TopicA/x", "two", 2, 1));
    CHECK(client.quiet());
    publish_acked(sender, "TopicA/x", "one", 10);
    CHECK(client.next() == publish("TopicA/x", "one", 1, 2));
    sender.send(publish("TopicA/x/y", "zero"));
    REQUIRE(sender.quiet());
    CHECK(client.next() == publish("TopicA/x/y", "zero"));
    CHECK(client.quiet());
}

TEST_CASE("the QoS delivered is the lower of publish and subscription, in all nine cases")
{
    Service service;
    RawClient sender = service.sign_in(dev("sender"));
    for (unsigned sub = 0; sub < 3; ++sub) {
        RawClient receiver = service.subscriber(dev("receiver"), "TopicA/x", sub);
        unsigned next_id = 1;
        for (unsigned pub = 0; pub < 3; ++pub) {
            sender.send(publish("TopicA/x", "m", pub, 10 + pub));
            if (pub == 1) CHECK(sender.next() == puback(11));
            if (pub == 2) {
                CHECK(sender.next() == pubrec(12));
                CHECK(sender.ask(pubrel(12)) == pubcomp(12));
            }
            const unsigned qos = std::min(pub, sub);
            INFO("publish " << pub << " subscription " << sub);
            CHECK(receiver.next() == publish("TopicA/x", "m", qos, qos == 0 ? 0 : next_id++));
        }
    }
}

TEST_CASE("a repeated SUBSCRIBE changes the QoS for what follows")
{
    Service service;
    RawClient client = service.subscriber(dev("d"), "TopicA/x", 1);
    REQUIRE(client.ask(subscribe(2, {{"TopicA/x", 0}})) == suback(2, {0}));
    client.send(publish("TopicA/x", "m", 1, 1));
    std::vector<Packet> got = client.next_packets(2);
    CHECK(std::count(got.begin(), got.end(), puback(1)) == 1);
    CHECK(std::count(got.begin(), got.end(), publish("TopicA/x", "m")) == 1);
    CHECK(client.quiet());
}

TEST_CASE("one message reaches a hundred subscribers, one copy each")
{
    Service service;
    std::vector<RawClient> clients;
    for (unsigned i = 0; i < 100; ++i)
        clients.push_back(service.subscriber(dev(std::to_string(i)), i % 2 == 0 ? "TopicA/+" : "TopicA/x", i % 3));
    RawClient sender = service.sign_in(dev("sender"));
    CHECK(sender.ask(publish("TopicA/x", "all", 2, 1)) == pubrec(1));
    for (unsigned i = 0; i < 100; ++i) {
        CHECK(clients[i].next() == publish("TopicA/x", "all", i % 3, i % 3 == 0 ? 0 : 1));
        CHECK(clients[i].quiet());
    }
}

TEST_CASE("messages of one publisher keep their order towards each subscriber")
{
    Service service;
    RawClient all = service.subscriber(dev("all"), "TopicA/#", 0);
    RawClient one = service.subscriber(dev("one"), "TopicA/1", 1);
    RawClient sender = service.sign_in(dev("sender"));
    Packet burst;
    std::vector<std::string> everything, odd;
    for (unsigned i = 0; i < 200; ++i) {
        burst = burst + publish("TopicA/" + std::to_string(i % 2), std::to_string(i), 1, i + 1);
        everything.push_back(std::to_string(i));
        if (i % 2 == 1) odd.push_back(std::to_string(i));
    }
    sender.send(burst);
    REQUIRE(sender.next_packets(200).back() == puback(200));
    CHECK(drain(all) == everything);
    CHECK(drain(one) == odd);
}

TEST_CASE("a client gone without DISCONNECT does not disturb the others' deliveries")
{
    Service service;
    RawClient stays = service.subscriber(dev("stays"), "TopicA/x", 1);
    RawClient leaves = service.subscriber(dev("leaves"), "TopicA/x", 1);
    RawClient sender = service.sign_in(dev("sender"));
    leaves.drop();
    publish_acked(sender, "TopicA/x", "m");
    CHECK(stays.next() == publish("TopicA/x", "m", 1, 1));
}
