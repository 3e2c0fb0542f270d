#include <doctest/doctest.h>

#include <set>

#include "engine/mq_core.hpp"
#include "engine/mq_log.hpp"
#include "harness.hpp"

using namespace engine_test;
using lmq::broker::engine::MqLog;
using lmq::broker::engine::MqRecord;

namespace
{

std::vector<MqMessage> consume(Broker &broker, const char *topic, const char *group, std::size_t max,
                               const char *expression = "*")
{
    auto messages = broker.engine().mq_consume(topic, group, max, expression);
    REQUIRE(messages);
    return std::move(*messages);
}

} // namespace

TEST_CASE("what a device publishes is in MQ as the mapping says")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect(device("d", false)) == 0);
    client.send(publish_packet("TopicA/notice/", std::string("a\0b", 3), 1, 1));
    client.send(publish_packet("TopicA", "parent"));
    const auto messages = broker.engine().mq_consume("TopicA", "g", 10);
    REQUIRE(messages);
    REQUIRE(messages->size() == 2);
    const MqMessage &first = messages->at(0);
    CHECK(first.tag.empty());
    CHECK(first.body == std::string("a\0b", 3));
    CHECK(first.store_time_ms == broker.now());
    CHECK(first.id.size() == 32);
    CHECK(first.properties == std::map<std::string, std::string>{{"mqttSecondTopic", "/notice/"},
                                                                 {"qoslevel", "1"},
                                                                 {"clientId", "GID_AAA@@@d"},
                                                                 {"cleansessionflag", "false"},
                                                                 {"MSG_S", "MQTT"}});
    CHECK(messages->at(1).properties.count("mqttSecondTopic") == 0);
    CHECK(messages->at(1).id != first.id);
}

TEST_CASE("each consumer group has its own place, from the oldest on, and tags filter")
{
    Broker broker;
    for (const char *tag : {"a", "b", "", "a"}) {
        MqMessage message;
        message.tag = tag;
        message.body = tag;
        REQUIRE(broker.engine().mq_produce("TopicA", message));
    }
    const auto tags = [&](const char *group, std::size_t max, const char *expression) {
        std::string all;
        for (const MqMessage &each : consume(broker, "TopicA", group, max, expression))
            all += each.tag.empty() ? "-" : each.tag;
        return all;
    };
    CHECK(tags("one", 3, "*") == "ab-");
    CHECK(tags("one", 3, "*") == "a");
    CHECK(tags("one", 3, "*").empty());
    CHECK(tags("two", 9, "a") == "aa");
    CHECK(tags("three", 9, " a || b ") == "aba");
    CHECK(tags("four", 9, "c").empty());
    CHECK_FALSE(broker.engine().mq_consume("Nowhere", "g", 1));
    CHECK(broker.engine().mq_produce("Nowhere", {}).error().code == lmq::Errc::bad_first_level);
}

TEST_CASE("MQ2MQTT messages are pushed, others are not")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect() == 0);
    REQUIRE(client.subscribe("TopicA/#", 2) == 2);
    MqMessage message;
    message.body = "down";
    for (const char *tag : {"", "mq2mqtt", "MQ2MQTT "}) {
        message.tag = tag;
        REQUIRE(broker.engine().mq_produce("TopicA", message));
    }
    CHECK(client.take().empty());
    message.tag = "MQ2MQTT";
    struct Case {
        const char *second, *qos, *topic;
        unsigned expected;
    };
    for (const Case &each : {Case{"", "", "TopicA", 1}, Case{"/x/", "0", "TopicA/x/", 0}, Case{"x", "2", "TopicA/x", 2},
                             Case{"/y", "3", "TopicA/y", 1}}) {
        message.properties = {{"mqttSecondTopic", each.second}, {"qoslevel", each.qos}};
        REQUIRE(broker.engine().mq_produce("TopicA", message));
        const auto got = client.take_one();
        CHECK(got.topic == each.topic);
        CHECK(got.qos() == each.expected);
        CHECK(got.payload == "down");
    }
    for (const std::string &second :
         {std::string("/a+"), std::string("/\xFF"), std::string("/") + std::string(64, 'x')}) {
        message.properties = {{"mqttSecondTopic", second}};
        REQUIRE(broker.engine().mq_produce("TopicA", message));
    }
    message.properties.clear();
    message.body = std::string(65537, 'x');
    REQUIRE(broker.engine().mq_produce("TopicA", message));
    CHECK(client.take().empty());
}

TEST_CASE("MQ reaches one device by a P2P second topic, and may rename the topic it sees")
{
    Broker broker;
    Client client(broker), other(broker);
    REQUIRE(client.connect() == 0);
    REQUIRE(other.connect(device("other")) == 0);
    REQUIRE(other.subscribe("TopicA/#", 1) == 1);
    MqMessage message;
    message.tag = "MQ2MQTT";
    message.body = "m";
    message.properties = {{"mqttSecondTopic", "/p2p/GID_AAA@@@BBB001"}};
    struct Case {
        const char *real, *shown;
    };
    for (const Case &each : {Case{"", "TopicA/p2p/GID_AAA@@@BBB001"}, Case{"/shown", "TopicA/shown"},
                             Case{"any/name", "any/name"}, Case{"bad/#", "TopicA/p2p/GID_AAA@@@BBB001"},
                             Case{"$SYS/tokenInvalidNotice", "TopicA/p2p/GID_AAA@@@BBB001"}}) {
        message.properties["mqttRealTopic"] = each.real;
        REQUIRE(broker.engine().mq_produce("TopicA", message));
        CHECK(client.take_one().topic == each.shown);
    }
    CHECK(other.take().empty());
    message.properties = {{"mqttRealTopic", "other"}};
    REQUIRE(broker.engine().mq_produce("TopicA", message));
    CHECK(other.take_one().topic == "TopicA"); // not P2P: not renamed by default
}

TEST_CASE("ordered clients keep to one queue of an ordered topic, others go round")
{
    Broker broker;
    const auto queues = [&](const char *topic) {
        std::set<int> used;
        for (const MqMessage &each : consume(broker, topic, "g", 100))
            used.insert(each.queue);
        return used;
    };
    Client client(broker);
    REQUIRE(client.connect() == 0);
    const auto publish = [&](const char *topic) {
        for (int i = 0; i < 20; ++i)
            client.send(publish_packet(topic, std::to_string(i)));
    };
    publish("OrderedTopic/x");
    CHECK(queues("OrderedTopic").size() == 8);
    client.send(publish_packet("$SYS/enableOrderMsg", R"({"order":"true"})", 1, 1));
    publish("OrderedTopic/x");
    CHECK(queues("OrderedTopic") ==
          std::set<int>{static_cast<int>(lmq::broker::engine::order_queue("GID_AAA@@@BBB001", 8))});
    publish("TopicA");
    CHECK(queues("TopicA").size() == 8);
}

TEST_CASE("a globally ordered topic has one queue for ordered clients")
{
    Config config = Config::ready_made();
    config.topics[0].type = lmq::broker::TopicType::global_order;
    Broker broker(config);
    Client client(broker);
    REQUIRE(client.connect() == 0);
    client.send(publish_packet("$SYS/enableOrderMsg", R"({"order":"true"})", 1, 1));
    for (int i = 0; i < 5; ++i)
        client.send(publish_packet("TopicA", "m"));
    for (const MqMessage &each : consume(broker, "TopicA", "g", 10))
        CHECK(each.queue == 0);
}

TEST_CASE("the log drops the oldest at its caps, to the message, and reads back what it was given")
{
    MqLog log(1000, 1000000);
    std::map<std::string, std::string> properties;
    std::string body;
    for (unsigned i = 0; i < 100000; ++i) {
        body = "body " + std::to_string(i);
        MqRecord record;
        record.id = i;
        record.from_device = i % 2 == 0;
        record.second_topic = "/x";
        record.client_id = "GID_AAA@@@1";
        record.tag = "tag";
        std::map<std::string, std::string> given{{"a", std::to_string(i)}, {"", ""}};
        record.properties = &given;
        record.body = lmq::broker::codec::ByteSpan(std::string_view(body));
        log.append(record);
        if (i % 777 != 0) continue;
        const MqRecord back = log.read(i, properties);
        CHECK(back.body.text() == body);
        if (record.from_device)
            CHECK(back.client_id == "GID_AAA@@@1");
        else
            CHECK(properties == given);
    }
    CHECK(log.end() == 100000);
    CHECK(log.first() == 99000);
    CHECK(log.read(99000, properties).id == 99000);
    log.clear();
    CHECK(log.first() == log.end());
    CHECK(log.bytes() == 0);
}

TEST_CASE("the log's cap in bytes holds for large messages, even for one that is larger than it")
{
    MqLog log(1000000, 1000000);
    const std::string large(300000, 'x');
    MqRecord record;
    record.body = lmq::broker::codec::ByteSpan(std::string_view(large));
    for (int i = 0; i < 20; ++i)
        log.append(record);
    CHECK(log.bytes() <= 1000000);
    CHECK(log.end() - log.first() == 3);
    const std::string huge(2000000, 'x');
    record.body = lmq::broker::codec::ByteSpan(std::string_view(huge));
    log.append(record);
    CHECK(log.end() == log.first());
    record.body = lmq::broker::codec::ByteSpan("small");
    log.append(record);
    std::map<std::string, std::string> properties;
    CHECK(log.read(log.first(), properties).body.text() == "small");
}
