#include <doctest/doctest.h>

#include "storing_scene.hpp"
#include "token_scene.hpp"

// What outlives the engine by its store.

using namespace engine_test;

TEST_CASE("sessions, subscriptions and offline messages outlive the engine")
{
    StoringScene scene;
    scene.subscribed("d", {{"TopicA/x", 1}, {"TopicA/zero", 0}, {"TopicA/two", 2}});
    scene.publish("TopicA/x", "1");
    scene.publish("TopicA/x", "2");
    scene.restart();
    const auto session = scene.engine().session("GID_AAA@@@d");
    REQUIRE(session);
    CHECK(session->subscriptions.size() == 2); // the QoS 2 one went with its connection
    CHECK(session->offline == 2);
    CHECK_FALSE(session->clean_session);
    scene.publish("TopicA/x", "3");
    Client client(scene.broker());
    REQUIRE(client.connect(device("d", false)) == 0);
    CHECK(client.session_present());
    CHECK(scene.received(client) == "1 2 3 ");
    CHECK(scene.store.entries() == 0);
    CHECK(scene.store.bodies() == 0);
}

TEST_CASE("what was in flight when the engine died is there again")
{
    StoringScene scene;
    {
        Client client(scene.broker());
        REQUIRE(client.connect(device("d", false)) == 0);
        REQUIRE(client.subscribe("TopicA/x", 1) == 1);
        scene.publish("TopicA/x", "1");
        scene.publish("TopicA/x", "2");
        const auto got = client.take();
        REQUIRE(got.size() == 2);
        client.send(ack_packet(0x40, got[1].id));
    }
    scene.restart();
    Client client(scene.broker());
    REQUIRE(client.connect(device("d", false)) == 0);
    CHECK(scene.received(client) == "1 ");
}

TEST_CASE("a body is stored once for all who wait for it, and goes with the last of them")
{
    StoringScene scene;
    for (const char *name : {"a", "b", "c"})
        scene.subscribed(name, {{"TopicA/x", 1}});
    scene.publish("TopicA/x", "1");
    CHECK(scene.store.entries() == 3);
    CHECK(scene.store.bodies() == 1);
    scene.restart();
    for (const char *name : {"a", "b"}) {
        Client client(scene.broker());
        REQUIRE(client.connect(device(name, false)) == 0);
        CHECK(scene.received(client) == "1 ");
    }
    CHECK(scene.store.bodies() == 1);
    Client client(scene.broker());
    REQUIRE(client.connect(device("c", true)) == 0); // wiped
    CHECK(scene.store.bodies() == 0);
    CHECK(scene.store.entries() == 0);
    CHECK(scene.store.sessions() == 2);
}

TEST_CASE("unsubscribing and cleanSession=1 are as durable as subscribing")
{
    StoringScene scene;
    scene.subscribed("d", {{"TopicA/x", 1}, {"TopicA/y", 1}});
    scene.subscribed("e", {{"TopicA/x", 1}});
    {
        Client client(scene.broker());
        REQUIRE(client.connect(device("d", false)) == 0);
        client.send(unsubscribe_packet(1, {"TopicA/x"}));
        CHECK(client.take_one().type == 11);
        REQUIRE(client.subscribe("TopicA/y", 0) == 0);
        Client clean(scene.broker());
        REQUIRE(clean.connect(device("e", true)) == 0);
    }
    scene.restart();
    const auto session = scene.engine().session("GID_AAA@@@d");
    REQUIRE(session);
    REQUIRE(session->subscriptions.size() == 1);
    CHECK(session->subscriptions[0].filter == "TopicA/y");
    CHECK(session->subscriptions[0].qos == 0);
    CHECK_FALSE(scene.engine().session("GID_AAA@@@e"));
}

TEST_CASE("P2P for a client that was never seen outlives the engine")
{
    StoringScene scene;
    {
        Client sender(scene.broker());
        REQUIRE(sender.connect(device("sender", false)) == 0);
        sender.send(publish_packet("TopicA/p2p/GID_AAA@@@d", "m", 1, 1));
    }
    scene.restart();
    {
        Client client(scene.broker());
        REQUIRE(client.connect(device("d", true)) == 0);
        CHECK_FALSE(client.session_present());
        CHECK(scene.received(client) == "m ");
    }
    CHECK(scene.store.sessions() == 0);
}

TEST_CASE("a QoS 2 message is taken once though the engine died before its PUBREL")
{
    StoringScene scene;
    {
        Client sender(scene.broker());
        REQUIRE(sender.connect(device("s", false)) == 0);
        sender.send(publish_packet("TopicA/x", "once", 2, 9));
        CHECK(sender.take_one().type == 5);
    }
    scene.restart();
    Client sender(scene.broker());
    REQUIRE(sender.connect(device("s", false)) == 0);
    sender.send(publish_packet("TopicA/x", "once", 2, 9, 8)); // DUP
    CHECK(sender.take_one().type == 5);
    CHECK(scene.engine().mq_consume("TopicA", "g", 9)->size() == 1);
    sender.send(ack_packet(0x62, 9));
    CHECK(sender.take_one().type == 7);
    sender.send(publish_packet("TopicA/x", "another", 2, 9));
    CHECK(scene.engine().mq_consume("TopicA", "g", 9)->size() == 1);
}

TEST_CASE("a plain session goes on with the packet ids of its QoS 2 messages")
{
    StoringScene scene(Config::plain());
    {
        Client client(scene.broker());
        REQUIRE(client.connect(device("d", false)) == 0);
        REQUIRE(client.subscribe("x", 2) == 2);
        for (const char *each : {"a", "b", "c"})
            scene.publish("x", each, 2);
        const auto got = client.take();
        REQUIRE(got.size() == 3);
        client.send(ack_packet(0x50, got[1].id)); // PUBREC
        CHECK(client.take_one().type == 6);
        client.send(ack_packet(0x50, got[0].id));
        client.take();
        client.send(ack_packet(0x70, got[0].id)); // PUBCOMP
    }
    scene.restart();
    Client client(scene.broker());
    REQUIRE(client.connect(device("d", false)) == 0);
    const auto got = client.take();
    REQUIRE(got.size() == 2);
    CHECK(got[0].type == 6);
    CHECK(got[0].id == 2);
    CHECK(got[1].payload == "c");
    CHECK(got[1].dup());
    CHECK(got[1].id == 3);
    scene.publish("x", "d", 2);
    CHECK(client.take_one().id == 4);
}

TEST_CASE("retained messages, MQ, its consumers and revoked tokens outlive the engine")
{
    Config config = at_once();
    config.token_key = "a key that stays";
    StoringScene scene(config);
    scene.publish("TopicA/kept", "old", 1, true);
    scene.publish("TopicA/kept", "new", 1, true);
    scene.publish("TopicA/gone", "x", 1, true);
    scene.publish("TopicA/gone", "", 1, true);
    MqMessage message;
    message.tag = "T";
    message.body = "from a server";
    message.properties["p"] = "v";
    REQUIRE(scene.engine().mq_produce("TopicB", message));
    REQUIRE(scene.engine().mq_consume("TopicA", "GID_server", 1)->size() == 1);
    const std::string revoked = issue(scene.broker(), "R", {"TopicA/x"});
    const std::string good = issue(scene.broker(), "R", {"TopicA/x"});
    REQUIRE(scene.engine().revoke_token(revoked));
    REQUIRE(scene.engine().commit());
    scene.restart();

    Client client(scene.broker());
    REQUIRE(client.connect(device("d")) == 0);
    client.send(subscribe_packet(1, {{"TopicA/#", 1}}));
    CHECK(scene.received(client) == "new ");
    const auto rest = scene.engine().mq_consume("TopicA", "GID_server", 10);
    REQUIRE(rest->size() == 3);
    CHECK((*rest)[0].body == "new");
    const auto other = scene.engine().mq_consume("TopicB", "GID_server", 10);
    REQUIRE(other->size() == 1);
    CHECK((*other)[0].body == "from a server");
    CHECK((*other)[0].tag == "T");
    CHECK((*other)[0].properties.at("p") == "v");
    const auto next = scene.engine().mq_produce("TopicB", message);
    CHECK(*next > (*other)[0].id); // ids go on
    Client holder(scene.broker());
    REQUIRE(holder.connect(anonymous("h")) == 0);
    CHECK(upload(holder, good, "R").empty());
    Client other_holder(scene.broker());
    REQUIRE(other_holder.connect(anonymous("i")) == 0);
    other_holder.send(upload_packet(revoked, "R"));
    expect_notice(other_holder, 3, "R");
}

TEST_CASE("nothing is stored for clean sessions, and what is acknowledged in the same turn costs one commit")
{
    StoringScene scene;
    Client client(scene.broker());
    REQUIRE(client.connect(device("d")) == 0);
    REQUIRE(client.subscribe("TopicA/x", 1) == 1);
    const int before = scene.store.commits;
    client.send(std::string("\xC0\0\xC0\0", 4));
    CHECK(scene.store.commits == before);
    client.send(publish_packet("TopicA/x", "1", 1, 1) + publish_packet("TopicA/x", "2", 1, 2));
    CHECK(scene.store.commits == before + 1);
    CHECK(scene.store.sessions() == 0);
    CHECK(scene.store.entries() == 0);
}

TEST_CASE("a reset leaves nothing in the store, and its numbers go on")
{
    StoringScene scene;
    scene.subscribed("d", {{"TopicA/x", 1}});
    scene.publish("TopicA/x", "1", 1, true);
    scene.engine().reset();
    REQUIRE(scene.engine().commit());
    scene.restart();
    CHECK(scene.engine().sessions().empty());
    CHECK(scene.engine().mq_consume("TopicA", "g", 10)->empty());
    scene.subscribed("d", {{"TopicA/x", 1}});
    scene.publish("TopicA/x", "2");
    Client d(scene.broker());
    REQUIRE(d.connect(device("d", false)) == 0);
    CHECK(scene.received(d) == "2 ");
}

TEST_CASE("retention counts from the storing, over restarts")
{
    StoringScene scene;
    scene.subscribed("d", {{"TopicA/x", 1}});
    scene.publish("TopicA/x", "1");
    scene.broker().advance(86400000);
    scene.restart();
    scene.broker().advance(2 * 86400000 - 1);
    CHECK(scene.engine().session("GID_AAA@@@d")->offline == 1);
    scene.broker().advance(1);
    CHECK(scene.engine().session("GID_AAA@@@d")->offline == 0);
    CHECK(scene.store.entries() == 0);
}
