#include <doctest/doctest.h>

#include "harness.hpp"

// Spec 9: the offline life of a message.

using namespace engine_test;

namespace
{

/// A persistent session of "d" with a QoS 1 subscription to TopicA/x, and somebody who publishes there.
class Scene
{
public:
    explicit Scene(const Config &config = Config::ready_made()) : broker(config), sender_(broker)
    {
        REQUIRE(sender_.connect(forever("sender")) == 0);
        Client client(broker);
        REQUIRE(client.connect(device("d", false)) == 0);
        REQUIRE(client.subscribe("TopicA/x", 1) == 1);
    }
    /// A connection that no keepalive ends.
    static ConnectOptions forever(const std::string &name, bool clean = true)
    {
        ConnectOptions options = device(name, clean);
        options.keep_alive_s = 60;
        return options;
    }
    void publish(int from, int to)
    {
        for (int i = from; i <= to; ++i)
            publish(std::to_string(i));
    }
    void publish(const std::string &payload, const std::string &topic = "TopicA/x")
    {
        REQUIRE_FALSE(sender_.closed());
        sender_.send(publish_packet(topic, payload, 1, 1));
        sender_.take();
    }
    /// Moves the clock while everybody pings.
    void advance(std::int64_t ms, std::initializer_list<Client *> clients)
    {
        constexpr std::int64_t step = 30000;
        for (; ms > 0; ms -= step) {
            sender_.send(ping());
            for (Client *each : clients)
                each->send(ping());
            broker.advance(std::min(ms, step));
        }
        sender_.take();
    }
    void connect(Client &client, unsigned keep_alive_s = 60)
    {
        ConnectOptions options = device("d", false);
        options.keep_alive_s = static_cast<std::uint16_t>(keep_alive_s);
        REQUIRE(client.connect(options) == 0);
    }
    std::size_t offline() { return broker.engine().session("GID_AAA@@@d")->offline; }
    static std::string ping() { return std::string("\xC0\0", 2); }

    Broker broker;

private:
    Client sender_;
};

void pull(Client &client, const std::string &payload, unsigned qos = 1)
{
    client.send(publish_packet("$SYS/getOfflineMsg", payload, qos, qos == 0 ? 0 : 77));
}

/// The payloads of the PUBLISHes that came; `acknowledge`: each is.
std::string payloads(Client &client, bool acknowledge = true)
{
    std::string all;
    for (const Received &each : client.take()) {
        if (each.type != 3) continue;
        all += each.payload + " ";
        if (acknowledge && each.qos() == 1) client.send(ack_packet(0x40, each.id));
    }
    return all;
}

std::string numbers(int from, int to)
{
    std::string all;
    for (int i = from; i != to + (from <= to ? 1 : -1); i += from <= to ? 1 : -1)
        all += std::to_string(i) + " ";
    return all;
}

} // namespace

TEST_CASE("offline messages are not pushed at a reconnect, but from the first heartbeat period's end on, 30 in 5 s")
{
    Scene scene;
    scene.publish(1, 70);
    CHECK(scene.offline() == 70);
    Client client(scene.broker);
    scene.connect(client);
    CHECK(client.session_present());
    scene.advance(59999, {&client});
    CHECK(payloads(client) == "");
    scene.advance(1, {&client});
    CHECK(payloads(client) == numbers(1, 30));
    CHECK(scene.offline() == 40);
    scene.advance(4999, {&client});
    CHECK(payloads(client) == "");
    scene.advance(1, {&client});
    CHECK(payloads(client) == numbers(31, 60));
    scene.advance(5000, {&client});
    CHECK(payloads(client) == numbers(61, 70));
    CHECK(scene.offline() == 0);
    CHECK(scene.broker.engine().statistics().kept == 0);
}

TEST_CASE("online messages go ahead of offline ones")
{
    Config config = Config::ready_made();
    config.limits.max_inflight = 2;
    Scene scene(config);
    scene.publish(1, 3);
    Client client(scene.broker);
    scene.connect(client);
    scene.publish(11, 14); // two in flight, two waiting
    CHECK(payloads(client, false) == numbers(11, 12));
    scene.advance(59000, {&client}); // all but
    scene.advance(1000, {&client});
    CHECK(payloads(client, false) == "");
    client.send(ack_packet(0x40, 1) + ack_packet(0x40, 2));
    CHECK(payloads(client) == numbers(13, 14));
    scene.advance(5000, {&client});
    std::string rest = payloads(client);
    rest += payloads(client);
    CHECK(rest == numbers(1, 3));
}

TEST_CASE("a connection without keepalive has a first heartbeat period of 60 s")
{
    Config config = Config::ready_made();
    config.limits.max_keepalive_s = 0;
    Scene scene(config);
    scene.publish(1, 1);
    Client client(scene.broker);
    scene.connect(client, 0);
    scene.advance(59999, {});
    CHECK(payloads(client) == "");
    scene.advance(1, {});
    CHECK(payloads(client) == "1 ");
}

TEST_CASE("a batch does not hold what is in flight; unacknowledged for 60 s it comes again with its id and DUP")
{
    Scene scene;
    scene.publish(1, 1);
    Client client(scene.broker);
    scene.connect(client);
    scene.advance(60000, {&client});
    auto got = client.take();
    REQUIRE(!got.empty());
    const unsigned id = got.back().id;
    CHECK(got.back().payload == "1");
    CHECK_FALSE(got.back().dup());
    scene.advance(59999, {&client});
    CHECK(payloads(client, false) == "");
    CHECK(scene.offline() == 0);
    scene.advance(1, {&client});
    CHECK(scene.offline() == 1);
    scene.advance(5000, {&client});
    got = client.take();
    REQUIRE(got.size() >= 1);
    CHECK(got.back().payload == "1");
    CHECK(got.back().dup());
    CHECK(got.back().id == id);
    client.send(ack_packet(0x40, id));
    CHECK(scene.broker.engine().statistics().kept == 0);
}

TEST_CASE("an acknowledgement that comes late still ends an offline message")
{
    Scene scene;
    Client client(scene.broker);
    scene.connect(client);
    scene.publish(1, 1);
    const auto got = client.take();
    REQUIRE(got.size() == 1);
    scene.advance(60000, {&client});
    CHECK(scene.offline() == 1);
    client.send(ack_packet(0x40, got[0].id));
    CHECK(scene.offline() == 0);
    scene.advance(10000, {&client});
    CHECK(payloads(client) == "");
}

TEST_CASE("offline_visible_delay_ms says when an unacknowledged message is offline")
{
    Config config = Config::ready_made();
    config.limits.offline_visible_delay_ms = 5000;
    Scene scene(config);
    Client client(scene.broker);
    scene.connect(client);
    scene.publish(1, 1);
    CHECK(payloads(client, false) == "1 ");
    scene.advance(4999, {&client});
    CHECK(scene.offline() == 0);
    scene.advance(1, {&client});
    CHECK(scene.offline() == 1);
}

TEST_CASE("what was unacknowledged at the connection's end is offline at once, and comes with a new id and without DUP")
{
    Scene scene;
    {
        Client client(scene.broker);
        scene.connect(client);
        scene.publish(1, 2);
        const auto got = client.take();
        REQUIRE(got.size() == 2);
        client.send(ack_packet(0x40, got[0].id));
    }
    CHECK(scene.offline() == 1);
    Client client(scene.broker);
    scene.connect(client);
    pull(client, "{}");
    const auto got = client.take();
    REQUIRE(got.size() == 2);
    CHECK(got[0].type == 4);
    CHECK(got[1].payload == "2");
    CHECK(got[1].id == 3);
    CHECK_FALSE(got[1].dup());
}

TEST_CASE("a pull in the first heartbeat period is answered, and nothing else is pushed on that connection")
{
    Scene scene;
    scene.publish(1, 50);
    Client client(scene.broker);
    scene.connect(client);
    pull(client, R"({"maxPushNum":10,"pushOrder":"ASC"})");
    const auto got = client.take();
    REQUIRE(got.size() == 11);
    CHECK(got[0].type == 4); // PUBACK first
    CHECK(got[1].payload == "1");
    CHECK(got[1].qos() == 1);
    CHECK(got[1].topic == "TopicA/x");
    for (std::size_t i = 1; i < got.size(); ++i)
        client.send(ack_packet(0x40, got[i].id));
    CHECK(scene.offline() == 40);
    scene.advance(300000, {&client});
    CHECK(payloads(client) == "");
    pull(client, R"({"maxPushNum":30,"pushOrder":"ASC"})");
    CHECK(payloads(client) == numbers(11, 40));
}

TEST_CASE("DESC pulls the newest first")
{
    Scene scene;
    scene.publish(1, 40);
    Client client(scene.broker);
    scene.connect(client);
    pull(client, R"({"maxPushNum":30,"pushOrder":"DESC"})");
    CHECK(payloads(client) == numbers(40, 11));
    pull(client, R"({"pushOrder":"DESC"})");
    CHECK(payloads(client) == numbers(10, 1));
}

TEST_CASE("what is missing or out of range in a pull has its default")
{
    for (const auto &[payload, count] : std::initializer_list<std::pair<const char *, int>>{
             {"{}", 30},
             {R"({"maxPushNum":0})", 1},
             {R"({"maxPushNum":-5})", 1},
             {R"({"maxPushNum":31})", 30},
             {R"({"maxPushNum":100,"pushOrder":"sideways"})", 30},
             {R"({"maxPushNum":1e300})", 30},
             {R"({"maxPushNum":"7"})", 30},
             {R"({"maxPushNum":7,"other":[1,2]})", 7},
             {"not json", 0},
             {"[]", 0},
             {"", 0},
         }) {
        CAPTURE(payload);
        Scene scene;
        scene.publish(1, 35);
        Client client(scene.broker);
        scene.connect(client);
        pull(client, payload);
        CHECK(payloads(client, false) == (count == 0 ? "" : numbers(1, count)));
        CHECK_FALSE(client.closed());
    }
}

TEST_CASE("a pull may come with any QoS")
{
    for (const unsigned qos : {0U, 1U, 2U}) {
        Scene scene;
        scene.publish(1, 1);
        Client client(scene.broker);
        scene.connect(client);
        pull(client, "{}", qos);
        const auto got = client.take();
        REQUIRE(got.size() == (qos == 0 ? 1 : 2));
        CHECK(got.back().payload == "1");
        if (qos == 2) CHECK(got[0].type == 5);
    }
}

TEST_CASE("messages in flight are not pulled twice within one connection")
{
    Scene scene;
    scene.publish(1, 4);
    Client client(scene.broker);
    scene.connect(client);
    pull(client, R"({"maxPushNum":2})");
    CHECK(payloads(client, false) == numbers(1, 2));
    pull(client, R"({"maxPushNum":30})");
    CHECK(payloads(client, false) == numbers(3, 4));
    pull(client, "{}");
    CHECK(payloads(client, false) == "");
    scene.advance(60000, {&client}); // their acknowledgement has timed out
    pull(client, R"({"maxPushNum":1})");
    const auto got = client.take();
    REQUIRE(!got.empty());
    CHECK(got.back().payload == "1");
    CHECK(got.back().dup());
}

TEST_CASE("the sixth pull within a second is acknowledged and ignored")
{
    Scene scene;
    scene.publish(1, 10);
    Client client(scene.broker);
    scene.connect(client);
    for (int i = 1; i <= 5; ++i) {
        pull(client, R"({"maxPushNum":1})");
        CHECK(payloads(client) == std::to_string(i) + " ");
        scene.broker.advance(100);
    }
    pull(client, R"({"maxPushNum":1})");
    CHECK(client.take_one().type == 4);
    scene.broker.advance(499);
    pull(client, R"({"maxPushNum":1})");
    CHECK(client.take_one().type == 4);
    scene.broker.advance(1); // the first is a second ago
    pull(client, R"({"maxPushNum":1})");
    CHECK(payloads(client) == "6 ");
}

TEST_CASE("a pull after the first heartbeat period is served, and the automatic mode goes on")
{
    Scene scene;
    scene.publish(1, 40);
    Client client(scene.broker);
    scene.connect(client);
    scene.advance(60000, {&client});
    CHECK(payloads(client) == numbers(1, 30));
    pull(client, R"({"maxPushNum":2})");
    CHECK(payloads(client) == numbers(31, 32));
    scene.advance(5000, {&client});
    CHECK(payloads(client) == numbers(33, 40));
}

TEST_CASE("offline_start=immediate pushes right after CONNACK, as the window allows")
{
    Config config = at_once();
    config.limits.max_inflight = 4;
    Scene scene(config);
    scene.publish(1, 10);
    Client client(scene.broker);
    scene.connect(client);
    CHECK(payloads(client) == numbers(1, 4));
    CHECK(payloads(client) == numbers(5, 8));
    scene.publish(11, 11); // behind what waits
    CHECK(payloads(client) == numbers(9, 11));
}

TEST_CASE("three days after its storing an offline message is gone")
{
    constexpr std::int64_t day = 86400000;
    Scene scene;
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

TEST_CASE("beyond the instance's cap the oldest of all clients are purged, with one alarm")
{
    Config config = Config::ready_made();
    config.limits.offline_messages = 5;
    Scene scene(config);
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
    Scene scene(config);
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
    Scene scene;
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

TEST_CASE("a connection that takes over finds offline what its predecessor had not acknowledged")
{
    Scene scene;
    Client first(scene.broker);
    scene.connect(first);
    scene.publish(1, 2);
    CHECK(first.take().size() == 2);
    Client second(scene.broker);
    scene.connect(second);
    CHECK(second.session_present());
    CHECK(first.closed());
    CHECK(scene.offline() == 2);
    pull(second, "{}");
    CHECK(payloads(second) == "1 2 ");
}
