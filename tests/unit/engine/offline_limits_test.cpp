#include <doctest/doctest.h>

#include "offline_scene.hpp"

// Spec 9.2 and 6.5: what is kept, how long, and how much of it.

using namespace engine_test;

TEST_CASE("three days after its storing an offline message is gone")
{
    constexpr std::int64_t day = 86400000;
    OfflineScene scene;
    scene.publish(1, 1);
    scene.advance(day, {});
    scene.publish(2, 2);
    scene.advance(2 * day - 1, {});
    CHECK(scene.offline() == 2);
    scene.advance(1, {});
    CHECK(scene.offline() == 1);
    scene.advance(day, {});
    CHECK(scene.offline() == 0);
    CHECK(scene.broker.engine().statistics().offline_expired == 2);
    CHECK(scene.broker.engine().session("GID_AAA@@@d")->subscriptions.size() == 1);
}

TEST_CASE("many messages that expire together do so in portions, and others get their turn")
{
    OfflineScene scene;
    constexpr int many = 50000;
    scene.publish(1, many);
    scene.broker.jump(259200000);
    scene.broker.engine().run_due();
    const std::size_t left = scene.offline();
    CHECK(left > 0);
    CHECK(left < many);
    scene.broker.advance(10);
    CHECK(scene.offline() == 0);
}

TEST_CASE("beyond the instance's cap the oldest of all clients are purged, with one alarm")
{
    Config config = Config::ready_made();
    config.limits.offline_messages = 5;
    OfflineScene scene(config);
    {
        Client other(scene.broker);
        REQUIRE(other.connect(device("e", false)) == 0);
        REQUIRE(other.subscribe("TopicA/y", 1) == 1);
    }
    scene.publish("1");
    scene.publish("2", "TopicA/y");
    scene.publish("3");
    scene.publish("4", "TopicA/y");
    scene.publish("5");
    CHECK(scene.broker.engine().alarms().empty());
    scene.publish("6", "TopicA/y");
    CHECK(scene.offline() == 2);
    scene.publish("7");
    CHECK(scene.offline() == 3);
    CHECK(scene.broker.engine().session("GID_AAA@@@e")->offline == 2);
    CHECK(scene.broker.engine().statistics().offline_purged == 2);
    const auto alarms = scene.broker.engine().alarms();
    REQUIRE(alarms.size() == 1);
    CHECK(alarms[0].kind == "offline_messages");
    CHECK(alarms[0].instance == config.instance.id);
    scene.advance(600000, {});
    scene.publish("8");
    CHECK(scene.broker.engine().alarms().size() == 2);
    Client client(scene.broker);
    scene.connect(client);
    pull(client, "{}");
    CHECK(payloads(client) == "5 7 8 ");
}

TEST_CASE("what is on its way to a client does not count as offline")
{
    Config config = Config::ready_made();
    config.limits.offline_messages = 1;
    OfflineScene scene(config);
    Client client(scene.broker);
    scene.connect(client);
    scene.publish(1, 3);
    CHECK(scene.broker.engine().statistics().offline == 0);
    CHECK(scene.broker.engine().statistics().kept == 3);
    client.drop();
    CHECK(scene.offline() == 1);
    CHECK(scene.broker.engine().statistics().offline_purged == 2);
}

TEST_CASE("one message that waits for many clients is kept for each and purged for each")
{
    OfflineScene scene;
    for (const char *name : {"e", "f", "g"}) {
        Client client(scene.broker);
        REQUIRE(client.connect(device(name, false)) == 0);
        REQUIRE(client.subscribe("TopicA/#", 1) == 1);
    }
    scene.publish(1, 2);
    CHECK(scene.broker.engine().statistics().offline == 8);
    Client client(scene.broker);
    REQUIRE(client.connect(device("f")) == 0); // cleanSession=1 ends what was stored
    CHECK(scene.broker.engine().statistics().offline == 6);
}

TEST_CASE("P2P is kept for a client that is away by its sender's flag, whatever the target's, and survives its clean "
          "connects")
{
    Broker broker;
    Client persistent(broker), clean(broker);
    REQUIRE(persistent.connect(device("persistent", false)) == 0);
    REQUIRE(clean.connect(device("clean")) == 0);
    const auto send = [](Client &from, const char *payload, unsigned qos) {
        from.send(publish_packet("TopicA/p2p/GID_AAA@@@d", payload, qos, qos == 0 ? 0 : 1));
        if (qos == 2) from.send(ack_packet(0x62, 1));
        from.take();
    };
    send(clean, "by a clean sender", 1);
    CHECK(broker.engine().sessions().size() == 2);
    send(persistent, "kept", 1);
    send(persistent, "QoS 0", 0);
    send(persistent, "QoS 2", 2);
    CHECK(broker.engine().session("GID_AAA@@@d")->offline == 1);
    {
        Client target(broker); // never seen before
        REQUIRE(target.connect(device("d", false)) == 0);
        CHECK_FALSE(target.session_present());
        CHECK(target.take().empty());
    }
    {
        Client target(broker);
        REQUIRE(target.connect(device("d", true)) == 0);
        CHECK_FALSE(target.session_present());
        pull(target, "{}");
        CHECK(payloads(target, false) == "kept ");
    }
    Client target(broker);
    REQUIRE(target.connect(device("d", true)) == 0);
    pull(target, "{}");
    CHECK(payloads(target) == "kept ");
    target.drop();
    CHECK_FALSE(broker.engine().session("GID_AAA@@@d"));
}

TEST_CASE("P2P alone makes a persistent session present, and nothing is left of one that has none any more")
{
    Broker broker;
    Client sender(broker);
    REQUIRE(sender.connect(device("sender", false)) == 0);
    {
        Client target(broker);
        REQUIRE(target.connect(device("d", false)) == 0);
        sender.send(publish_packet("TopicA/p2p/GID_AAA@@@d", "m", 1, 1));
        CHECK(target.take().size() == 1); // not acknowledged
    }
    Client target(broker);
    REQUIRE(target.connect(device("d", false)) == 0);
    CHECK(target.session_present());
    pull(target, "{}");
    CHECK(payloads(target) == "m ");
    target.drop();
    CHECK_FALSE(broker.engine().session("GID_AAA@@@d"));
}
