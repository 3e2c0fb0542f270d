#include "raw_fixture.hpp"

// Spec 5.1 row by row, and spec 9 rule by rule, with hand-made packets over sockets. The engine's own tests
// (tests/unit/engine/offline_*) have the corners.

using namespace lmq::broker;
using namespace lmq::test;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Strings = std::vector<std::string>;

namespace
{

ConnectFields forever(const std::string &client_id, bool clean)
{
    ConnectFields fields;
    fields.client_id = client_id;
    fields.clean = clean;
    fields.keep_alive = 0; // the first heartbeat period is 60 s then (spec 9.4)
    return fields;
}

Config config_without_keepalive()
{
    Config config = service_config();
    config.limits.max_keepalive_s = 0;
    return config;
}

Packet pull(const std::string &payload, unsigned qos = 1)
{
    return publish("$SYS/getOfflineMsg", payload, qos, qos == 0 ? 0 : 77);
}

/// A client "d" subscribed to TopicA/x, and one that publishes there.
class Scene
{
public:
    explicit Scene(unsigned qos = 1, bool clean = false, const Config &config = config_without_keepalive())
        : service(config), clean_(clean), sender_(service.sign_in(forever(dev("sender"), true)))
    {
        RawClient client = service.sign_in(forever(dev("d"), clean));
        REQUIRE(client.ask(subscribe(1, {{"TopicA/x", qos}})) == suback(1, {qos}));
        client.send(disconnect());
        service.wait_offline(dev("d"));
    }
    void send(const std::string &payload) { publish_acked(sender_, "TopicA/x", payload); }
    RawClient back(bool present = true) { return service.sign_in(forever(dev("d"), clean_), present); }
    std::size_t offline() const
    {
        const auto session = service->session(dev("d"));
        return session ? session->offline : 0;
    }

    Service service;

private:
    bool clean_;
    RawClient sender_;
};

/// What a message of QoS 2 becomes for "d", which subscribes with `qos` and comes back after it: payloads received.
Strings sent_while_away(unsigned qos, bool clean, bool present)
{
    Scene scene(qos, clean);
    scene.send("m");
    RawClient client = scene.back(present);
    client.send(pull("{}"));
    REQUIRE(client.next() == puback(77));
    Strings all = drain(client);
    scene.service.advance(seconds(120));
    for (const std::string &each : drain(client))
        all.push_back(each);
    return all;
}

/// The same for one that is connected and loses its connection before it acknowledges.
Strings lost_unacknowledged(unsigned qos, bool clean)
{
    Service service(config_without_keepalive());
    RawClient sender = service.sign_in(forever(dev("sender"), true));
    {
        RawClient client = service.sign_in(forever(dev("d"), clean));
        REQUIRE(client.ask(subscribe(1, {{"TopicA/x", qos}})) == suback(1, {qos}));
        sender.send(publish("TopicA/x", "m", 2, 9));
        const Packet got = client.next();
        CHECK(got.payload() == "m");
        CHECK(got.qos() == qos);
        client.drop();
        service.wait_offline(dev("d"));
    }
    RawClient client = service.sign_in(forever(dev("d"), clean), !clean && qos != 2);
    client.send(pull("{}"));
    REQUIRE(client.next() == puback(77));
    return drain(client);
}

} // namespace

TEST_CASE("spec 5.1: QoS 0, cleanSession=true: pushed once while online, nothing kept")
{
    CHECK(sent_while_away(0, true, false).empty());
    CHECK(lost_unacknowledged(0, true).empty());
}

TEST_CASE("spec 5.1: QoS 0, cleanSession=false: pushed once while online, nothing kept")
{
    CHECK(sent_while_away(0, false, true).empty());
    CHECK(lost_unacknowledged(0, false).empty());
}

TEST_CASE("spec 5.1: QoS 1, cleanSession=true: guaranteed while online, nothing kept")
{
    CHECK(sent_while_away(1, true, false).empty());
    CHECK(lost_unacknowledged(1, true).empty());
}

TEST_CASE("spec 5.1: QoS 1, cleanSession=false: kept while away, all guaranteed")
{
    CHECK(sent_while_away(1, false, true) == Strings{"m"});
    CHECK(lost_unacknowledged(1, false) == Strings{"m"});
}

TEST_CASE("spec 5.1: QoS 2, cleanSession=true: exactly once while online, nothing kept")
{
    CHECK(sent_while_away(2, true, false).empty());
    CHECK(lost_unacknowledged(2, true).empty());
}

TEST_CASE("spec 5.2: QoS 2, cleanSession=false: works while connected, and is gone with the connection")
{
    CHECK(sent_while_away(2, false, false).empty());
    CHECK(lost_unacknowledged(2, false).empty());
}

TEST_CASE("spec 5.2: subscribing again with QoS 1 makes the filter persistent again")
{
    Scene scene(2);
    {
        RawClient client = scene.back(false);
        REQUIRE(client.ask(subscribe(1, {{"TopicA/x", 2}})) == suback(1, {2}));
        REQUIRE(client.ask(subscribe(1, {{"TopicA/x", 1}})) == suback(1, {1}));
        client.send(disconnect());
        scene.service.wait_offline(dev("d"));
    }
    scene.send("m");
    CHECK(scene.offline() == 1);
}

TEST_CASE("spec 5.3: a connect with cleanSession=1 ends what was stored, and leaves P2P")
{
    Scene scene;
    scene.send("gone");
    RawClient persistent = scene.service.sign_in(forever(dev("p"), false));
    publish_acked(persistent, "TopicA/p2p/" + dev("d"), "stays");
    RawClient client = scene.service.sign_in(forever(dev("d"), true));
    client.send(pull("{}"));
    REQUIRE(client.next() == puback(77));
    CHECK(drain(client) == Strings{"stays"});
    client.send(disconnect());
    scene.service.wait_offline(dev("d"));
    scene.send("to nobody");
    CHECK_FALSE(scene.service->session(dev("d")));
}

TEST_CASE("spec 9.1: without a connection a message is offline at once")
{
    Scene scene;
    scene.send("m");
    CHECK(scene.offline() == 1);
}

TEST_CASE("spec 9.1: pushed and unacknowledged, it is offline after 60 s while its client is still connected")
{
    Scene scene;
    RawClient client = scene.back();
    scene.send("m");
    const Packet got = client.next();
    CHECK(got.payload() == "m");
    scene.service.advance(milliseconds(59999));
    CHECK(scene.offline() == 0);
    scene.service.advance(milliseconds(1));
    CHECK(scene.offline() == 1);
    scene.service.advance(seconds(5)); // the first heartbeat period is over: automatic mode
    const Packet again = client.next();
    CHECK(again.id() == got.id());
    CHECK(again.dup());
    client.send(puback(got.id()));
    CHECK(client.quiet());
    CHECK(scene.service->statistics().kept == 0);
}

TEST_CASE("spec 9.2: three days after it was stored a message is gone; no test waits for them")
{
    Scene scene;
    scene.send("1");
    scene.service.advance(hours(1));
    scene.send("2");
    scene.service.advance(hours(71) - milliseconds(1));
    CHECK(scene.offline() == 2);
    scene.service.advance(milliseconds(1));
    CHECK(scene.offline() == 1);
    scene.service.advance(hours(1));
    CHECK(scene.offline() == 0);
    RawClient client = scene.back();
    client.send(pull("{}"));
    CHECK(client.next() == puback(77));
    CHECK(client.quiet());
}

TEST_CASE("spec 9.2: above the instance's cap the oldest of all clients go, and an alarm is raised")
{
    Config config = config_without_keepalive();
    config.limits.offline_messages = 3;
    Scene scene(1, false, config);
    {
        RawClient other = scene.service.sign_in(forever(dev("e"), false));
        REQUIRE(other.ask(subscribe(1, {{"TopicA/x", 1}})) == suback(1, {1}));
        other.send(disconnect());
        scene.service.wait_offline(dev("e"));
    }
    scene.send("1");
    CHECK(scene.service->alarms().empty());
    scene.send("2");
    scene.send("3");
    CHECK(scene.offline() + scene.service->session(dev("e"))->offline == 3);
    const auto alarms = scene.service->alarms();
    REQUIRE(alarms.size() == 1);
    CHECK(alarms[0].kind == "offline_messages");
    CHECK(alarms[0].instance == "mqtt-test");
    RawClient client = scene.back();
    client.send(pull(R"({"pushOrder":"ASC"})"));
    CHECK(client.next() == puback(77));
    const Strings left = drain(client);
    REQUIRE(!left.empty());
    CHECK(left.back() == "3");
    CHECK(left.front() != "1");
}

TEST_CASE("spec 9.3: automatic mode begins with the heartbeat period's end: 30 in 5 s, oldest first")
{
    Scene scene;
    Strings sent;
    for (int i = 0; i < 40; ++i) {
        sent.push_back(std::to_string(i));
        scene.send(sent.back());
    }
    RawClient client = scene.back();
    scene.service.advance(milliseconds(59999));
    CHECK(client.quiet());
    scene.service.advance(milliseconds(1));
    Strings got = drain(client);
    CHECK(got == Strings(sent.begin(), sent.begin() + 30));
    scene.service.advance(milliseconds(4999));
    CHECK(client.quiet());
    scene.service.advance(milliseconds(1));
    CHECK(drain(client) == Strings(sent.begin() + 30, sent.end()));
}

TEST_CASE("spec 9.4: a pull within the heartbeat period is served in either order, and the connection stays with pulls")
{
    Scene scene;
    for (const char *each : {"1", "2", "3", "4"})
        scene.send(each);
    RawClient client = scene.back();
    client.send(pull(R"({"maxPushNum":1,"pushOrder":"DESC"})"));
    CHECK(client.next() == puback(77));
    CHECK(drain(client) == Strings{"4"});
    client.send(pull(R"({"maxPushNum":2,"pushOrder":"ASC"})"));
    CHECK(client.next() == puback(77));
    CHECK(drain(client) == Strings{"1", "2"});
    scene.service.advance(seconds(600));
    CHECK(client.quiet());
    client.send(pull("{}", 0));
    CHECK(drain(client) == Strings{"3"});
}

TEST_CASE("spec 9.4: messages in flight are not sent twice within one connection; five requests a second are served")
{
    Scene scene;
    for (int i = 1; i <= 7; ++i)
        scene.send(std::to_string(i));
    RawClient client = scene.back();
    for (int i = 1; i <= 5; ++i) {
        client.send(pull(R"({"maxPushNum":1})"));
        CHECK(client.next() == puback(77));
        CHECK(client.next().payload() == std::to_string(i)); // none is acknowledged
    }
    client.send(pull("{}"));
    CHECK(client.next() == puback(77)); // and ignored
    CHECK(client.quiet());
    scene.service.advance(seconds(1));
    client.send(pull("{}"));
    CHECK(client.next() == puback(77));
    CHECK(client.next().payload() == "6");
    CHECK(client.next().payload() == "7");
    CHECK(client.quiet());
}

TEST_CASE("spec 9.4: a pull after the heartbeat period is served, and automatic mode goes on")
{
    Scene scene;
    for (int i = 1; i <= 40; ++i)
        scene.send(std::to_string(i));
    RawClient client = scene.back();
    scene.service.advance(seconds(60));
    CHECK(drain(client).size() == 30);
    client.send(pull(R"({"maxPushNum":2})"));
    CHECK(client.next() == puback(77));
    CHECK(drain(client) == Strings{"31", "32"});
    scene.service.advance(seconds(5));
    CHECK(drain(client).size() == 8);
}
