#include <doctest/doctest.h>

#include "expect_error.hpp"
#include "lmq/mq.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

mq::Message to_devices(std::map<std::string, std::string> properties)
{
    return {"TopicA", "MQ2MQTT", std::move(properties), "body"};
}

mq::Delivery delivered(const mq::Message &message)
{
    const auto delivery = mq::to_mqtt(message);
    REQUIRE(delivery);
    return *delivery;
}

} // namespace

TEST_CASE("the specification's example of an MQ message for a device is delivered as it says")
{
    const mq::Message message{
        "MQTTTestTopic",
        "MQ2MQTT",
        {{"mqttSecondTopic", "/p2p/GID_MQTTTestTopic@@@DeviceID_0001"}, {"cleansessionflag", "false"}},
        "hello"};
    const mq::Delivery delivery = delivered(message);
    CHECK(delivery.topic == "MQTTTestTopic/p2p/GID_MQTTTestTopic@@@DeviceID_0001");
    CHECK(delivery.qos == 1);
    CHECK_FALSE(delivery.clean_session);
    CHECK_FALSE(delivery.display_topic.has_value());
}

TEST_CASE("only the tag MQ2MQTT reaches MQTT clients")
{
    for (const std::string tag : {"", "mq2mqtt", "MQ2MQTT ", "connect"}) {
        mq::Message message = to_devices({});
        message.tag = tag;
        expect_error(mq::to_mqtt(message), Errc::bad_combination, {"tag", "MQ2MQTT"});
    }
}

TEST_CASE("the second topic is put behind the parent with exactly one slash")
{
    CHECK(delivered(to_devices({})).topic == "TopicA");
    CHECK(delivered(to_devices({{"mqttSecondTopic", ""}})).topic == "TopicA");
    CHECK(delivered(to_devices({{"mqttSecondTopic", "/notice/"}})).topic == "TopicA/notice/");
    CHECK(delivered(to_devices({{"mqttSecondTopic", "notice/"}})).topic == "TopicA/notice/");
}

TEST_CASE("qoslevel is 1 unless it is exactly 0, 1 or 2")
{
    CHECK(delivered(to_devices({})).qos == 1);
    CHECK(delivered(to_devices({{"qoslevel", "0"}})).qos == 0);
    CHECK(delivered(to_devices({{"qoslevel", "1"}})).qos == 1);
    CHECK(delivered(to_devices({{"qoslevel", "2"}})).qos == 2);
    for (const std::string invalid : {"", "3", "-1", "00", " 0", "x"}) {
        CHECK(delivered(to_devices({{"qoslevel", invalid}})).qos == 1);
    }
}

TEST_CASE("cleansessionflag is true unless it is false")
{
    CHECK(delivered(to_devices({})).clean_session);
    CHECK(delivered(to_devices({{"cleansessionflag", "true"}})).clean_session);
    CHECK(delivered(to_devices({{"cleansessionflag", "what"}})).clean_session);
    CHECK_FALSE(delivered(to_devices({{"cleansessionflag", "false"}})).clean_session);
}

TEST_CASE("mqttRealTopic is put behind the parent when it begins with a slash, and ignored when it is no topic")
{
    const auto shown = [](const std::string &real) {
        return delivered(to_devices({{"mqttRealTopic", real}})).display_topic.value_or("none");
    };
    CHECK(shown("/shown") == "TopicA/shown");
    CHECK(shown("Other/shown") == "Other/shown");
    for (const std::string ignored : {"", "a/+", "#", "$SYS/tokenInvalidNotice", "\xFF"}) {
        CHECK(shown(ignored) == "none");
    }
    CHECK(shown("/" + std::string(64, 'x')) == "none");
}

TEST_CASE("what the gateway would discard is refused")
{
    mq::Message large = to_devices({});
    large.body.assign(65536, 'x');
    CHECK(mq::to_mqtt(large));
    large.body.push_back('x');
    expect_error(mq::to_mqtt(large), Errc::payload_too_large, {"payload", "65537", "65536"});
    expect_error(mq::to_mqtt(to_devices({{"mqttSecondTopic", std::string(60, 'x')}})), Errc::too_long,
                 {"topic", "67", "64"});
    expect_error(mq::to_mqtt(to_devices({{"mqttSecondTopic", "/+"}})), Errc::wildcard_in_name, {"topic"});
    mq::Message nowhere = to_devices({});
    nowhere.topic.clear();
    expect_error(mq::to_mqtt(nowhere), Errc::empty, {"topic"});
}

TEST_CASE("a server's message says all that its delivery asks, and is read back the same")
{
    mq::Delivery p2p;
    p2p.topic = "TopicA/p2p/GID_AAA@@@BBB001";
    p2p.qos = 2;
    p2p.clean_session = false;
    p2p.display_topic = "TopicA/shown";
    const std::string body("b\0dy", 4);
    const auto built = mq::from_server(p2p, body);
    REQUIRE(built);
    CHECK(built->topic == "TopicA");
    CHECK(built->tag == "MQ2MQTT");
    CHECK(built->body == body);
    const std::map<std::string, std::string> expected{{"cleansessionflag", "false"},
                                                      {"mqttRealTopic", "TopicA/shown"},
                                                      {"mqttSecondTopic", "/p2p/GID_AAA@@@BBB001"},
                                                      {"qoslevel", "2"}};
    CHECK(built->properties == expected);
    const mq::Delivery back = delivered(*built);
    CHECK(back.topic == p2p.topic);
    CHECK(back.qos == p2p.qos);
    CHECK(back.clean_session == p2p.clean_session);
    CHECK(back.display_topic == p2p.display_topic);
}

TEST_CASE("a server's message to a bare parent topic has neither second topic nor flag")
{
    mq::Delivery plain;
    plain.topic = "TopicA";
    const auto built = mq::from_server(plain, "");
    REQUIRE(built);
    CHECK(built->properties == std::map<std::string, std::string>{{"qoslevel", "1"}});
}

TEST_CASE("a server's message that the gateway would discard is not built")
{
    const auto build = [](const std::string &topic, int qos, std::size_t size) {
        mq::Delivery delivery;
        delivery.topic = topic;
        delivery.qos = qos;
        return mq::from_server(delivery, std::string(size, 'x'));
    };
    expect_error(build("", 1, 1), Errc::empty, {"topic"});
    expect_error(build("TopicA/#", 1, 1), Errc::wildcard_in_name, {"topic"});
    expect_error(build("$SYS/x", 1, 1), Errc::reserved_topic, {"topic"});
    expect_error(build("TopicA", 3, 1), Errc::bad_qos, {"qos", "3"});
    expect_error(build("TopicA", -1, 1), Errc::bad_qos, {"qos", "-1"});
    expect_error(build("TopicA", 1, 65537), Errc::payload_too_large, {"payload", "65537", "65536"});
    mq::Delivery shown;
    shown.topic = "TopicA";
    shown.display_topic = "+";
    expect_error(mq::from_server(shown, ""), Errc::wildcard_in_name, {"displayed topic"});
}

TEST_CASE("a device's publish becomes a message without tag that names its origin")
{
    const mq::Message message = mq::from_device({"TopicA/notice/", "GID_AAA@@@BBB001", 2, false}, "body");
    CHECK(message.topic == "TopicA");
    CHECK(message.tag.empty());
    CHECK(message.body == "body");
    const std::map<std::string, std::string> expected{{"MSG_S", "MQTT"},
                                                      {"cleansessionflag", "false"},
                                                      {"clientId", "GID_AAA@@@BBB001"},
                                                      {"mqttSecondTopic", "/notice/"},
                                                      {"qoslevel", "2"}};
    CHECK(message.properties == expected);
    CHECK(mq::from_device({"TopicA", "GID_AAA@@@BBB001", 0, true}, "").properties.count("mqttSecondTopic") == 0);

    const mq::DeviceMessage read = mq::read_device_message(message);
    CHECK(read.topic == "TopicA/notice/");
    CHECK(read.client_id == "GID_AAA@@@BBB001");
    CHECK(read.qos == 2);
    CHECK(read.clean_session == std::optional<bool>(false));
}

TEST_CASE("a device's message is never pushed back to devices")
{
    const mq::Message message = mq::from_device({"TopicA/notice/", "GID_AAA@@@BBB001", 1, true}, "body");
    expect_error(mq::to_mqtt(message), Errc::bad_combination, {"tag"});
}

TEST_CASE("absent and wrong properties of a device's message are no error")
{
    const mq::DeviceMessage bare = mq::read_device_message({"TopicA", "", {}, "body"});
    CHECK(bare.topic == "TopicA");
    CHECK(bare.client_id.empty());
    CHECK(bare.qos == 0);
    CHECK_FALSE(bare.clean_session.has_value());
    const mq::DeviceMessage odd =
        mq::read_device_message({"TopicA", "", {{"qoslevel", "9"}, {"cleansessionflag", "maybe"}}, "body"});
    CHECK(odd.qos == 0);
    CHECK_FALSE(odd.clean_session.has_value());
}
