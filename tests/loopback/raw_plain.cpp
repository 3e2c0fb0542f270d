#include <algorithm>

#include "raw_fixture.hpp"

using namespace lmq::broker;
using namespace lmq::test;
using std::chrono::seconds;

namespace
{

RawClient sign_in(const Service &service, const std::string &client_id)
{
    return service.sign_in(anonymous(client_id));
}

/// A persistent session of client "keeper".
RawClient keeper(const Service &service, bool present)
{
    return service.sign_in(anonymous("keeper", false), present);
}

void lose(const Service &service, RawClient &client)
{
    client.drop();
    service.wait_offline("keeper");
}

} // namespace

TEST_CASE("plain: any client id, no credentials, any user name")
{
    Service service(plain_config());
    for (const char *id : {"x", "a b", "[brackets]", "a+b", "#", "GID_AAA", "设备", "with/slash", "$SYS"})
        CHECK(service.sign_in(anonymous(id)).quiet());
    CHECK(sign_in(service, std::string(500, 'i')).quiet());
    ConnectFields fields = anonymous("user");
    fields.user = "anybody";
    fields.password = "anything";
    CHECK(service.sign_in(fields).quiet());
}

TEST_CASE("plain: an empty client id works with a clean session, each its own; without it is CONNACK 2")
{
    Service service(plain_config());
    RawClient one = sign_in(service, "");
    RawClient two = sign_in(service, "");
    CHECK(one.quiet());
    CHECK(two.quiet());
    RawClient kept = service.open();
    CHECK(kept.ask(connect(anonymous("", false))) == connack(2));
    CHECK(kept.is_closed());
}

TEST_CASE("plain: any topic and any filter, of any length and number")
{
    Service service(plain_config());
    RawClient client = sign_in(service, "c");
    const std::string long_topic(1000, 't');
    for (const std::string &topic : {std::string("/TopicA"), std::string("no/such/topic"), std::string("/"),
                                     std::string("$x/y"), std::string(" "), long_topic}) {
        INFO(topic);
        REQUIRE(client.ask(subscribe(1, {{topic, 1}})) == suback(1, {1}));
        client.send(publish(topic, "m"));
        CHECK(client.next() == publish(topic, "m"));
    }
    std::vector<std::pair<std::string, unsigned>> many;
    for (int i = 0; i < 200; ++i)
        many.emplace_back("many/" + std::to_string(i), 1);
    CHECK(client.ask(subscribe(2, many)) == suback(2, std::vector<unsigned>(200, 1)));
}

TEST_CASE("plain: payloads above the service's limit are delivered")
{
    Service service(plain_config());
    RawClient client = service.sign_in(anonymous("c"));
    REQUIRE(client.ask(subscribe(1, {{"big", 0}})) == suback(1, {0}));
    const std::string payload(500000, 'p');
    client.send(publish("big", payload));
    CHECK((client.next() == publish("big", payload)));
}

TEST_CASE("plain: a first-level wildcard matches everything but what begins with a dollar sign")
{
    Service service(plain_config());
    RawClient hash = sign_in(service, "hash");
    RawClient plus = sign_in(service, "plus");
    RawClient dollar = sign_in(service, "dollar");
    REQUIRE(hash.ask(subscribe(1, {{"#", 0}})) == suback(1, {0}));
    REQUIRE(plus.ask(subscribe(1, {{"+/x", 0}})) == suback(1, {0}));
    REQUIRE(dollar.ask(subscribe(1, {{"$d/#", 0}, {"$d/+", 0}})) == suback(1, {0, 0}));
    RawClient sender = sign_in(service, "sender");
    sender.send(publish("$d/x", "1") + publish("a/x", "2") + publish("/x", "3") + publish("a", "4") +
                publish("$d", "5"));
    REQUIRE(sender.quiet());
    CHECK(drain(hash) == std::vector<std::string>{"2", "3", "4"});
    CHECK(drain(plus) == std::vector<std::string>{"2", "3"});
    CHECK(drain(dollar) == std::vector<std::string>{"1", "5"});
}

TEST_CASE("plain: topics that look like P2P or control are ordinary")
{
    Service service(plain_config());
    RawClient client = sign_in(service, "listener");
    REQUIRE(client.ask(subscribe(1, {{"a/p2p/#", 0}})) == suback(1, {0}));
    RawClient target = sign_in(service, "target");
    client.send(publish("a/p2p/target", "m"));
    CHECK(client.next() == publish("a/p2p/target", "m"));
    CHECK(target.quiet());
}

TEST_CASE("plain: keepalive 0 is off, others hold at one and a half")
{
    Service service(plain_config());
    ConnectFields fields = anonymous("off");
    fields.keep_alive = 0;
    RawClient off = service.sign_in(fields);
    fields = anonymous("long");
    fields.keep_alive = 1000;
    RawClient long_lived = service.sign_in(fields);
    service.advance(seconds(1499));
    CHECK(service.online("long"));
    service.advance(seconds(2));
    CHECK(long_lived.is_closed());
    CHECK(off.quiet());
}

TEST_CASE("plain: session-present is 1 exactly when the broker kept a session")
{
    Service service(plain_config());
    RawClient client = keeper(service, false);
    lose(service, client);
    client = keeper(service, true);
    REQUIRE(client.ask(subscribe(1, {{"a", 2}})) == suback(1, {2}));
    lose(service, client);
    client = keeper(service, true);
    CHECK(service->session("keeper")->subscriptions.size() == 1);
    lose(service, client);
    service.sign_in(anonymous("keeper")).send(disconnect());
    service.wait_offline("keeper");
    CHECK(keeper(service, false).quiet());
}

TEST_CASE("plain: a client of MQTT 3.1 resumes its session, and is told so by what comes alone")
{
    Service service(plain_config());
    RawClient client = keeper(service, false);
    REQUIRE(client.ask(subscribe(1, {{"a", 1}})) == suback(1, {1}));
    lose(service, client);
    RawClient sender = sign_in(service, "sender");
    publish_acked(sender, "a", "m");
    ConnectFields old = anonymous("keeper", false);
    old.protocol = "MQIsdp";
    old.level = 3;
    client = service.sign_in(old, false);
    CHECK(client.next() == publish("a", "m", 1, 1));
}

TEST_CASE("plain: a client of MQTT 3.1 may repeat PUBREL, SUBSCRIBE and UNSUBSCRIBE with DUP")
{
    Service service(plain_config());
    ConnectFields old = anonymous("old");
    old.protocol = "MQIsdp";
    old.level = 3;
    RawClient client = service.sign_in(old);
    CHECK(client.ask(packet(0x8A, subscribe(1, {{"a", 1}}).body())) == suback(1, {1}));
    CHECK(client.ask(packet(0x6A, u16(2))) == pubcomp(2));
    CHECK(client.ask(packet(0xAA, unsubscribe(3, {"a"}).body())) == unsuback(3));
    client.send(packet(0x48, u16(4)));
    CHECK(client.is_closed());
    RawClient current = sign_in(service, "current");
    current.send(packet(0x6A, u16(2)));
    CHECK(current.is_closed());
}

TEST_CASE("plain: QoS 1 and 2 wait for a persistent session that is away, in order")
{
    Service service(plain_config());
    RawClient client = keeper(service, false);
    REQUIRE(client.ask(subscribe(1, {{"a/#", 2}})) == suback(1, {2}));
    lose(service, client);
    RawClient sender = sign_in(service, "sender");
    publish_acked(sender, "a/1", "one");
    REQUIRE(sender.ask(publish("a/2", "two", 2, 2)) == pubrec(2));
    REQUIRE(sender.ask(pubrel(2)) == pubcomp(2));
    publish_acked(sender, "a/3", "three", 3);
    client = keeper(service, true);
    CHECK(client.next() == publish("a/1", "one", 1, 1));
    CHECK(client.next() == publish("a/2", "two", 2, 2));
    CHECK(client.next() == publish("a/3", "three", 1, 3));
    CHECK(client.quiet());
}

TEST_CASE("plain: what was unacknowledged comes again after a reconnect: same ids, DUP, in order, before anything new")
{
    Service service(plain_config());
    RawClient client = keeper(service, false);
    REQUIRE(client.ask(subscribe(1, {{"a", 2}})) == suback(1, {2}));
    RawClient sender = sign_in(service, "sender");
    publish_acked(sender, "a", "one", 1);
    REQUIRE(sender.ask(publish("a", "two", 2, 2)) == pubrec(2));
    publish_acked(sender, "a", "three", 3);
    REQUIRE(client.next_packets(3).back() == publish("a", "three", 1, 3));
    client.send(puback(1));
    REQUIRE(client.quiet());
    lose(service, client);
    publish_acked(sender, "a", "four", 4);
    client = keeper(service, true);
    CHECK(client.next() == publish("a", "two", 2, 2, false, true));
    CHECK(client.next() == publish("a", "three", 1, 3, false, true));
    CHECK(client.next() == publish("a", "four", 1, 4));
    CHECK(client.quiet());
}

TEST_CASE("plain: a QoS 2 flow cut behind PUBREC goes on with PUBREL")
{
    Service service(plain_config());
    RawClient client = keeper(service, false);
    REQUIRE(client.ask(subscribe(1, {{"a", 2}})) == suback(1, {2}));
    RawClient sender = sign_in(service, "sender");
    REQUIRE(sender.ask(publish("a", "m", 2, 9)) == pubrec(9));
    REQUIRE(client.next() == publish("a", "m", 2, 1));
    REQUIRE(client.ask(pubrec(1)) == pubrel(1));
    lose(service, client);
    client = keeper(service, true);
    CHECK(client.next() == pubrel(1));
    client.send(pubcomp(1));
    CHECK(client.quiet());
    lose(service, client);
    client = keeper(service, true);
    CHECK(client.quiet());
}

TEST_CASE("plain: a persistent session remembers the QoS 2 messages it has received")
{
    Service service(plain_config());
    RawClient listener = sign_in(service, "listener");
    REQUIRE(listener.ask(subscribe(1, {{"a", 0}})) == suback(1, {0}));
    RawClient client = keeper(service, false);
    REQUIRE(client.ask(publish("a", "m", 2, 7)) == pubrec(7));
    lose(service, client);
    client = keeper(service, true);
    CHECK(client.ask(publish("a", "m", 2, 7, false, true)) == pubrec(7));
    CHECK(client.ask(pubrel(7)) == pubcomp(7));
    CHECK(listener.next() == publish("a", "m"));
    CHECK(listener.quiet());
}

TEST_CASE("plain: a session taken over keeps its unacknowledged messages")
{
    Service service(plain_config());
    RawClient old = keeper(service, false);
    REQUIRE(old.ask(subscribe(1, {{"a", 1}})) == suback(1, {1}));
    RawClient sender = sign_in(service, "sender");
    publish_acked(sender, "a", "m");
    REQUIRE(old.next() == publish("a", "m", 1, 1));
    RawClient young = keeper(service, true);
    CHECK(old.is_closed());
    CHECK(young.next() == publish("a", "m", 1, 1, false, true));
}

TEST_CASE("plain: wills at drop, protocol error, keepalive and takeover, not at DISCONNECT")
{
    Service service(plain_config());
    RawClient heir = sign_in(service, "heir");
    REQUIRE(heir.ask(subscribe(1, {{"will", 0}})) == suback(1, {0}));
    ConnectFields fields = anonymous("mortal");
    fields.keep_alive = 2;
    fields.will = Will{"will", "x"};
    {
        RawClient mortal = service.sign_in(fields);
        mortal.drop();
        CHECK(heir.next() == publish("will", "x"));
    }
    {
        RawClient mortal = service.sign_in(fields);
        mortal.send(hex("f0"));
        CHECK(heir.next() == publish("will", "x"));
    }
    {
        RawClient mortal = service.sign_in(fields);
        service.advance(seconds(4));
        CHECK(heir.next() == publish("will", "x"));
    }
    {
        RawClient mortal = service.sign_in(fields);
        RawClient successor = service.sign_in(fields);
        CHECK(heir.next() == publish("will", "x"));
        successor.send(disconnect());
        CHECK(successor.is_closed());
    }
    CHECK(heir.quiet());
}

TEST_CASE("plain: retained messages, replayed with the flag and deleted by an empty one")
{
    Service service(plain_config());
    RawClient client = sign_in(service, "c");
    publish_acked(client, "r/1", "kept", 1, true);
    client.send(subscribe(1, {{"r/#", 1}}));
    std::vector<Packet> got = client.next_packets(2);
    CHECK(std::count(got.begin(), got.end(), publish("r/1", "kept", 1, 1, true)) == 1);
    client.send(puback(1));
    publish_acked(client, "r/2", "", 2, true);
    CHECK(client.next().payload().empty());
}

TEST_CASE("plain: overlapping subscriptions, one copy at the highest QoS")
{
    Service service(plain_config());
    RawClient client = sign_in(service, "c");
    REQUIRE(client.ask(subscribe(1, {{"a/#", 0}, {"+/b", 2}, {"a/b", 1}})) == suback(1, {0, 2, 1}));
    RawClient sender = sign_in(service, "sender");
    REQUIRE(sender.ask(publish("a/b", "m", 2, 1)) == pubrec(1));
    CHECK(client.next() == publish("a/b", "m", 2, 1));
    CHECK(client.quiet());
}
