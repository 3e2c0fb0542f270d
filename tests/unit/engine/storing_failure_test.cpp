#include <doctest/doctest.h>

#include "storing_scene.hpp"
#include "token_scene.hpp"

// What the engine does when its store fails.

using namespace engine_test;

TEST_CASE("a store that fails: nothing is acknowledged, what needs no storage goes on, and it recovers by itself")
{
    StoringScene scene;
    scene.subscribed("d", {{"TopicA/x", 1}});
    Client sender(scene.broker()), reader(scene.broker());
    REQUIRE(sender.connect(device("sender")) == 0);
    REQUIRE(reader.connect(device("reader")) == 0);
    REQUIRE(reader.subscribe("TopicA/#", 0) == 0);
    scene.store.fails = true;
    sender.send(publish_packet("TopicA/x", "unsafe", 1, 1));
    CHECK(sender.closed());
    CHECK(sender.take().empty()); // no PUBACK
    reader.take();

    // Nothing that needs the store is begun.
    Client second(scene.broker());
    REQUIRE(second.connect(device("sender")) == 0);
    second.send(publish_packet("TopicA/x", "QoS 0", 0));
    CHECK(reader.take_one().payload == "QoS 0");
    second.send(publish_packet("TopicA/x", "refused", 1, 1));
    CHECK(second.closed());
    CHECK(second.take().empty());
    CHECK(reader.take().empty());
    Client persistent(scene.broker());
    CHECK(persistent.connect(device("p", false)) == 3);
    Client wipes(scene.broker());
    CHECK(wipes.connect(device("d", true)) == 3);
    CHECK_FALSE(scene.engine().mq_produce("TopicB", MqMessage()));
    const auto token = issue(scene.broker(), "R", {"TopicA/x"});
    CHECK(scene.engine().revoke_token(token).error().code == lmq::Errc::store_full);

    scene.store.fails = false;
    scene.broker().advance(1000);
    Client third(scene.broker());
    REQUIRE(third.connect(device("sender")) == 0);
    third.send(publish_packet("TopicA/x", "unsafe", 1, 1, 8));
    CHECK(third.take_one().type == 4);
    Client d(scene.broker());
    REQUIRE(d.connect(device("d", false)) == 0);
    CHECK(scene.received(d) == "unsafe unsafe "); // at least once: the first one had been taken in
}

TEST_CASE("what was acknowledged before the store failed is there after a restart")
{
    StoringScene scene;
    scene.subscribed("d", {{"TopicA/x", 1}});
    scene.publish("TopicA/x", "safe");
    {
        Client sender(scene.broker());
        REQUIRE(sender.connect(device("sender")) == 0);
        scene.store.fails = true;
        sender.send(publish_packet("TopicA/x", "unsafe", 1, 1));
        CHECK(sender.take().empty());
    }
    scene.restart();
    scene.store.fails = false;
    Client d(scene.broker());
    REQUIRE(d.connect(device("d", false)) == 0);
    CHECK(scene.received(d) == "safe ");
}

TEST_CASE("while the store fails clients that need no storage keep their connections: tokens, pulls, what is discarded")
{
    StoringScene scene;
    const auto token = issue(scene.broker(), "R,W", {"TopicA/x"});
    Client client(scene.broker());
    REQUIRE(client.connect(anonymous("phone")) == 0);
    Client finder(scene.broker());
    REQUIRE(finder.connect(device("finder")) == 0);
    scene.store.fails = true;
    finder.send(publish_packet("TopicA/x", "unsafe", 1, 1));
    CHECK(finder.closed());
    CHECK(upload(client, token, "RW").empty());
    client.send(publish_packet("$SYS/getOfflineMsg", "{}", 1, 2));
    CHECK(client.take_one().type == 4);
    client.send(publish_packet("TopicA/x", std::string(70000, 'x'), 1, 3));
    CHECK(client.take_one().type == 4);
    REQUIRE(client.subscribe("TopicA/x", 1) == 1);
    scene.broker().advance(5000);
    CHECK_FALSE(client.closed());
}

TEST_CASE("while the store fails QoS 0 does not reach MQ, and MQ's consumers miss nothing that was acknowledged")
{
    StoringScene scene;
    scene.publish("TopicA/x", "a");
    REQUIRE(scene.engine().mq_consume("TopicA", "g", 1)->size() == 1);
    REQUIRE(scene.engine().commit());
    {
        Client sender(scene.broker());
        REQUIRE(sender.connect(device("sender")) == 0);
        scene.store.fails = true;
        sender.send(publish_packet("TopicA/x", "unsafe", 1, 1)); // finds out
        Client second(scene.broker());
        REQUIRE(second.connect(device("sender")) == 0);
        second.send(publish_packet("TopicA/x", "QoS 0", 0));
    }
    scene.store.fails = false;
    scene.broker().advance(1000);
    scene.publish("TopicA/x", "b");
    scene.publish("TopicA/x", "c");
    const auto consumed = [&](std::size_t most) {
        std::string all;
        const auto messages = scene.engine().mq_consume("TopicA", "g", most);
        for (const MqMessage &each : *messages)
            all += each.body + " ";
        return all;
    };
    CHECK(consumed(2) == "unsafe b ");
    REQUIRE(scene.engine().commit());
    scene.restart();
    scene.publish("TopicA/x", "d");
    CHECK(consumed(10) == "c d ");
}
