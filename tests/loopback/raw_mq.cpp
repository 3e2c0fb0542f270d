#include <algorithm>
#include <set>

#include "raw_fixture.hpp"

using namespace lmq::broker;
using namespace lmq::test;
using std::chrono::milliseconds;

namespace
{

MqMessage to_mqtt(const std::string &body, std::map<std::string, std::string> properties)
{
    MqMessage message;
    message.tag = "MQ2MQTT";
    message.body = body;
    message.properties = std::move(properties);
    return message;
}

bool order_on(const Service &service, const std::string &client_id)
{
    const auto session = service->session(client_id);
    REQUIRE(session);
    return session->ordered;
}

Packet order_request(const std::string &payload, unsigned id = 3)
{
    return publish("$SYS/enableOrderMsg", payload, 1, id);
}

std::set<int> queues(const std::vector<MqMessage> &messages)
{
    std::set<int> all;
    for (const MqMessage &message : messages)
        all.insert(message.queue);
    return all;
}

} // namespace

TEST_CASE("order mode: requested by the specification's packet, turned off by false, valid for the connection")
{
    Service service;
    {
        RawClient client = service.sign_in_persistent(dev("d"));
        REQUIRE(client.ask(subscribe(1, {{"TopicA", 1}})) == suback(1, {1}));
        CHECK_FALSE(order_on(service, dev("d")));
        CHECK(client.ask(hex("32270013245359532f656e61626c654f726465724d736700037b226f72646572223a2274727565227d")) ==
              puback(3));
        CHECK(order_on(service, dev("d")));
        CHECK(client.ask(order_request(R"({"order":"true"})")) == puback(3));
        CHECK(order_on(service, dev("d")));
        CHECK(client.ask(order_request(R"({"order":"false"})")) == puback(3));
        CHECK_FALSE(order_on(service, dev("d")));
        CHECK(client.ask(order_request(R"({"order":true})")) == puback(3));
        CHECK(order_on(service, dev("d")));
    }
    service.wait_offline(dev("d"));
    RawClient again = service.sign_in_persistent(dev("d"), true);
    CHECK_FALSE(order_on(service, dev("d")));
}

TEST_CASE("order requests at each QoS, with unknown members, or beyond understanding")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    for (const char *nonsense : {"", "{", "[]", "true", R"({"order":1})", R"({"Order":"true"})", R"({"order":"TRUE "})",
                                 R"({"order":null})", "\xff\xfe"}) {
        INFO(nonsense);
        CHECK(client.ask(order_request(nonsense)) == puback(3));
        CHECK_FALSE(order_on(service, dev("d")));
    }
    client.send(publish("$SYS/enableOrderMsg", R"({"x":[1,{"order":"false"}],"order":"true"})"));
    CHECK(client.quiet());
    CHECK(order_on(service, dev("d")));
    CHECK(client.ask(publish("$SYS/enableOrderMsg", R"({"order":"false"})", 2, 8)) == pubrec(8));
    CHECK(client.ask(pubrel(8)) == pubcomp(8));
    CHECK_FALSE(order_on(service, dev("d")));
}

TEST_CASE("in order mode a client's messages to an ordered topic share one queue, in order")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    const auto send_20 = [&] {
        Packet burst;
        for (unsigned i = 1; i <= 20; ++i)
            burst = burst + publish("OrderedTopic/x", std::to_string(i), i % 2, i);
        client.send(burst);
        CHECK(client.next_packets(10).back() == puback(19));
    };
    send_20();
    CHECK(queues(service.stored("OrderedTopic")).size() > 1);
    REQUIRE(client.ask(order_request(R"({"order":"true"})", 99)) == puback(99));
    send_20();
    const auto stored = service.stored("OrderedTopic");
    CHECK(queues(stored).size() == 1);
    REQUIRE(stored.size() == 20);
    for (unsigned i = 1; i <= 20; ++i)
        CHECK(stored[i - 1].body == std::to_string(i));
}

TEST_CASE("order mode changes nothing for normal topics; global order is queue 0")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    REQUIRE(client.ask(order_request(R"({"order":"true"})")) == puback(3));
    for (unsigned i = 1; i <= 16; ++i) {
        publish_acked(client, "TopicA/x", "m", i);
        publish_acked(client, "GlobalTopic/x", "m", i);
    }
    CHECK(queues(service.stored("TopicA")).size() == 8);
    CHECK(queues(service.stored("GlobalTopic")) == std::set<int>{0});
}

TEST_CASE("a PUBLISH becomes an MQ message: parent topic, second topic, QoS and sender in properties, no tag")
{
    Service service;
    RawClient clean = service.sign_in(dev("clean"));
    publish_acked(clean, "TopicA/notice/", std::string("b\0dy", 4));
    RawClient persistent = service.sign_in_persistent(dev("kept"));
    persistent.send(publish("TopicA", "zero"));
    REQUIRE(persistent.quiet());
    const auto stored = service.stored("TopicA");
    REQUIRE(stored.size() == 2);
    CHECK(to_hex(stored[0].body) == "62006479");
    CHECK(stored[0].tag.empty());
    CHECK_FALSE(stored[0].id.empty());
    CHECK(stored[0].id != stored[1].id);
    CHECK(stored[0].store_time_ms == service->now_ms());
    using Properties = std::map<std::string, std::string>;
    CHECK((stored[0].properties == Properties{{"mqttSecondTopic", "/notice/"},
                                              {"qoslevel", "1"},
                                              {"clientId", dev("clean")},
                                              {"cleansessionflag", "true"},
                                              {"MSG_S", "MQTT"}}));
    CHECK((stored[1].properties ==
           Properties{{"qoslevel", "0"}, {"clientId", dev("kept")}, {"cleansessionflag", "false"}, {"MSG_S", "MQTT"}}));
}

TEST_CASE("control messages never reach MQ or subscribers")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    REQUIRE(client.ask(order_request(R"({"order":"true"})")) == puback(3));
    for (const char *topic : {"TopicA", "TopicB", "OrderedTopic"})
        CHECK(service.stored(topic).empty());
    CHECK(client.quiet());
}

TEST_CASE("an MQ message with the tag MQ2MQTT is pushed, by default with QoS 1")
{
    Service service;
    RawClient client = service.subscriber(dev("d"), "TopicA/#", 2);
    REQUIRE(service->mq_produce("TopicA", to_mqtt("default", {{"mqttSecondTopic", "/notice/"}})).has_value());
    CHECK(client.next() == publish("TopicA/notice/", "default", 1, 1));
    REQUIRE(service->mq_produce("TopicA", to_mqtt("zero", {{"mqttSecondTopic", "no slash"}, {"qoslevel", "0"}})));
    CHECK(client.next() == publish("TopicA/no slash", "zero"));
    REQUIRE(service->mq_produce("TopicA", to_mqtt("two", {{"qoslevel", "2"}})));
    CHECK(client.next() == publish("TopicA", "two", 2, 2));
    REQUIRE(service->mq_produce("TopicA", to_mqtt("odd", {{"qoslevel", "7"}, {"mqttSecondTopic", ""}})));
    CHECK(client.next() == publish("TopicA", "odd", 1, 3));
}

TEST_CASE("MQ messages with another tag or none stay in MQ")
{
    Service service;
    RawClient client = service.subscriber(dev("d"), "TopicA/#", 1);
    MqMessage message = to_mqtt("m", {});
    for (const char *tag : {"", "mq2mqtt", "MQ2MQTT ", "other"}) {
        message.tag = tag;
        REQUIRE(service->mq_produce("TopicA", message).has_value());
    }
    CHECK(client.quiet());
    CHECK(service.stored("TopicA").size() == 4);
}

TEST_CASE("an MQ message to a topic that does not exist is refused")
{
    Service service;
    CHECK_FALSE(service->mq_produce("NoSuchTopic", to_mqtt("m", {})).has_value());
    CHECK_FALSE(service->mq_consume("NoSuchTopic", "g", 1, milliseconds(0)).has_value());
}

TEST_CASE("MQ messages too large, or with a topic too long, are not pushed")
{
    Service service;
    RawClient client = service.subscriber(dev("d"), "TopicA/#", 1);
    service->mq_produce("TopicA", to_mqtt(std::string(65537, 'b'), {}));
    service->mq_produce("TopicA", to_mqtt("m", {{"mqttSecondTopic", "/" + std::string(58, 't')}}));
    CHECK(client.quiet());
    REQUIRE(service->mq_produce("TopicA", to_mqtt("m", {{"mqttSecondTopic", "/" + std::string(57, 't')}})));
    CHECK(client.next() == publish("TopicA/" + std::string(57, 't'), "m", 1, 1));
}

TEST_CASE("an MQ message may be P2P: only its target receives it")
{
    Service service;
    RawClient target = service.sign_in(dev("target"));
    RawClient spy = service.subscriber(dev("spy"), "TopicA/#", 1);
    REQUIRE(service->mq_produce("TopicA", to_mqtt("m", {{"mqttSecondTopic", "/p2p/" + dev("target")}})));
    CHECK(target.next() == publish("TopicA/p2p/" + dev("target"), "m", 1, 1));
    CHECK(target.quiet());
    CHECK(spy.quiet());
}

TEST_CASE("mqttRealTopic renames a P2P message for its receiver")
{
    Service service;
    RawClient target = service.sign_in(dev("target"));
    const auto shown = [&](const std::string &real) {
        REQUIRE(service->mq_produce(
            "TopicA",
            to_mqtt("m", {{"qoslevel", "0"}, {"mqttSecondTopic", "/p2p/" + dev("target")}, {"mqttRealTopic", real}})));
        return target.next().topic();
    };
    CHECK(shown("/shown") == "TopicA/shown");
    CHECK(shown("shown/verbatim") == "shown/verbatim");
    CHECK(shown("not/a/+/name") == "TopicA/p2p/" + dev("target"));
    CHECK(shown("#") == "TopicA/p2p/" + dev("target"));
}

TEST_CASE("mqttRealTopic renames other messages only by policy")
{
    const MqMessage message = to_mqtt("m", {{"qoslevel", "0"}, {"mqttSecondTopic", "/x"}, {"mqttRealTopic", "/shown"}});
    {
        Service service;
        RawClient client = service.subscriber(dev("d"), "TopicA/x", 0);
        REQUIRE(service->mq_produce("TopicA", message));
        CHECK(client.next() == publish("TopicA/x", "m"));
    }
    Config config = service_config();
    config.policy.real_topic_on_pubsub = true;
    Service service(config);
    RawClient client = service.subscriber(dev("d"), "TopicA/x", 0);
    REQUIRE(service->mq_produce("TopicA", message));
    CHECK(client.next() == publish("TopicA/shown", "m"));
}

TEST_CASE("consumer groups each read everything from the oldest on; tags select")
{
    Service service;
    const auto bodies = [&](const char *group, std::size_t max, const char *expression) {
        std::vector<std::string> all;
        const auto got = service->mq_consume("TopicA", group, max, milliseconds(0), expression);
        REQUIRE(got.has_value());
        for (const MqMessage &message : *got)
            all.push_back(message.body);
        std::sort(all.begin(), all.end());
        return all;
    };
    MqMessage message;
    for (const char *tag : {"a", "b", "c", "a"}) {
        message.tag = tag;
        message.body = std::string(tag) + std::to_string(message.body.size());
        REQUIRE(service->mq_produce("TopicA", message).has_value());
    }
    using Bodies = std::vector<std::string>;
    CHECK(bodies("all", 100, "*").size() == 4);
    CHECK(bodies("all", 100, "*").empty());
    CHECK(bodies("some", 100, "a||c") == Bodies{"a0", "a2", "c2"});
    CHECK(bodies("few", 3, "*").size() == 3);
    CHECK(bodies("few", 3, "*").size() == 1);
}
