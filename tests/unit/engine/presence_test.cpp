#include <doctest/doctest.h>

#include <map>
#include <set>

#include "engine/presence.hpp"
#include "presence_scene.hpp"
#include "token_scene.hpp"

// Spec 11: who came, who said goodbye, whose TCP connection is closed.

using namespace engine_test;
using lmq::broker::engine::Presence;

TEST_CASE("a graceful end is connect, disconnect, tcpclean with one channel id and growing times")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect(device("d")) == 0);
    client.send(disconnect_packet);
    CHECK(client.closed());
    CHECK(kinds(events(broker)) == "connect disconnect ");
    client.drop(); // the network layer closes the socket
    const auto all = events(broker, "second");
    REQUIRE(all.size() == 3);
    CHECK(all[2].tag == "tcpclean");
    for (const Told &each : all) {
        CHECK(each.body == R"({"clientId":"GID_AAA@@@d","time":)" + std::to_string(each.time_ms) + R"(,"eventType":")" +
                               each.tag + R"(","channelId":")" + each.channel + "\"}");
        CHECK(each.channel == all[0].channel);
        CHECK(each.properties == 0);
    }
    CHECK(all[0].time_ms == broker.now());
    CHECK(all[1].time_ms == broker.now() + 1);
    CHECK(all[2].time_ms == broker.now() + 2);
    CHECK(all[0].channel.size() == 32);
    CHECK(all[0].channel.find_first_not_of("0123456789abcdef") == std::string::npos);
}

TEST_CASE("a lost connection is connect and tcpclean")
{
    Broker broker;
    {
        Client client(broker);
        REQUIRE(client.connect(device("d")) == 0);
        broker.jump(5);
    }
    const auto all = events(broker);
    CHECK(kinds(all) == "connect tcpclean ");
    CHECK(all[1].time_ms == all[0].time_ms + 5);
}

TEST_CASE("a takeover tells of the new connection before the old one's socket is closed")
{
    Broker broker;
    Client old(broker);
    REQUIRE(old.connect(device("d")) == 0);
    Client next(broker);
    REQUIRE(next.connect(device("d")) == 0);
    CHECK(old.closed());
    CHECK(kinds(events(broker)) == "connect connect ");
    old.drop();
    next.send(disconnect_packet);
    next.drop();
    const auto all = events(broker, "second");
    REQUIRE(kinds(all) == "connect connect tcpclean disconnect tcpclean ");
    CHECK(all[0].channel == all[2].channel);
    CHECK(all[1].channel == all[3].channel);
    CHECK(all[1].channel == all[4].channel);
    CHECK(all[0].channel != all[1].channel);
    for (std::size_t i = 1; i < all.size(); ++i)
        CHECK(all[i - 1].time_ms < all[i].time_ms);
}

TEST_CASE("whatever ends a connection, tcpclean is told once, and disconnect only of a DISCONNECT")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect(device("d")) == 0);
    SUBCASE("the keepalive's time-out")
    {
        broker.advance(91000);
    }
    SUBCASE("a malformed packet")
    {
        client.send(packet(0xE1, ""));
    }
    SUBCASE("a kick")
    {
        broker.engine().kick("GID_AAA@@@d");
    }
    SUBCASE("a forbidden topic")
    {
        client.send(publish_packet("NoSuchTopic", "x"));
    }
    CHECK(client.closed());
    CHECK(kinds(events(broker)) == "connect ");
    client.drop();
    CHECK(kinds(events(broker)) == "tcpclean ");
}

TEST_CASE("nobody who is refused or says nothing is told of")
{
    Broker broker;
    {
        Client silent(broker);
        Client wrong(broker);
        ConnectOptions options = device("d");
        options.password = "wrong";
        CHECK(wrong.connect(options) == 4);
        Client stranger(broker);
        options.client_id = "GID_NOBODY@@@d";
        CHECK(stranger.connect(options) == 2);
    }
    CHECK(events(broker).empty());
    CHECK(broker.engine().statistics().presence_events == 0);
}

TEST_CASE("with duplicates rejected, the second one is not told of")
{
    Config config = Config::ready_made();
    config.policy.duplicate_policy = lmq::broker::DuplicatePolicy::reject;
    Broker broker(config);
    Client first(broker), second(broker);
    REQUIRE(first.connect(device("d")) == 0);
    CHECK(second.connect(device("d")) == 2);
    second.drop();
    CHECK(kinds(events(broker)) == "connect ");
}

TEST_CASE("no topic, no events: none at all, one of another account, one of another region")
{
    Config config = with_strangers();
    SUBCASE("none")
    {
        config.topics.clear();
    }
    SUBCASE("another account's")
    {
        for (auto &topic : config.topics)
            topic.owner = "2222222222";
    }
    SUBCASE("another region's")
    {
        for (auto &topic : config.topics)
            topic.region = "cn-beijing";
    }
    Broker broker(config);
    {
        Client client(broker);
        REQUIRE(client.connect(device("d")) == 0);
    }
    CHECK(broker.engine().mq_stored() == 0);
    CHECK(broker.engine().statistics().presence_events == 0);
}

TEST_CASE("another account's topic that the group's account may use does")
{
    Config config = with_strangers();
    for (auto &topic : config.topics) {
        topic.owner = "2222222222";
        topic.granted_to = {"1234567890"};
    }
    Broker broker(config);
    Client client(broker);
    REQUIRE(client.connect(device("d")) == 0);
    CHECK(kinds(events(broker)) == "connect ");
}

TEST_CASE("the plain policy has no presence events")
{
    Broker broker(Config::plain());
    {
        Client client(broker);
        REQUIRE(client.connect(device("d")) == 0);
    }
    CHECK(broker.engine().statistics().presence_events == 0);
}

TEST_CASE("a token session comes online with its first valid token")
{
    Broker broker;
    {
        Client client(broker);
        REQUIRE(client.connect(anonymous("d")) == 0);
        CHECK(events(broker).empty());
        const std::string token = issue(broker, "R", {"TopicA"});
        upload(client, token, "R");
        CHECK(kinds(events(broker)) == "connect ");
        upload(client, issue(broker, "W", {"TopicA"}), "W");
        CHECK(events(broker).empty());
        REQUIRE(broker.engine().revoke_token(token));
        CHECK(client.closed());
    }
    CHECK(kinds(events(broker)) == "tcpclean ");
}

TEST_CASE("a token's expiry ends in tcpclean")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect(anonymous("d")) == 0);
    upload(client, issue(broker, "R", {"TopicA"}, 20000), "R");
    broker.advance(20000);
    REQUIRE(client.closed());
    client.drop();
    CHECK(kinds(events(broker)) == "connect tcpclean ");
}

TEST_CASE("an anonymous connection that brings no token is not told of, whatever it does")
{
    Broker broker;
    Client online(broker);
    REQUIRE(online.connect(device("d")) == 0);
    events(broker);
    {
        Client client(broker);
        REQUIRE(client.connect(anonymous("d")) == 0);
        client.send(disconnect_packet);
    }
    {
        Client client(broker);
        REQUIRE(client.connect(anonymous("d")) == 0);
        client.send(upload_packet("forged", "R"));
    }
    CHECK(events(broker).empty());
}

TEST_CASE("taken literally, CONNECT brings a token session online")
{
    Config config = Config::ready_made();
    config.policy.defer_token_takeover = false;
    Broker broker(config);
    {
        Client client(broker);
        REQUIRE(client.connect(anonymous("d")) == 0);
        CHECK(kinds(events(broker)) == "connect ");
        upload(client, issue(broker, "R", {"TopicA"}), "R");
        CHECK(events(broker).empty());
    }
    CHECK(kinds(events(broker)) == "tcpclean ");
}

TEST_CASE("the address is told only when the policy says so, with its port")
{
    Config config = Config::ready_made();
    config.policy.presence_client_ip = true;
    Broker broker(config);
    Client client(broker);
    REQUIRE(client.connect(device("d")) == 0);
    const auto all = events(broker);
    REQUIRE(all.size() == 1);
    CHECK(all[0].body.find(all[0].channel + R"(","clientIp":"127.0.0.1:40000"})") != std::string::npos);
}

TEST_CASE("a client id is written as JSON wants it")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect(device("a\"b\\c")) == 0);
    const auto all = events(broker);
    REQUIRE(all.size() == 1);
    CHECK(all[0].body.find(R"({"clientId":"GID_AAA@@@a\"b\\c","time":)") == 0);
    lmq::broker::engine::PresenceEvent event;
    event.client_id = "\x01\n\xE4\xB8\xAD";
    CHECK(lmq::broker::engine::presence_body(event) ==
          "{\"clientId\":\"\\u0001\\u000a\xE4\xB8\xAD\",\"time\":0,\"eventType\":\"connect\",\"channelId\":\"\"}");
}

TEST_CASE("times grow for each client through reconnects of one millisecond, and only as far as they must")
{
    Broker broker;
    for (int i = 0; i < 50; ++i) {
        Client client(broker);
        REQUIRE(client.connect(device("busy")) == 0);
        Client other(broker);
        REQUIRE(other.connect(device("other" + std::to_string(i))) == 0);
    }
    std::int64_t last = 0;
    for (const Told &each : events(broker)) {
        if (each.client_id != "GID_AAA@@@busy") {
            CHECK(each.time_ms <= broker.now() + 1);
            continue;
        }
        CHECK(each.time_ms > last);
        last = each.time_ms;
    }
    CHECK(last == broker.now() + 99);
    broker.jump(1);
    Client client(broker);
    REQUIRE(client.connect(device("busy")) == 0);
    CHECK(events(broker).at(0).time_ms == last + 1);
}

TEST_CASE("times grow when the clock stands behind those of many clients, however many")
{
    Presence presence;
    std::map<std::string, std::int64_t> last;
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 120000; ++i) { // beyond what is remembered one by one
            const std::string id = std::to_string(i);
            const std::int64_t time = presence.next_time_ms(id, 1000);
            const auto [at, first] = last.try_emplace(id, time);
            if (!first) {
                REQUIRE(time > at->second);
                at->second = time;
            }
        }
    }
    CHECK(presence.next_time_ms("0", 500000) == 500000);
}

TEST_CASE("no two connections share a channel id, of one life or of several")
{
    std::set<std::string> ids;
    for (std::uint64_t life = 0; life < 50; ++life) {
        Presence presence;
        presence.begin(1, life, 1546272000000);
        for (int i = 0; i < 200; ++i)
            ids.insert(presence.channel_id(presence.next_channel()));
    }
    CHECK(ids.size() == 50 * 200);
}

TEST_CASE("a reset forgets the events, and those of the connections that it ends are told to nobody")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect(device("d")) == 0);
    broker.engine().reset();
    client.drop();
    CHECK(events(broker).empty());
}
