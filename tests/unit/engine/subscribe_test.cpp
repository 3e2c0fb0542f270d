#include <doctest/doctest.h>

#include "harness.hpp"

using namespace engine_test;

namespace
{

std::vector<unsigned> codes(const Received &suback)
{
    std::vector<unsigned> all;
    for (std::size_t i = 2; i < suback.body.size(); ++i)
        all.push_back(static_cast<unsigned char>(suback.body[i]));
    return all;
}

} // namespace

TEST_CASE("what a client may not subscribe to closes its connection, without SUBACK")
{
    Config config = Config::ready_made();
    config.accounts.push_back({"222", "AK_OTHER", "SK_other", "", true});
    lmq::broker::TopicConfig topic;
    topic.name = "Foreign";
    topic.owner = "222";
    config.topics.push_back(topic);
    topic.name = "Far";
    topic.owner = "1234567890";
    topic.region = "cn-beijing";
    config.topics.push_back(topic);
    for (const char *filter : {"Nowhere", "Nowhere/x", "#", "+", "+/x", "/x", "Foreign/x", "Far/x"}) {
        CAPTURE(filter);
        Broker broker(config);
        Client client(broker);
        REQUIRE(client.connect() == 0);
        client.send(subscribe_packet(1, {{"TopicA", 1}, {filter, 1}}));
        CHECK(client.closed());
        CHECK(client.take_bytes().empty());
    }
}

TEST_CASE("a topic granted to another account may be used by it")
{
    Config config = Config::ready_made();
    config.accounts.push_back({"222", "AK_OTHER", "SK_other", "", true});
    lmq::broker::TopicConfig topic;
    topic.name = "Lent";
    topic.owner = "222";
    topic.granted_to = {"1234567890"};
    config.topics.push_back(topic);
    Broker broker(config);
    Client client(broker);
    REQUIRE(client.connect() == 0);
    CHECK(client.subscribe("Lent/#", 1) == 1);
    client.send(publish_packet("Lent/x", "m"));
    CHECK(client.take_one().payload == "m");
}

TEST_CASE("the 31st filter is refused alone; replacing one, and $SYS, never count")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect() == 0);
    for (int i = 0; i < 29; ++i)
        REQUIRE(client.subscribe("TopicA/" + std::to_string(i), 1) == 1);
    client.send(
        subscribe_packet(6, {{"TopicA/29", 1}, {"TopicA/30", 1}, {"TopicA/0", 0}, {"$SYS/tokenExpireNotice", 1}}));
    CHECK(codes(client.take_one()) == std::vector<unsigned>{1, 0x80, 0, 1});
    client.send(unsubscribe_packet(7, {"TopicA/0"}));
    client.take();
    CHECK(client.subscribe("TopicA/30", 2) == 2);
    CHECK(broker.engine().session("GID_AAA@@@BBB001")->subscriptions.size() == 30);
}

TEST_CASE("over_subscription silent grants and forgets, close closes")
{
    Config config = Config::ready_made();
    config.limits.subscriptions_per_client = 1;
    config.policy.over_subscription = lmq::broker::OverSubscription::silent;
    {
        Broker broker(config);
        Client client(broker);
        REQUIRE(client.connect() == 0);
        CHECK(client.subscribe("TopicA/1", 1) == 1);
        CHECK(client.subscribe("TopicA/2", 1) == 1);
        client.send(publish_packet("TopicA/2", "m"));
        CHECK(client.take().empty());
    }
    config.policy.over_subscription = lmq::broker::OverSubscription::close;
    Broker broker(config);
    Client client(broker);
    REQUIRE(client.connect() == 0);
    CHECK(client.subscribe("TopicA/1", 1) == 1);
    CHECK(client.subscribe("TopicA/2", 1) == 255);
    CHECK(client.closed());
}

TEST_CASE("a prepaid instance refuses subscriptions beyond its limit over all clients")
{
    Config config = Config::ready_made();
    config.instance.edition = lmq::broker::Edition::standard_prepaid;
    config.instance.max_subscriptions = 2;
    Broker broker(config);
    Client a(broker), b(broker);
    REQUIRE(a.connect(device("a")) == 0);
    REQUIRE(b.connect(device("b")) == 0);
    CHECK(a.subscribe("TopicA/1", 1) == 1);
    CHECK(b.subscribe("TopicA/1", 1) == 1);
    CHECK(b.subscribe("TopicA/2", 1) == 0x80);
    a.drop();
    CHECK(b.subscribe("TopicA/2", 1) == 1);
}

TEST_CASE("a filter over 64 characters is refused alone, a P2P one is exempt")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect() == 0);
    const std::string just = "TopicA/" + std::string(57, 'x');
    const std::string chinese = "TopicA/" + std::string("\xE4\xB8\xBB\xE9\xA2\x98").append(55, 'x'); // 64 characters
    const std::string p2p = "TopicA/p2p/GID_AAA@@@" + std::string(54, 'x');
    client.send(subscribe_packet(1, {{just, 1}, {just + "x", 1}, {chinese, 1}, {chinese + "x", 1}, {p2p, 1}}));
    CHECK(codes(client.take_one()) == std::vector<unsigned>{1, 0x80, 1, 0x80, 1});
}

TEST_CASE("SUBSCRIBE and UNSUBSCRIBE without a filter close")
{
    for (const unsigned first : {0x82U, 0xA2U}) {
        Broker broker;
        Client client(broker);
        REQUIRE(client.connect() == 0);
        client.send(packet(first, number16(1)));
        CHECK(client.closed());
    }
}

TEST_CASE("retained messages follow SUBACK, with RETAIN and the lower QoS; live ones come without")
{
    Broker broker;
    Client client(broker), sender(broker);
    REQUIRE(client.connect() == 0);
    REQUIRE(sender.connect(device("s")) == 0);
    sender.send(publish_packet("TopicA/a", "old", 1, 1, 1));
    sender.send(publish_packet("TopicA/a", "a", 1, 2, 1) + publish_packet("TopicA/b", "b", 0, 0, 1) +
                publish_packet("TopicB/c", "c", 2, 3, 1));
    client.send(subscribe_packet(1, {{"TopicA/+", 2}}));
    auto got = client.take();
    REQUIRE(got.size() == 3);
    CHECK(got[0].type == 9);
    CHECK(got[1].payload == "a");
    CHECK(got[1].retain());
    CHECK(got[1].qos() == 1);
    CHECK(got[2].payload == "b");
    CHECK(got[2].retain());
    CHECK(got[2].qos() == 0);
    sender.send(publish_packet("TopicA/a", "live", 1, 4, 1));
    const auto live = client.take_one();
    CHECK(live.payload == "live");
    CHECK_FALSE(live.retain());
    sender.send(publish_packet("TopicA/a", "", 1, 5, 1)); // removes it, and is a message
    CHECK(client.take_one().payload.empty());
    client.send(subscribe_packet(2, {{"TopicA/a", 1}}));
    CHECK(client.take_one().type == 9);
}

TEST_CASE("enable_retain off keeps nothing")
{
    Config config = Config::ready_made();
    config.policy.enable_retain = false;
    Broker broker(config);
    Client client(broker);
    REQUIRE(client.connect() == 0);
    client.send(publish_packet("TopicA/a", "m", 0, 0, 1) + subscribe_packet(1, {{"TopicA/a", 1}}));
    CHECK(client.take_one().type == 9);
}

TEST_CASE("the retained store has its cap; the topics in it can still change")
{
    Config config = Config::ready_made();
    config.limits.retained_messages = 1;
    Broker broker(config);
    Client client(broker);
    REQUIRE(client.connect() == 0);
    client.send(publish_packet("TopicA/a", "1", 0, 0, 1) + publish_packet("TopicA/b", "2", 0, 0, 1) +
                publish_packet("TopicA/a", "3", 0, 0, 1) + subscribe_packet(1, {{"TopicA/#", 1}}));
    const auto got = client.take();
    REQUIRE(got.size() == 2);
    CHECK(got[1].payload == "3");
}
