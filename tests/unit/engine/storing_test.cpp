#include <doctest/doctest.h>

#include <optional>

#include "harness.hpp"
#include "row_store.hpp"
#include "token_scene.hpp"

// What outlives the engine by its store, and what the engine does when the store fails.

using namespace engine_test;

namespace
{

/// An engine that can be killed and started again on what its store has.
class Scene
{
public:
    explicit Scene(Config config = at_once()) : config_(std::move(config)) { broker_.emplace(config_, &store); }
    Broker &broker() { return *broker_; }
    lmq::broker::engine::Engine &engine() { return broker_->engine(); }
    /// What was not committed is gone, and so is every connection: no client may be left.
    void restart()
    {
        const std::int64_t now = broker_->now();
        broker_.reset();
        store.lose_uncommitted();
        broker_.emplace(config_, &store, now);
    }
    void publish(const std::string &topic, const std::string &payload, unsigned qos = 1, bool retain = false)
    {
        Client sender(*broker_);
        REQUIRE(sender.connect(device("sender")) == 0);
        sender.send(publish_packet(topic, payload, qos, qos == 0 ? 0 : 1, retain ? 1 : 0));
        if (qos > 0) CHECK(sender.take_one().type == (qos == 1 ? 4 : 5));
    }
    void subscribed(const std::string &name, const std::vector<std::pair<std::string, unsigned>> &filters)
    {
        Client client(*broker_);
        REQUIRE(client.connect(device(name, false)) == 0);
        client.send(subscribe_packet(1, filters));
        REQUIRE(client.take().size() == 1);
    }
    std::string received(Client &client)
    {
        std::string all;
        for (const Received &each : client.take()) {
            if (each.type != 3) continue;
            all += each.payload + " ";
            if (each.qos() == 1) client.send(ack_packet(0x40, each.id));
        }
        return all;
    }

    RowStore store;

private:
    Config config_;
    std::optional<Broker> broker_;
};

} // namespace

TEST_CASE("sessions, subscriptions and offline messages outlive the engine")
{
    Scene scene;
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
    Scene scene;
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
    Scene scene;
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
    Scene scene;
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
    Scene scene;
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
    Scene scene;
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
    CHECK(scene.engine().mq_stored() == 1);
    sender.send(ack_packet(0x62, 9));
    CHECK(sender.take_one().type == 7);
    sender.send(publish_packet("TopicA/x", "another", 2, 9));
    CHECK(scene.engine().mq_stored() == 2);
}

TEST_CASE("a plain session goes on with the packet ids of its QoS 2 messages")
{
    Scene scene(Config::plain());
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
    Scene scene(config);
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
    Scene scene;
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

TEST_CASE("a store that fails: nothing is acknowledged, what needs no storage goes on, and it recovers by itself")
{
    Scene scene;
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
    Scene scene;
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

TEST_CASE("while the store fails QoS 0 does not reach MQ, and MQ's consumers miss nothing that was acknowledged")
{
    Scene scene;
    scene.publish("TopicA/x", "a");
    REQUIRE(scene.engine().mq_consume("TopicA", "g", 1)->size() == 1);
    REQUIRE(scene.engine().commit());
    scene.store.fails = true;
    {
        Client sender(scene.broker());
        REQUIRE(sender.connect(device("sender")) == 0);
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
        for (const MqMessage &each : *scene.engine().mq_consume("TopicA", "g", most))
            all += each.body + " ";
        return all;
    };
    CHECK(consumed(2) == "unsafe b ");
    REQUIRE(scene.engine().commit());
    scene.restart();
    scene.publish("TopicA/x", "d");
    CHECK(consumed(10) == "c d ");
}

TEST_CASE("a reset leaves nothing in the store, and its numbers go on")
{
    Scene scene;
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
    Scene scene;
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
