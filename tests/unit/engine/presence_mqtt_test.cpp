#include <doctest/doctest.h>

#include "presence_scene.hpp"
#include "storing_scene.hpp"
#include "token_scene.hpp"

// Presence events as MQTT clients see them, and what a store makes of them (spec 11).

using namespace engine_test;

namespace
{

const std::string topic = "GID_AAA_MQTT";

std::string kinds_of(Client &client)
{
    std::string all;
    for (const Received &each : client.take()) {
        if (each.type != 3) continue;
        CHECK(each.topic == topic);
        all += member(each.payload, "eventType") + " ";
        if (each.qos() == 1) client.send(ack_packet(0x40, each.id));
    }
    return all;
}

} // namespace

TEST_CASE("a subscriber of the event topic is sent what MQ has, at its QoS")
{
    for (const unsigned qos : {0U, 1U, 2U}) {
        CAPTURE(qos);
        Broker broker;
        Client watcher(broker);
        REQUIRE(watcher.connect(device("watcher")) == 0);
        REQUIRE(watcher.subscribe(topic, qos) == qos);
        events(broker);
        {
            Client client(broker);
            REQUIRE(client.connect(device("d")) == 0);
        }
        const auto told = events(broker);
        const auto sent = watcher.take();
        REQUIRE(told.size() == 2);
        REQUIRE(sent.size() == 2);
        for (std::size_t i = 0; i < 2; ++i) {
            CHECK(sent[i].topic == topic);
            CHECK(sent[i].payload == told[i].body);
            CHECK(sent[i].qos() == (qos == 0 ? 0 : 1));
            CHECK_FALSE(sent[i].retain());
        }
    }
}

TEST_CASE("who watches its own group is told of itself behind its CONNACK, and starts no loop")
{
    Broker broker(at_once());
    {
        Client client(broker);
        REQUIRE(client.connect(device("d", false)) == 0);
        REQUIRE(client.subscribe(topic, 1) == 1);
    }
    CHECK(kinds(events(broker)) == "connect tcpclean ");
    Client client(broker);
    REQUIRE(client.connect(device("d", false)) == 0);
    CHECK(client.session_present());
    CHECK(kinds_of(client) == "tcpclean connect "); // the end of its last connection waited for it
    CHECK(kinds(events(broker)) == "connect ");
    CHECK(broker.engine().session("GID_AAA@@@d")->offline == 0);
}

TEST_CASE("a token session is sent only the events that its token covers")
{
    Broker broker;
    Client watcher(broker), blind(broker);
    REQUIRE(watcher.connect(anonymous("watcher")) == 0);
    upload(watcher, issue(broker, "R", {topic}), "R");
    REQUIRE(watcher.subscribe(topic, 0) == 0);
    REQUIRE(blind.connect(anonymous("blind")) == 0);
    upload(blind, issue(broker, "R", {"TopicA"}), "R");
    watcher.take();
    Client client(broker);
    REQUIRE(client.connect(device("d")) == 0);
    CHECK(kinds_of(watcher) == "connect ");
    blind.send(subscribe_packet(1, {{topic, 0}}));
    CHECK(blind.closed());
}

TEST_CASE("events outlive the engine, and later times stay behind them though the clock went back")
{
    StoringScene scene;
    std::int64_t last = 0;
    {
        Client client(scene.broker());
        REQUIRE(client.connect(device("d")) == 0);
    }
    scene.restart();
    const auto before = events(scene.broker());
    REQUIRE(kinds(before) == "connect tcpclean ");
    last = before[1].time_ms;
    scene.restart_at(scene.broker().now() - 3600000);
    {
        Client client(scene.broker());
        REQUIRE(client.connect(device("d")) == 0);
    }
    const auto after = events(scene.broker(), "second");
    REQUIRE(kinds(after) == "connect tcpclean connect tcpclean ");
    CHECK(after[2].time_ms > last);
    CHECK(after[3].time_ms > after[2].time_ms);
    CHECK(after[2].channel != after[0].channel);
}

TEST_CASE("connections that the engine died with are told of at its restart, once")
{
    StoringScene scene;
    scene.subscribed("watcher", {{topic, 1}});
    {
        Client ended(scene.broker());
        REQUIRE(ended.connect(device("ended")) == 0);
    }
    {
        Client client(scene.broker());
        REQUIRE(client.connect(device("d")) == 0);
        client.send(disconnect_packet);
        REQUIRE(events(scene.broker()).size() == 6);
        scene.store.fails = true; // the power is cut before the socket's end is safe
    }
    scene.store.fails = false;
    scene.restart();
    const auto all = events(scene.broker(), "second");
    REQUIRE(kinds(all) == "connect tcpclean connect tcpclean connect disconnect tcpclean ");
    CHECK(all[6].channel == all[4].channel);
    CHECK(all[6].client_id == "GID_AAA@@@d");
    CHECK(all[6].time_ms > all[5].time_ms);
    REQUIRE(scene.engine().commit());
    scene.restart();
    CHECK(events(scene.broker(), "third").size() == 7);
    Client watcher(scene.broker());
    REQUIRE(watcher.connect(device("watcher", false)) == 0);
    CHECK(kinds_of(watcher) == "tcpclean connect tcpclean connect disconnect tcpclean connect ");
}

TEST_CASE("what a server wrote into the event topic is taken for no connection unless it is one of the group's")
{
    StoringScene scene;
    for (const char *body : {"", "{", "[]", R"({"clientId":1,"eventType":"connect","channelId":"c"})",
                             R"({"clientId":"GID_BBB@@@x","eventType":"connect","channelId":"c"})",
                             R"({"clientId":"GID_AAA@@@x","eventType":"connect"})"}) {
        MqMessage message;
        message.tag = "connect";
        message.body = body;
        REQUIRE(scene.engine().mq_produce(topic, message));
    }
    REQUIRE(scene.engine().commit());
    scene.restart();
    CHECK(scene.engine().mq_consume(topic, "g", 100)->size() == 6);
}

TEST_CASE("while the store fails events wait, and come in their order when it works again")
{
    StoringScene scene;
    scene.store.fails = true;
    {
        Client first(scene.broker());
        REQUIRE(first.connect(device("first")) == 0); // finds out: its own event is with the store
        Client second(scene.broker());
        REQUIRE(second.connect(device("second")) == 0);
        second.send(disconnect_packet);
    }
    CHECK(events(scene.broker()).size() == 1);
    scene.store.fails = false;
    scene.broker().advance(1000);
    const auto all = events(scene.broker(), "second");
    REQUIRE(kinds(all) == "connect connect disconnect tcpclean tcpclean ");
    CHECK(all[1].time_ms < scene.broker().now()); // when it was, not when it was told
    scene.restart();
    CHECK(events(scene.broker(), "third").size() == 5);
}
