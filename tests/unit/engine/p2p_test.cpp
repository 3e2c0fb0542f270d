#include <doctest/doctest.h>

#include "harness.hpp"

using namespace engine_test;

TEST_CASE("a P2P message reaches its target alone, once, on its full topic, without a subscription")
{
    Broker broker;
    Client sender(broker), target(broker), other(broker);
    REQUIRE(sender.connect(device("sender")) == 0);
    REQUIRE(target.connect(device("target")) == 0);
    REQUIRE(other.connect(device("other")) == 0);
    REQUIRE(other.subscribe("TopicA/#", 2) == 2);
    REQUIRE(other.subscribe("TopicA/p2p/GID_AAA@@@target", 2) == 2);
    for (unsigned qos = 0; qos < 3; ++qos) {
        sender.send(publish_packet("TopicA/p2p/GID_AAA@@@target", "hello", qos, qos, 1));
        const auto got = target.take_one();
        CHECK(got.topic == "TopicA/p2p/GID_AAA@@@target");
        CHECK(got.payload == "hello");
        CHECK(got.qos() == qos);
        CHECK_FALSE(got.retain());
    }
    CHECK(other.take().empty());
    REQUIRE(target.subscribe("TopicA/#", 1) == 1);
    REQUIRE(target.subscribe("TopicA/p2p", 1) == 1);
    sender.send(publish_packet("TopicA/p2p/GID_AAA@@@target/deeper", "once", 1, 5));
    const auto got = target.take_one();
    CHECK(got.payload == "once");
    CHECK(got.topic == "TopicA/p2p/GID_AAA@@@target/deeper");
    sender.send(publish_packet("TopicB/p2p/GID_AAA@@@sender", "self", 0));
    CHECK(sender.take().back().payload == "self");
}

TEST_CASE("what only looks like P2P is ordinary")
{
    Broker broker;
    Client client(broker), target(broker);
    REQUIRE(client.connect() == 0);
    REQUIRE(target.connect(device("target")) == 0);
    REQUIRE(client.subscribe("TopicA/#", 0) == 0);
    for (const char *topic :
         {"TopicA/x/p2p/GID_AAA@@@target", "TopicA/P2P/GID_AAA@@@target", "TopicA/p2p", "TopicA/p2p/"}) {
        client.send(publish_packet(topic, "m"));
        CHECK(client.take_one().topic == topic);
    }
    CHECK(target.take().empty());
}

TEST_CASE("a target that is malformed, unknown, of another account or away: stored and acknowledged, not delivered")
{
    Config config = Config::ready_made();
    config.accounts.push_back({"222", "AK_OTHER", "SK_other", "", true});
    lmq::broker::GroupConfig group;
    group.id = "GID_other";
    group.owner = "222";
    config.groups.push_back(group);
    Broker broker(config);
    Client sender(broker), foreign(broker);
    REQUIRE(sender.connect() == 0);
    ConnectOptions options;
    options.client_id = "GID_other@@@1";
    options.user = "AK_OTHER";
    options.password = "jTvdV0AzjtxL4DhWrDOjOXtxLWc=";
    REQUIRE(foreign.connect(options) == 0);
    unsigned id = 0;
    for (const char *target : {"nobody", "GID_unknown@@@1", "GID_other@@@1", "GID_AAA@@@away"}) {
        sender.send(publish_packet(std::string("TopicA/p2p/") + target, "m", 1, ++id));
        CHECK(sender.take_one().type == 4);
    }
    CHECK(foreign.take().empty());
    CHECK(broker.engine().mq_consume("TopicA", "g", 10)->size() == 4);
}

TEST_CASE("p2p_max_qos caps what the target gets")
{
    Config config = Config::ready_made();
    config.policy.p2p_max_qos = 1;
    Broker broker(config);
    Client client(broker);
    REQUIRE(client.connect() == 0);
    client.send(publish_packet("TopicA/p2p/GID_AAA@@@BBB001", "m", 2, 1));
    CHECK(client.take().at(1).qos() == 1);
}

TEST_CASE("an unacknowledged P2P message outlives the target's connection only if its sender is persistent")
{
    for (const bool sender_clean : {true, false}) {
        Broker broker(at_once());
        Client sender(broker);
        REQUIRE(sender.connect(device("sender", sender_clean)) == 0);
        {
            Client target(broker);
            REQUIRE(target.connect(device("target", false)) == 0);
            sender.send(publish_packet("TopicA/p2p/GID_AAA@@@target", "m", 1, 1));
            CHECK(target.take().size() == 1);
        }
        Client target(broker);
        REQUIRE(target.connect(device("target", false)) == 0);
        CHECK(target.take().size() == (sender_clean ? 0 : 1));
    }
}

TEST_CASE("a P2P topic may be as long as its target makes it")
{
    Broker broker;
    Client client(broker);
    ConnectOptions options = device(std::string(54, 'x'));
    REQUIRE(client.connect(options) == 0);
    client.send(publish_packet("TopicA/p2p/" + options.client_id, "m"));
    CHECK(client.take_one().payload == "m");
    client.send(publish_packet("TopicA/p2p/" + options.client_id + "y", "m"));
    CHECK(client.closed());
}

TEST_CASE("a plain broker knows no P2P")
{
    Broker broker(Config::plain());
    Client client(broker), target(broker);
    REQUIRE(client.connect() == 0);
    REQUIRE(target.connect(device("target")) == 0);
    REQUIRE(client.subscribe("TopicA/#", 0) == 0);
    client.send(publish_packet("TopicA/p2p/GID_AAA@@@target", "m"));
    CHECK(client.take().size() == 1);
    CHECK(target.take().empty());
}
