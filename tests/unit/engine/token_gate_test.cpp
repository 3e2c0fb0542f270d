#include <doctest/doctest.h>

#include "token_scene.hpp"

using namespace engine_test;

// Spec 8.5, delivery gate: subscriptions that outlived their connection deliver only what a token covers.

namespace
{

/// A persistent session of "d" with these filters, and somebody who publishes.
struct Scene {
    explicit Scene(const std::vector<std::pair<std::string, unsigned>> &filters, Config config = at_once())
        : broker(std::move(config)), sender(broker)
    {
        REQUIRE(sender.connect(device("sender")) == 0);
        Client client(broker);
        REQUIRE(client.connect(device("d", false)) == 0);
        client.send(subscribe_packet(1, filters));
        REQUIRE(client.take_one().type == 9);
    }
    void publish(const std::string &topic, const std::string &payload, unsigned qos = 1)
    {
        sender.send(publish_packet(topic, payload, qos, qos == 0 ? 0 : 1));
        sender.take();
    }
    std::string token(const std::string &actions, const std::vector<std::string> &resources)
    {
        return issue(broker, actions, resources);
    }
    lmq::broker::SessionInfo session() { return *broker.engine().session("GID_AAA@@@d"); }
    Broker broker;
    Client sender;
};

/// The payloads; each PUBLISH of QoS 1 is acknowledged.
std::string payloads(Client &client, const std::vector<Received> &packets)
{
    std::string all;
    for (const Received &each : packets) {
        if (each.type != 3) continue;
        all += each.payload + " ";
        if (each.qos() == 1) client.send(ack_packet(0x40, each.id));
    }
    return all;
}
std::string payloads(Client &client)
{
    return payloads(client, client.take());
}

} // namespace

TEST_CASE("what no token covers waits while it is QoS 1 and persistent, and is skipped else")
{
    Scene scene({{"TopicA/#", 1}, {"TopicB", 0}});
    Client client(scene.broker);
    REQUIRE(client.connect(anonymous("d", false)) == 0);
    CHECK(upload(client, scene.token("R", {"TopicA/x"}), "R").empty());
    scene.publish("TopicA/x", "covered");
    scene.publish("TopicA/y", "waits");
    scene.publish("TopicA/y", "skipped", 0);
    scene.publish("TopicB", "skipped too");
    scene.publish("TopicA/x", "covered0", 0);
    CHECK(payloads(client) == "covered covered0 ");
    CHECK(scene.session().offline == 1);
    CHECK(scene.session().inflight == 0);
    CHECK(payloads(client, upload(client, scene.token("R", {"TopicA/y", "TopicB"}), "R")) == "waits ");
    scene.publish("TopicA/y", "now", 0);
    scene.publish("TopicB", "this too");
    scene.publish("TopicA/x", "no more", 0);
    CHECK(payloads(client) == "now this too ");
}

TEST_CASE("a W token opens nothing")
{
    Scene scene({{"TopicA/#", 1}});
    scene.publish("TopicA/x", "stored");
    Client client(scene.broker);
    REQUIRE(client.connect(anonymous("d", false)) == 0);
    CHECK(upload(client, scene.token("W", {"TopicA/#"}), "W").empty());
    scene.publish("TopicA/x", "live");
    CHECK(client.take().empty());
    CHECK(payloads(client, upload(client, scene.token("R,W", {"TopicA/#"}), "RW")) == "stored live ");
}

TEST_CASE("what was stored is delivered in its order, each part when a token covers it")
{
    Scene scene({{"TopicA/#", 1}});
    for (const char *each : {"x1", "y1", "x2", "y2"})
        scene.publish(std::string("TopicA/") + each[0], each);
    Client client(scene.broker);
    REQUIRE(client.connect(anonymous("d", false)) == 0);
    CHECK(payloads(client, upload(client, scene.token("R", {"TopicA/x"}), "R")) == "x1 x2 ");
    scene.publish("TopicA/y", "y3");
    CHECK(client.take().empty());
    CHECK(payloads(client, upload(client, scene.token("R,W", {"TopicA/+"}), "RW")) == "y1 y2 y3 ");
    CHECK_FALSE(scene.session().queued);
}

TEST_CASE("what waits for a token is kept for the next connection, in its order with what came later")
{
    Scene scene({{"TopicA/#", 1}});
    {
        Client client(scene.broker);
        REQUIRE(client.connect(anonymous("d", false)) == 0);
        upload(client, scene.token("R", {"TopicA/x"}), "R");
        scene.publish("TopicA/y", "1");
        scene.publish("TopicA/x", "2"); // sent, not acknowledged
        scene.publish("TopicA/y", "3");
    }
    scene.publish("TopicA/x", "4");
    CHECK(scene.session().offline == 4);
    SUBCASE("which signs in by password")
    {
        Client client(scene.broker);
        REQUIRE(client.connect(device("d", false)) == 0);
        CHECK(client.session_present());
        CHECK(payloads(client) == "1 2 3 4 ");
    }
    SUBCASE("which brings a wide token")
    {
        Client client(scene.broker);
        REQUIRE(client.connect(anonymous("d", false)) == 0);
        CHECK(payloads(client, upload(client, scene.token("R", {"TopicA/#"}), "R")) == "1 2 3 4 ");
    }
    SUBCASE("which brings the other token first")
    {
        Client client(scene.broker);
        REQUIRE(client.connect(anonymous("d", false)) == 0);
        CHECK(payloads(client, upload(client, scene.token("R", {"TopicA/y"}), "R")) == "1 3 ");
        scene.publish("TopicA/x", "5");
        CHECK(payloads(client, upload(client, scene.token("R", {"TopicA/x"}), "R")) == "2 4 5 ");
    }
}

TEST_CASE("what waits for the window and what waits for a token make one order")
{
    Config config = at_once();
    config.limits.max_inflight = 1;
    Scene scene({{"TopicA/#", 1}}, config);
    {
        Client client(scene.broker);
        REQUIRE(client.connect(anonymous("d", false)) == 0);
        upload(client, scene.token("R", {"TopicA/x"}), "R");
        for (const char *each : {"x1", "y1", "x2", "y2", "x3"})
            scene.publish(std::string("TopicA/") + each[0], each);
        CHECK(client.take().size() == 1);
        CHECK(scene.session().queued + scene.session().offline == 4);
    }
    Client client(scene.broker);
    REQUIRE(client.connect(device("d", false)) == 0);
    std::string all;
    for (std::string one = payloads(client); !one.empty(); one = payloads(client))
        all += one;
    CHECK(all == "x1 y1 x2 y2 x3 ");
}

TEST_CASE("what was in flight and may not go out again waits in its order, within the caps, and can be sent later")
{
    Config config = at_once();
    config.limits.max_inflight = 2;
    Scene scene({{"TopicA/#", 1}}, config);
    {
        Client client(scene.broker);
        REQUIRE(client.connect(device("d", false)) == 0);
        for (const char *each : {"x1", "x2", "x3"})
            scene.publish("TopicA/x", each);
        CHECK(client.take().size() == 2);
    }
    Client client(scene.broker);
    REQUIRE(client.connect(anonymous("d", false)) == 0);
    CHECK(upload(client, scene.token("R", {"TopicA/y"}), "R").empty());
    CHECK(scene.session().offline == 3);
    std::string all = payloads(client, upload(client, scene.token("R", {"TopicA/x"}), "R"));
    all += payloads(client);
    CHECK(all == "x1 x2 x3 ");
    for (const char *each : {"x4", "x5", "x6"}) // the last one needs room to wait
        scene.publish("TopicA/x", each);
    all = payloads(client);
    CHECK(all + payloads(client) == "x4 x5 x6 ");
    CHECK(scene.broker.engine().statistics().queue_dropped == 0);
}

TEST_CASE("a clean session keeps nothing back: what no token covers is gone")
{
    Scene scene({{"TopicB", 1}});
    Client client(scene.broker);
    REQUIRE(client.connect(anonymous("clean")) == 0);
    upload(client, scene.token("R", {"TopicA/#"}), "R");
    REQUIRE(client.subscribe("TopicA/#", 1) == 1);
    upload(client, scene.token("R", {"TopicA/x"}), "R");
    scene.publish("TopicA/y", "gone");
    scene.publish("TopicA/x", "here");
    CHECK(payloads(client) == "here ");
    CHECK(upload(client, scene.token("R", {"TopicA/#"}), "R").empty());
}

TEST_CASE("a session held back only by its gate counts as stored")
{
    Scene scene({{"TopicA/x", 1}});
    {
        Client client(scene.broker);
        REQUIRE(client.connect(anonymous("d", false)) == 0);
        upload(client, scene.token("W", {"TopicA/x"}), "W");
        scene.publish("TopicA/x", "waits");
        client.send(unsubscribe_packet(1, {"TopicA/x"}));
        CHECK(scene.session().subscriptions.empty());
        Client next(scene.broker);
        REQUIRE(next.connect(anonymous("d", false)) == 0);
        CHECK(next.session_present());
    }
    Client client(scene.broker);
    REQUIRE(client.connect(device("d", false)) == 0);
    CHECK(client.session_present());
    CHECK(payloads(client) == "waits ");
}

TEST_CASE("a kept message beyond the queue's cap waits offline")
{
    Config config = at_once();
    config.limits.session_queue_messages = 1;
    config.limits.max_inflight = 1;
    Scene scene({{"TopicA/#", 1}}, config);
    scene.publish("TopicA/x", "1");
    Client client(scene.broker);
    REQUIRE(client.connect(anonymous("d", false)) == 0);
    upload(client, scene.token("W", {"TopicA/x"}), "W");
    for (const char *each : {"2", "3", "4"})
        scene.publish("TopicA/x", each);
    CHECK(scene.session().offline == 4);
    std::string all = payloads(client, upload(client, scene.token("R", {"TopicA/x"}), "R"));
    for (std::string one = payloads(client); !one.empty(); one = payloads(client))
        all += one;
    CHECK(all == "1 2 3 4 ");
    CHECK(scene.broker.engine().statistics().queue_dropped == 0);
}

TEST_CASE("what waits does not stand in the way of what is covered, however narrow the window")
{
    Config config = at_once();
    config.limits.max_inflight = 1;
    Scene scene({{"TopicA/#", 1}}, config);
    {
        Client client(scene.broker);
        REQUIRE(client.connect(device("d", false)) == 0);
        scene.publish("TopicA/y", "y1"); // fills the window
        scene.publish("TopicA/x", "x1");
    }
    Client client(scene.broker);
    REQUIRE(client.connect(anonymous("d", false)) == 0);
    CHECK(payloads(client, upload(client, scene.token("R", {"TopicA/x"}), "R")) == "x1 ");
    CHECK(payloads(client, upload(client, scene.token("R", {"TopicA/y"}), "R")) == "y1 ");
}

TEST_CASE("a message in flight is not sent again when a narrower token no longer covers it")
{
    Config config = at_once();
    config.limits.max_keepalive_s = 0;
    Scene scene({{"TopicA/#", 1}}, config);
    Client client(scene.broker);
    ConnectOptions options = anonymous("d", false);
    options.keep_alive_s = 0;
    REQUIRE(client.connect(options) == 0);
    upload(client, scene.token("R", {"TopicA/x"}), "R");
    scene.publish("TopicA/x", "m");
    CHECK(client.take().size() == 1);
    scene.broker.advance(60000);
    CHECK(client.take_one().dup());
    upload(client, scene.token("R", {"TopicA/y"}), "R");
    scene.broker.advance(120000);
    CHECK(client.take().empty());
    upload(client, scene.token("R", {"TopicA/x"}), "R");
    scene.broker.advance(60000);
    CHECK(client.take_one().payload == "m");
}

TEST_CASE("nothing is delivered by a token that has expired, though its end has not been carried out yet")
{
    Scene scene({{"TopicA/x", 1}});
    Client client(scene.broker);
    REQUIRE(client.connect(anonymous("d", false)) == 0);
    upload(client, issue(scene.broker, "R", {"TopicA/x"}, 1000), "R");
    scene.publish("TopicA/x", "in time");
    CHECK(payloads(client) == "in time ");
    scene.broker.jump(1000); // no timer has run
    scene.publish("TopicA/x", "too late");
    CHECK(client.take().empty());
    scene.broker.advance(0);
    expect_notice(client, 2, "R");
    client.drop();
    CHECK(scene.session().offline == 1);
}

TEST_CASE("P2P passes with any token, live and stored")
{
    Scene scene({{"TopicA/x", 1}});
    Client persistent(scene.broker);
    REQUIRE(persistent.connect(device("p", false)) == 0);
    const auto to_d = [&](const char *payload) {
        persistent.send(publish_packet("TopicA/p2p/GID_AAA@@@d", payload, 1, 1));
        persistent.take();
    };
    {
        Client client(scene.broker);
        REQUIRE(client.connect(anonymous("d", false)) == 0);
        upload(client, scene.token("W", {"TopicB"}), "W");
        to_d("live");
        CHECK(client.take_one().payload == "live"); // not acknowledged
    }
    Client client(scene.broker);
    REQUIRE(client.connect(anonymous("d", false)) == 0);
    const auto got = upload(client, scene.token("W", {"TopicB"}), "W");
    REQUIRE(got.size() == 1);
    CHECK(got[0].payload == "live");
    CHECK_FALSE(got[0].dup()); // a new packet (spec 9.3)
}

TEST_CASE("retained messages come with the subscription that a token allows")
{
    Scene scene({{"TopicB", 1}});
    scene.sender.send(publish_packet("TopicA/x", "kept", 1, 1, 1));
    scene.sender.take();
    Client client(scene.broker);
    REQUIRE(client.connect(anonymous("d", false)) == 0);
    upload(client, scene.token("R", {"TopicA/+"}), "R");
    client.send(subscribe_packet(1, {{"TopicA/+", 1}}));
    CHECK(payloads(client) == "kept ");
}
