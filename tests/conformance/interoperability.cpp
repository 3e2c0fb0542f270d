// The behaviours that the interoperability suite of Eclipse Paho asks of an MQTT 3.1.1 broker, against one that is
// started from a file with the preset and nothing else of the service.

#include <algorithm>
#include <set>

#include "lmq_broker/config_file.hpp"
#include "loopback/raw_fixture.hpp"

using namespace lmq::broker;
using namespace lmq::test;
using std::chrono::seconds;

namespace
{

Config from_file()
{
    auto config = parse_config("[policy]\nplain = true\n[clock]\nmode = 'virtual'\n[log]\nlevel = 'off'\n", "plain");
    REQUIRE(config.has_value());
    return *config;
}

struct Suite {
    Service service{from_file()};

    RawClient connect(const std::string &id, bool clean = true, bool present = false) const
    {
        return service.sign_in(anonymous(id, clean), present);
    }
    RawClient mortal(const std::string &id, const Will &will, unsigned keep_alive = 60) const
    {
        ConnectFields fields = anonymous(id);
        fields.will = will;
        fields.keep_alive = keep_alive;
        return service.sign_in(fields);
    }
    void leave(RawClient &client, const std::string &id) const
    {
        client.send(disconnect());
        CHECK(client.is_closed());
        service.wait_offline(id);
    }
};

void subscribe_to(RawClient &client, const std::vector<std::pair<std::string, unsigned>> &filters)
{
    std::vector<unsigned> granted;
    for (const auto &[filter, qos] : filters)
        granted.push_back(qos);
    REQUIRE(client.ask(subscribe(900, filters)) == suback(900, granted));
}

/// Publishes at each QoS to its own topic, to the end of each flow.
void publish_all(RawClient &client, const std::vector<std::string> &topics, const std::string &payload, bool retain)
{
    client.send(publish(topics[0], payload, 0, 0, retain));
    publish_acked(client, topics[1], payload, 11, retain);
    REQUIRE(client.ask(publish(topics[2], payload, 2, 12, retain)) == pubrec(12));
    REQUIRE(client.ask(pubrel(12)) == pubcomp(12));
}

const std::vector<std::string> three{"TopicA/B", "Topic/C", "TopicA/C"};

std::set<std::string> topics_of(RawClient &client)
{
    std::set<std::string> topics;
    client.send(pingreq());
    for (Packet got = client.next(); got != pingresp(); got = client.next()) {
        REQUIRE(got.type() == 3);
        CHECK(topics.insert(got.topic()).second);
    }
    return topics;
}

} // namespace

TEST_CASE("interoperability: basic: each QoS comes back, a second CONNECT and a wrong protocol name end the connection")
{
    Suite suite;
    RawClient first = suite.connect("a");
    suite.leave(first, "a");
    RawClient client = suite.connect("a");
    subscribe_to(client, {{"TopicA", 2}});
    client.send(publish("TopicA", "qos 0") + publish("TopicA", "qos 1", 1, 1) + publish("TopicA", "qos 2", 2, 2));
    std::vector<Packet> got = client.next_packets(5);
    for (const Packet &each : {publish("TopicA", "qos 0"), publish("TopicA", "qos 1", 1, 1),
                               publish("TopicA", "qos 2", 2, 2), puback(1), pubrec(2)})
        CHECK(std::count(got.begin(), got.end(), each) == 1);
    client.send(connect(anonymous("a")));
    CHECK(client.is_closed());
    ConnectFields other = anonymous("a");
    other.protocol = "hj";
    RawClient wrong = suite.service.open();
    wrong.send(connect(other));
    CHECK(wrong.is_closed());
}

TEST_CASE("interoperability: retained messages of each QoS are replayed once, and none after they were cleared")
{
    Suite suite;
    RawClient client = suite.connect("a");
    publish_all(client, three, "kept", true);
    subscribe_to(client, {{"+/+", 2}});
    std::vector<unsigned> qos;
    for (const Packet &got : client.next_packets(3)) {
        CHECK(got.retain());
        CHECK(got.payload() == "kept");
        qos.push_back(got.qos());
    }
    std::sort(qos.begin(), qos.end());
    CHECK(qos == std::vector<unsigned>{0, 1, 2});
    suite.leave(client, "a");

    client = suite.connect("a");
    publish_all(client, three, "", true);
    subscribe_to(client, {{"+/+", 2}});
    CHECK(client.quiet());
}

TEST_CASE("interoperability: a will is sent to a persistent subscriber when its client is cut off")
{
    Suite suite;
    RawClient mortal = suite.mortal("a", Will{"Topic/C", "client not disconnected"});
    RawClient heir = suite.connect("b", false);
    subscribe_to(heir, {{"Topic/C", 2}});
    mortal.close();
    CHECK(heir.next() == publish("Topic/C", "client not disconnected"));
    CHECK(heir.quiet());
}

TEST_CASE("interoperability: a client id of no length needs a clean session")
{
    Suite suite;
    RawClient refused = suite.service.open();
    CHECK(refused.ask(connect(anonymous("", false))) == connack(2));
    CHECK(refused.is_closed());
    RawClient one = suite.connect("");
    RawClient two = suite.connect("");
    CHECK(one.quiet());
    CHECK(two.quiet());
}

TEST_CASE("interoperability: messages for a persistent session that is away come at once when it is back")
{
    Suite suite;
    RawClient away = suite.connect("a", false);
    subscribe_to(away, {{"+/+", 2}});
    suite.leave(away, "a");
    RawClient sender = suite.connect("b");
    publish_all(sender, three, "m", false);
    RawClient back = suite.connect("a", false, true);
    CHECK(back.next() == publish("Topic/C", "m", 1, 1));
    CHECK(back.next() == publish("TopicA/C", "m", 2, 2));
    CHECK(back.quiet());
}

TEST_CASE("interoperability: overlapping subscriptions bring one copy at the highest QoS")
{
    Suite suite;
    RawClient client = suite.connect("a");
    subscribe_to(client, {{"TopicA/#", 2}, {"TopicA/+", 1}});
    REQUIRE(suite.connect("b").ask(publish("TopicA/C", "m", 2, 1)) == pubrec(1));
    CHECK(client.next() == publish("TopicA/C", "m", 2, 1));
    CHECK(client.quiet());
}

TEST_CASE("interoperability: keepalive cuts a silent client off with its will, and not one that switched it off")
{
    Suite suite;
    RawClient silent = suite.mortal("a", Will{"/TopicA", "keepalive expiry"}, 5);
    ConnectFields fields = anonymous("b");
    fields.keep_alive = 0;
    RawClient heir = suite.service.sign_in(fields);
    subscribe_to(heir, {{"/TopicA", 2}});
    suite.service.advance(std::chrono::milliseconds(7499));
    CHECK(heir.quiet());
    suite.service.advance(std::chrono::milliseconds(1));
    CHECK(silent.is_closed());
    CHECK(heir.next() == publish("/TopicA", "keepalive expiry"));
    suite.service.advance(std::chrono::hours(24 * 365));
    CHECK(heir.quiet());
}

TEST_CASE("interoperability: what a client left unanswered is sent again when it is back, at each step of its flow")
{
    Suite suite;
    RawClient client = suite.connect("b", false);
    subscribe_to(client, {{"TopicA/#", 2}});
    client.send(publish("TopicA/B", "1", 1, 1) + publish("TopicA/C", "2", 2, 2) + publish("TopicA/C", "3", 2, 3));
    REQUIRE(client.next_packets(6).size() == 6);
    REQUIRE(client.ask(pubrec(2)) == pubrel(2));
    suite.leave(client, "b");
    client = suite.connect("b", false, true);
    CHECK(client.next() == publish("TopicA/B", "1", 1, 1, false, true));
    CHECK(client.next() == pubrel(2));
    CHECK(client.next() == publish("TopicA/C", "3", 2, 3, false, true));
    CHECK(client.quiet());
    client.send(puback(1) + pubcomp(2));
    REQUIRE(client.ask(pubrec(3)) == pubrel(3));
    client.send(pubcomp(3));
    CHECK(client.quiet());
    suite.leave(client, "b");
    CHECK(suite.connect("b", false, true).quiet());
}

TEST_CASE("interoperability: nothing is sent again while the connection lasts")
{
    Suite suite;
    ConnectFields fields = anonymous("a");
    fields.keep_alive = 0;
    RawClient client = suite.service.sign_in(fields);
    subscribe_to(client, {{"x", 1}});
    RawClient sender = suite.connect("b");
    publish_acked(sender, "x", "m");
    REQUIRE(client.next() == publish("x", "m", 1, 1));
    suite.service.advance(std::chrono::hours(24));
    CHECK(client.quiet());
}

TEST_CASE("interoperability: a SUBSCRIBE that is refused gets 0x80, by the limit or by script")
{
    Config config = from_file();
    config.limits.subscriptions_per_client = 2;
    Service service(config);
    RawClient client = service.sign_in(anonymous("a"));
    CHECK(client.ask(subscribe(1, {{"a", 0}, {"b", 1}, {"c", 2}})) == suback(1, {0, 1, 0x80}));
    FaultRule refuse;
    refuse.packet = "SUBSCRIBE";
    refuse.action = FaultAction::refuse;
    service->add_fault(refuse);
    CHECK(client.ask(subscribe(2, {{"a", 2}})) == suback(2, {0x80}));
    CHECK(client.ask(subscribe(3, {{"a", 2}})) == suback(3, {2}));
}

TEST_CASE("interoperability: wildcards at the start match no topic that begins with a dollar sign")
{
    Suite suite;
    RawClient client = suite.connect("a");
    subscribe_to(client, {{"#", 2}, {"+/+", 2}, {"+/B", 2}});
    RawClient sender = suite.connect("b");
    publish_acked(sender, "$TopicA/B", "hidden", 1, true);
    CHECK(client.quiet());
    subscribe_to(client, {{"#", 2}}); // nor is what was retained replayed
    CHECK(client.quiet());
    subscribe_to(client, {{"$TopicA/#", 1}});
    CHECK(client.next() == publish("$TopicA/B", "hidden", 1, 1, true));
}

TEST_CASE("interoperability: corner cases of wildcards")
{
    const std::vector<std::string> topics{"TopicA", "TopicA/B", "Topic/C", "TopicA/C",  "/TopicA",
                                          "/",      "//",       "TopicA/", "TopicA/B/", "/TopicA/B"};
    const std::vector<std::pair<std::string, std::set<std::string>>> expected{
        {"TopicA/+", {"TopicA/B", "TopicA/C", "TopicA/"}},
        {"+/C", {"Topic/C", "TopicA/C"}},
        {"#", {topics.begin(), topics.end()}},
        {"/#", {"/TopicA", "/", "//", "/TopicA/B"}},
        {"/+", {"/TopicA", "/"}},
        {"+/+", {"TopicA/B", "Topic/C", "TopicA/C", "/TopicA", "/", "TopicA/"}},
        {"TopicA/#", {"TopicA", "TopicA/B", "TopicA/C", "TopicA/", "TopicA/B/"}},
        {"+", {"TopicA"}},
        {"+/#", {topics.begin(), topics.end()}},
        {"+/+/+", {"//", "TopicA/B/", "/TopicA/B"}},
        {"TopicA/+/#", {"TopicA/B", "TopicA/C", "TopicA/", "TopicA/B/"}},
        {"/+/#", {"/TopicA", "/", "//", "/TopicA/B"}},
        {"TopicA", {"TopicA"}},
        {"TopicA/", {"TopicA/"}},
    };
    Suite suite;
    std::vector<RawClient> listeners;
    for (const auto &each : expected) {
        listeners.push_back(suite.connect("live " + each.first));
        subscribe_to(listeners.back(), {{each.first, 0}});
    }
    RawClient sender = suite.connect("sender");
    for (const std::string &topic : topics)
        publish_acked(sender, topic, "m", 1, true);
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const std::string &filter = expected[i].first;
        const std::set<std::string> &matching = expected[i].second;
        CAPTURE(filter);
        CHECK(topics_of(listeners[i]) == matching);
        RawClient late = suite.connect("late"); // what is retained is found by other code than what is live
        subscribe_to(late, {{filter, 0}});
        CHECK(topics_of(late) == matching);
    }
}

TEST_CASE("interoperability: unsubscribing ends one subscription and leaves the others")
{
    Suite suite;
    RawClient client = suite.connect("b");
    for (const std::string &topic : three)
        subscribe_to(client, {{topic, 2}});
    CHECK(client.ask(unsubscribe(5, {three[0]})) == unsuback(5));
    RawClient sender = suite.connect("a");
    for (const std::string &topic : three)
        publish_acked(sender, topic, "");
    CHECK(topics_of(client) == std::set<std::string>{three[1], three[2]});
}

TEST_CASE("interoperability: limits that a file sets beside the preset hold")
{
    auto config = parse_config("[limits]\ntopic_length = 10\nclient_id_length = 4\npayload_bytes = 3\n"
                               "[policy]\nplain = true\nmax_keepalive = 10\n[clock]\nmode = 'virtual'\n",
                               "plain");
    REQUIRE(config.has_value());
    config->log_level = "off";
    Service service(*config);
    RawClient refused = service.open();
    CHECK(refused.ask(connect(anonymous("abcde"))) == connack(2));
    RawClient client = service.sign_in(anonymous("abcd"));
    CHECK(client.ask(subscribe(1, {{"0123456789", 0}, {"01234567890", 0}})) == suback(1, {0, 0x80}));
    publish_acked(client, "0123456789", "long");
    CHECK(client.ask(publish("0123456789", "m")) == publish("0123456789", "m"));
    client.send(publish("01234567890", "m"));
    CHECK(client.is_closed());
    RawClient silent = service.sign_in(anonymous("abcd"));
    service.advance(seconds(15));
    CHECK(silent.is_closed());
}
