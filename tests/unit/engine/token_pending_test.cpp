#include <doctest/doctest.h>

#include "token_scene.hpp"

using namespace engine_test;

// Spec 8.6: nothing of a session happens before the first token, unless `defer_token_takeover` says so.

namespace
{

Config literal()
{
    Config config = at_once();
    config.policy.defer_token_takeover = false;
    return config;
}

/// A message of QoS 1 from a client that signs.
void publish(Broker &broker, const std::string &topic, const std::string &payload, bool clean = true)
{
    Client sender(broker);
    REQUIRE(sender.connect(device("sender", clean)) == 0);
    sender.send(publish_packet(topic, payload, 1, 1) + std::string("\xE0\0", 2));
}

/// A stored session of "d", with TopicA/x and one message waiting.
void store_session(Broker &broker)
{
    Client client(broker);
    REQUIRE(client.connect(device("d", false)) == 0);
    REQUIRE(client.subscribe("TopicA/x", 1) == 1);
    client.drop();
    publish(broker, "TopicA/x", "waited");
}

const char *ping = "\xC0";

} // namespace

TEST_CASE("the first token takes the client id over, not CONNECT")
{
    Broker broker;
    Client owner(broker), client(broker);
    REQUIRE(owner.connect() == 0);
    REQUIRE(client.connect(anonymous()) == 0);
    client.send(std::string(ping) + '\0' + unsubscribe_packet(7, {"TopicA"}));
    CHECK(client.take().size() == 2);
    CHECK_FALSE(owner.closed());
    client.send(upload_packet(issue(broker, "R", {"TopicA"}), "R"));
    CHECK(client.take_one().type == 4);
    CHECK(owner.closed());
    CHECK(owner.take().empty());
    owner.drop();
    CHECK(broker.engine().session("GID_AAA@@@BBB001")->connected);
    CHECK(broker.engine().session("GID_AAA@@@BBB001")->tokens.size() == 1);
}

TEST_CASE("a token that is refused takes nothing over")
{
    Broker broker;
    Client owner(broker), client(broker);
    REQUIRE(owner.connect() == 0);
    REQUIRE(client.connect(anonymous()) == 0);
    client.send(upload_packet("XXXX", "R"));
    CHECK(client.closed());
    CHECK_FALSE(owner.closed());
}

TEST_CASE("of two that wait with the same client id, the later token wins")
{
    Broker broker;
    const std::string token = issue(broker, "R", {"TopicA"});
    Client first(broker), second(broker);
    REQUIRE(first.connect(anonymous()) == 0);
    REQUIRE(second.connect(anonymous()) == 0);
    upload(second, token, "R");
    CHECK_FALSE(first.closed()); // it still waits, and may still prove itself
    upload(first, token, "R");
    CHECK(second.closed());
    CHECK_FALSE(first.closed());
}

TEST_CASE("a clean CONNECT wipes the stored session only with its first token")
{
    Broker broker;
    store_session(broker);
    Client client(broker);
    REQUIRE(client.connect(anonymous("d", true)) == 0);
    CHECK_FALSE(client.session_present());
    CHECK(broker.engine().session("GID_AAA@@@d")->offline == 1);
    SUBCASE("which does not come")
    {
        client.drop();
        CHECK(broker.engine().session("GID_AAA@@@d")->offline == 1);
    }
    SUBCASE("which comes")
    {
        CHECK(upload(client, issue(broker, "R", {"TopicA/#"}), "R").empty());
        CHECK(broker.engine().session("GID_AAA@@@d")->subscriptions.empty());
    }
}

TEST_CASE("what waited is delivered behind the first token's PUBACK, not behind CONNACK")
{
    Broker broker(at_once());
    store_session(broker);
    Client client(broker);
    REQUIRE(client.connect(anonymous("d", false)) == 0);
    CHECK(client.session_present());
    CHECK(client.take().empty());
    publish(broker, "TopicA/x", "later"); // to the stored session: the client is nobody yet
    CHECK(client.take().empty());
    const auto got = upload(client, issue(broker, "R", {"TopicA/x"}), "R");
    REQUIRE(got.size() == 2);
    CHECK(got[0].payload == "waited");
    CHECK(got[1].payload == "later");
    client.send(ack_packet(0x40, got[0].id) + ack_packet(0x40, got[1].id));
    CHECK(broker.engine().session("GID_AAA@@@d")->inflight == 0);
}

TEST_CASE("P2P comes to a token session from its first token on, whatever it covers")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect(anonymous("d")) == 0);
    publish(broker, "TopicA/p2p/GID_AAA@@@d", "early");
    CHECK(client.take().empty());
    CHECK(upload(client, issue(broker, "W", {"TopicB"}), "W").empty());
    publish(broker, "TopicA/p2p/GID_AAA@@@d", "in time");
    CHECK(client.take_one().payload == "in time");
}

TEST_CASE("enableOrderMsg and getOfflineMsg need a token before them")
{
    Broker broker;
    for (const char *topic : {"$SYS/enableOrderMsg", "$SYS/getOfflineMsg"}) {
        Client early(broker);
        REQUIRE(early.connect(anonymous()) == 0);
        early.send(publish_packet(topic, R"({"order":"true"})", 1, 1));
        expect_notice(early, -1, "W");
        Client client(broker);
        REQUIRE(client.connect(anonymous()) == 0);
        upload(client, issue(broker, "R", {"TopicA"}), "R");
        client.send(publish_packet(topic, R"({"order":"true"})", 1, 1));
        CHECK(client.take_one().type == 4);
    }
    CHECK_FALSE(broker.engine().session("GID_AAA@@@BBB001"));
}

TEST_CASE("the time to bring a token is over with the first one, and the keepalive goes on")
{
    Broker broker;
    Client client(broker);
    ConnectOptions options = anonymous();
    options.keep_alive_s = 100;
    REQUIRE(client.connect(options) == 0);
    broker.advance(59999);
    upload(client, issue(broker, "R", {"TopicA"}), "R");
    broker.advance(149999);
    CHECK_FALSE(client.closed());
    broker.advance(1);
    CHECK(client.closed());
    CHECK(client.take().empty());
}

TEST_CASE("with duplicate_policy reject the connected one stays, whenever the other comes to its token")
{
    Config config = Config::ready_made();
    config.policy.duplicate_policy = lmq::broker::DuplicatePolicy::reject;
    Broker broker(config);
    Client early(broker), owner(broker), late(broker);
    REQUIRE(early.connect(anonymous()) == 0);
    REQUIRE(owner.connect() == 0);
    CHECK(late.connect(anonymous()) == 2);
    early.send(upload_packet(issue(broker, "R", {"TopicA"}), "R"));
    CHECK(early.closed());
    CHECK(early.take().empty());
    CHECK_FALSE(owner.closed());
    owner.drop();
    Client next(broker);
    REQUIRE(next.connect(anonymous()) == 0);
    upload(next, issue(broker, "R", {"TopicA"}), "R");
}

TEST_CASE("taken literally, CONNECT takes over and wipes, token or not")
{
    Broker broker(literal());
    Client owner(broker);
    REQUIRE(owner.connect(device("d")) == 0);
    Client client(broker);
    REQUIRE(client.connect(anonymous("d")) == 0);
    CHECK(owner.closed());
    CHECK(broker.engine().session("GID_AAA@@@d")->connected);
    client.send(unsubscribe_packet(7, {"TopicA"}));
    CHECK(client.take_one().type == 11);
    client.send(publish_packet("TopicA", "m", 1, 1));
    expect_notice(client, -1, "W");
    CHECK(broker.published() == 0);

    store_session(broker);
    Client wiper(broker);
    REQUIRE(wiper.connect(anonymous("d", true)) == 0);
    CHECK(broker.engine().session("GID_AAA@@@d")->subscriptions.empty());
}

TEST_CASE("taken literally, a session is joined at CONNECT and still delivers nothing before a token")
{
    Broker broker(literal());
    store_session(broker);
    Client client(broker);
    REQUIRE(client.connect(anonymous("d", false)) == 0);
    CHECK(client.session_present());
    client.send(unsubscribe_packet(7, {"TopicA/x"})); // acknowledged, no effect
    CHECK(client.take_one().type == 11);
    publish(broker, "TopicA/x", "later");
    publish(broker, "TopicA/p2p/GID_AAA@@@d", "to nobody");
    CHECK(client.take().empty());
    const auto got = upload(client, issue(broker, "R", {"TopicA/x"}), "R");
    REQUIRE(got.size() == 2);
    CHECK(got[0].payload == "waited");
    CHECK(got[1].payload == "later");
    publish(broker, "TopicA/p2p/GID_AAA@@@d", "to somebody");
    CHECK(client.take_one().payload == "to somebody");
}

TEST_CASE("a fault rule finds a client that has not brought its token yet")
{
    Broker broker;
    FaultRule rule;
    rule.client = "GID_AAA@@@d";
    rule.packet = "PUBLISH";
    rule.direction = FaultDirection::in;
    broker.engine().add_fault(rule);
    Client other(broker), client(broker);
    REQUIRE(other.connect(anonymous("other")) == 0);
    REQUIRE(client.connect(anonymous("d")) == 0);
    const std::string token = issue(broker, "R", {"TopicA"});
    upload(other, token, "R");
    client.send(upload_packet(token, "R"));
    CHECK(client.take().empty()); // lost
    upload(client, token, "R");

    rule.packet = "CONNACK";
    rule.direction = FaultDirection::out;
    broker.engine().add_fault(rule);
    Client again(broker);
    CHECK(again.connect(anonymous("d")) == 255);
}
