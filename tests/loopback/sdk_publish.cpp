#include "sdk_fixture.hpp"

using namespace lmq;
using namespace lmq::test;

TEST_CASE("publishes of each QoS reach MQ with the service's properties")
{
    Service service;
    Device device(service.device("d"));
    device.connect();
    for (const int qos : {0, 1, 2})
        REQUIRE(device.publish(message("m" + std::to_string(qos), static_cast<QoS>(qos))));
    const auto stored = consume(service, "TopicA", 3);
    REQUIRE(stored.size() == 3);
    for (const auto &one : stored) {
        CHECK(one.tag.empty());
        CHECK(one.properties.at("mqttSecondTopic") == "/notice/");
        CHECK(one.properties.at("clientId") == device.id());
        CHECK(one.properties.at("cleansessionflag") == "true");
        CHECK(one.properties.at("MSG_S") == "MQTT");
        CHECK(one.body == "m" + one.properties.at("qoslevel"));
    }
}

TEST_CASE("publishes of each QoS reach a subscriber once, as they were sent")
{
    Service service;
    Device receiver(service.device("receiver"));
    receiver.connect().subscribe({{"TopicA/#", QoS::exactly_once}});
    Device sender(service.device("sender"));
    sender.connect();
    const std::string bytes("\0\xff\r\n%s\x80", 7);
    for (const int qos : {0, 1, 2})
        REQUIRE(sender.publish(message(bytes, static_cast<QoS>(qos))));
    REQUIRE(receiver.messages.wait_for(3));
    REQUIRE(sender.publish(message("last")));
    REQUIRE(receiver.messages.wait_for(4));
    const auto received = receiver.messages.all();
    REQUIRE(received.size() == 4);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(received[i].topic == "TopicA/notice/");
        CHECK(received[i].payload == bytes);
        CHECK(static_cast<std::size_t>(received[i].qos) == i);
        CHECK_FALSE(received[i].duplicate);
        CHECK_FALSE(received[i].retained);
    }
}

TEST_CASE("an empty payload and one of exactly 64 KiB pass; one byte more is refused locally")
{
    Service service;
    Device device(service.device("d"));
    device.connect().subscribe({{"TopicA/notice/", QoS::at_least_once}});
    REQUIRE(device.publish(message("")));
    REQUIRE(device.publish(message(std::string(65536, 'x'))));
    const auto refused = device.publish(message(std::string(65537, 'x')));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::payload_too_large);
    REQUIRE(device.messages.wait_for(2));
    CHECK(device.messages.all()[1].payload.size() == 65536);
    CHECK(service->statistics().publishes_in == 2);
}

TEST_CASE("what the service would answer with a closed connection is refused locally")
{
    Service service;
    Device device(service.device("d"));
    device.connect();
    const std::pair<std::string, Errc> topics[] = {
        {"", Errc::empty},
        {"TopicA/+", Errc::wildcard_in_name},
        {"/TopicA", Errc::bad_first_level},
        {"$SYS/uploadToken", Errc::reserved_topic},
        {"TopicA/" + std::string(58, 'x'), Errc::too_long},
        {std::string("TopicA/\0", 8), Errc::contains_nul},
        {"TopicA/\xc3", Errc::invalid_utf8},
    };
    for (const auto &row : topics) {
        const auto &topic = row.first;
        const auto &expected = row.second;
        CAPTURE(topic);
        const auto refused = device.publish(message("x", QoS::at_least_once, topic));
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == expected);
    }
    const auto bad_qos = device.publish(message("x", static_cast<QoS>(3)));
    REQUIRE_FALSE(bad_qos);
    CHECK(bad_qos.error().code == Errc::bad_qos);
    CHECK(device->status().state == ConnectionState::ready);
    CHECK(service->statistics().publishes_in == 0);
}

TEST_CASE("what is published before the connection goes out with it, in order")
{
    Service service;
    Device device(service.device("d"));
    std::vector<std::string> expected;
    for (int i = 0; i < 50; ++i) {
        expected.push_back(std::to_string(i));
        REQUIRE(device.publish_async(message(expected.back(), static_cast<QoS>(i % 3))));
    }
    CHECK(device->statistics().outbox_messages == 50);
    device.connect();
    REQUIRE(device.published.wait_for(50));
    for (const auto &published : device.published.all())
        CHECK(published.result);
    const auto stored = consume(service, "TopicA", 50);
    CHECK(stored.size() == 50);
    CHECK(device->statistics().outbox_messages == 0);
}

TEST_CASE("thousands in a row complete, each once")
{
    Service service;
    Device receiver(service.device("receiver"));
    receiver.connect().subscribe({{"TopicB/+", QoS::at_least_once}});
    auto options = service.device("sender");
    options.outbox.max_messages = 5000;
    Device sender(std::move(options));
    sender.connect();
    for (int i = 0; i < 3000; ++i)
        REQUIRE(sender.publish_async(message(std::to_string(i), QoS::at_least_once, "TopicB/x")));
    REQUIRE(sender.published.wait_for(3000));
    REQUIRE(receiver.messages.wait_for(3000));
    CHECK(sender.published.size() == 3000);
    const auto received = payloads(receiver.messages);
    REQUIRE(received.size() == 3000);
    for (int i = 0; i < 3000; ++i)
        REQUIRE(received[static_cast<std::size_t>(i)] == std::to_string(i));
}

TEST_CASE("a retained message waits for the next subscriber")
{
    Service service;
    Device sender(service.device("sender"));
    sender.connect();
    Message kept = message("kept");
    kept.retain = true;
    REQUIRE(sender.publish(kept));
    Device receiver(service.device("receiver"));
    receiver.connect().subscribe({{"TopicA/+/", QoS::at_least_once}});
    REQUIRE(receiver.messages.wait_for(1));
    CHECK(receiver.messages.all()[0].payload == "kept");
    CHECK(receiver.messages.all()[0].retained);
}

TEST_CASE("a message pushed from MQ reaches the device on its topic")
{
    Service service;
    Device device(service.device("d"));
    device.connect().subscribe({{"TopicA/#", QoS::exactly_once}});

    broker::MqMessage pushed;
    pushed.tag = "MQ2MQTT";
    pushed.body = "down";
    pushed.properties = {{"mqttSecondTopic", "/down/1"}, {"qoslevel", "2"}};
    REQUIRE(service->mq_produce("TopicA", pushed));
    broker::MqMessage other = pushed;
    other.tag = "another";
    REQUIRE(service->mq_produce("TopicA", other));
    pushed.body = "to you";
    pushed.properties = {{"mqttSecondTopic", "/p2p/" + device.id()}};
    REQUIRE(service->mq_produce("TopicA", pushed));

    REQUIRE(device.p2p.wait_for(1));
    CHECK(device.p2p.all()[0].payload == "to you");
    CHECK(device.p2p.all()[0].topic == "TopicA/p2p/" + device.id());
    CHECK(device.p2p.all()[0].qos == QoS::at_least_once);
    REQUIRE(device.messages.wait_for(1));
    CHECK(payloads(device.messages) == std::vector<std::string>{"down"});
    CHECK(device.messages.all()[0].topic == "TopicA/down/1");
    CHECK(device.messages.all()[0].qos == QoS::exactly_once);
}
