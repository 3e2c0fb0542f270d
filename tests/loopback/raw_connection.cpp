#include <algorithm>

#include "raw_fixture.hpp"

using namespace lmq::broker;
using namespace lmq::test;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace
{

ConnectFields with_keepalive(const std::string &client_id, unsigned keep_alive)
{
    ConnectFields fields;
    fields.client_id = client_id;
    fields.keep_alive = keep_alive;
    return fields;
}

/// Requires that a silent client is there just before `limit` and gone just behind it.
void check_silence_limit(const Service &service, unsigned keep_alive, milliseconds limit)
{
    RawClient client = service.sign_in(with_keepalive(dev("silent"), keep_alive));
    service.advance(limit - milliseconds(100));
    CHECK(service.online(dev("silent")));
    service.advance(milliseconds(200));
    CHECK(client.is_closed());
    CHECK_FALSE(service.online(dev("silent")));
}

} // namespace

TEST_CASE("a second client of one id takes over: the first is closed without a word")
{
    Service service;
    RawClient old = service.sign_in(dev("d"));
    RawClient young = service.sign_in(dev("d"));
    CHECK(old.is_closed());
    CHECK(young.quiet());
    const auto session = service->session(dev("d"));
    REQUIRE(session);
    CHECK(session->connected);
    CHECK(session->peer == young.local_name());
    CHECK(service->sessions().size() == 1);
}

TEST_CASE("with duplicate_policy=reject the first stays and the second gets CONNACK 2")
{
    Config config = service_config();
    config.policy.duplicate_policy = DuplicatePolicy::reject;
    Service service(config);
    RawClient old = service.sign_in(dev("d"));
    RawClient young = service.open();
    ConnectFields fields;
    fields.client_id = dev("d");
    CHECK(young.ask(connect(fields)) == connack(2));
    CHECK(young.is_closed());
    CHECK(old.quiet());
}

TEST_CASE("a second CONNECT on one connection closes it")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    ConnectFields fields;
    fields.client_id = dev("d");
    client.send(connect(fields));
    CHECK(client.is_closed());
}

TEST_CASE("packets sent behind CONNECT without waiting for CONNACK are handled in order")
{
    Service service;
    RawClient client = service.open();
    ConnectFields fields;
    fields.client_id = dev("hasty");
    client.send(connect(fields) + subscribe(1, {{"TopicA/x", 0}}) + publish("TopicA/x", "hello") + pingreq());
    CHECK(client.next() == connack(0));
    CHECK(client.next() == suback(1, {0}));
    CHECK(client.next() == publish("TopicA/x", "hello"));
    CHECK(client.next() == pingresp());
}

TEST_CASE("packets behind a CONNECT that is refused are not handled")
{
    Service service;
    RawClient client = service.open();
    ConnectFields fields;
    fields.password = "wrong";
    client.send(connect(fields) + publish("TopicA/x", "hello", 1, 1));
    CHECK(client.next() == connack(4));
    CHECK(client.is_closed());
    CHECK(service.stored("TopicA").empty());
}

TEST_CASE("a stream cut into single bytes means the same")
{
    Service service;
    RawClient client = service.open();
    ConnectFields fields;
    fields.client_id = dev("slow");
    const Packet stream = connect(fields) + subscribe(1, {{"TopicA/#", 1}}) +
                          publish("TopicA/x", std::string(200, 'p'), 2, 5) + pubrel(5);
    for (const char c : stream.bytes)
        client.send({std::string(1, c), {}});
    CHECK(client.next() == connack(0));
    CHECK(client.next() == suback(1, {1}));
    // The copy for the subscription and the acknowledgements share no order.
    std::vector<unsigned> types;
    for (const Packet &got : client.next_packets(3))
        types.push_back(got.type());
    std::sort(types.begin(), types.end());
    CHECK(types == std::vector<unsigned>{3, 5, 7});
}

TEST_CASE("a connection that begins with anything but CONNECT is closed without a word")
{
    Service service;
    for (const Packet &first : {publish("TopicA", "x"), publish("TopicA", "x", 1, 1), subscribe(1, {{"TopicA", 0}}),
                                unsubscribe(1, {"TopicA"}), puback(1), pubrec(1), pubrel(1), pubcomp(1), pingreq(),
                                disconnect(), connack(0), suback(1, {0}), unsuback(1), pingresp(), hex("00"),
                                hex("f000"), hex("474554202f20485454502f312e310d0a0d0a")}) {
        RawClient client = service.open();
        client.send(first);
        INFO(first);
        CHECK(client.is_closed());
    }
}

TEST_CASE("a malformed CONNECT is closed without CONNACK")
{
    Service service;
    ConnectFields reserved;
    reserved.flags = 0xC3;
    ConnectFields will_qos_without_will;
    will_qos_without_will.flags = 0xCA;
    ConnectFields wrong_name;
    wrong_name.protocol = "MQTTX";
    ConnectFields nul;
    nul.client_id = dev(std::string("a\0b", 3));
    ConnectFields surrogate;
    surrogate.client_id = dev("\xed\xa0\x80");
    ConnectFields bad_user;
    bad_user.user = "\xff";
    bad_user.password = "x";
    ConnectFields bad_will;
    bad_will.will = Will{"TopicA/#", "x"};
    const std::string body = connect().body();
    for (const Packet &bad :
         {connect(reserved), connect(will_qos_without_will), connect(wrong_name), connect(nul), connect(surrogate),
          connect(bad_user), connect(bad_will), packet(0x10, body + "x"), packet(0x10, body.substr(0, body.size() - 1)),
          packet(0x10, ""), packet(0x11, body), packet(0x1F, body)}) {
        RawClient client = service.open();
        client.send(bad);
        INFO(bad);
        CHECK(client.is_closed());
    }
    CHECK(service->sessions().empty());
}

TEST_CASE("a signed-in client that breaks the protocol is closed")
{
    Service service;
    const std::vector<Packet> breaches = {connack(0),
                                          suback(1, {0}),
                                          unsuback(1),
                                          pingresp(), // a server's packets
                                          packet(0xC1, ""),
                                          packet(0xE1, ""),
                                          packet(0x42, u16(1)),
                                          packet(0x60, u16(1)), // reserved flags
                                          packet(0x80, u16(1) + str16("TopicA") + '\0'),
                                          packet(0xA0, u16(1) + str16("TopicA")),
                                          packet(0xC0, "x"),
                                          packet(0xE0, "x"), // a body where none may be
                                          packet(0x40, u16(1) + "x"),
                                          packet(0x40, "x"),
                                          packet(0x62, u16(1) + "x"),
                                          puback(0),
                                          pubrel(0),
                                          packet(0x36, str16("TopicA") + u16(1)),
                                          packet(0x38, str16("TopicA")), // QoS 3, DUP at QoS 0
                                          publish("", "x"),
                                          publish("TopicA/+", "x"),
                                          publish("TopicA/#", "x"),
                                          publish("TopicA", "x", 1, 0),
                                          publish(std::string("TopicA/\0", 8), "x"),
                                          publish("TopicA/\xed\xa0\x80", "x"),
                                          packet(0x30, "\x01"),
                                          subscribe(1, {}),
                                          subscribe(0, {{"TopicA", 0}}),
                                          subscribe(1, {{"TopicA", 3}}),
                                          subscribe(1, {{"", 0}}),
                                          subscribe(1, {{"TopicA/a#", 0}}),
                                          subscribe(1, {{"TopicA/#/a", 0}}),
                                          subscribe(1, {{"TopicA/a+", 0}}),
                                          subscribe(1, {{"TopicA/\xff", 0}}),
                                          subscribe(1, {{"TopicA", 4}}),
                                          unsubscribe(1, {}),
                                          unsubscribe(0, {"TopicA"}),
                                          unsubscribe(1, {""}),
                                          hex("00"),
                                          hex("f0"),
                                          hex("30ffffffff01")};
    for (const Packet &breach : breaches) {
        RawClient client = service.sign_in(dev("d"));
        client.send(breach);
        INFO(breach);
        CHECK(client.is_closed());
    }
}

TEST_CASE("PINGREQ is answered and DISCONNECT closes")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    client.send(pingreq() + pingreq() + disconnect());
    CHECK(client.next() == pingresp());
    CHECK(client.next() == pingresp());
    CHECK(client.is_closed());
    CHECK_FALSE(service.online(dev("d")));
}

TEST_CASE("nothing behind DISCONNECT is handled")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    client.send(publish("TopicA", "before") + disconnect() + publish("TopicA", "behind"));
    CHECK(client.is_closed());
    const auto stored = service.stored("TopicA");
    REQUIRE(stored.size() == 1);
    CHECK(stored[0].body == "before");
}

TEST_CASE("what a client sent before it closed its socket is handled")
{
    Service service;
    {
        RawClient client = service.sign_in(dev("d"));
        for (int i = 0; i < 100; ++i)
            client.send(publish("TopicA", std::to_string(i)));
    }
    service.wait_offline(dev("d"));
    CHECK(service.stored("TopicA").size() == 100);
}

TEST_CASE("a silent client is closed one and a half keepalives after its last packet")
{
    Service service;
    check_silence_limit(service, 10, milliseconds(15000));
    check_silence_limit(service, 1, milliseconds(1500));
}

TEST_CASE("keepalive 0 and keepalives above 120 count as 120")
{
    Service service;
    check_silence_limit(service, 0, seconds(180));
    check_silence_limit(service, 121, seconds(180));
    check_silence_limit(service, 65535, seconds(180));
    check_silence_limit(service, 120, seconds(180));
    check_silence_limit(service, 119, milliseconds(178500));
    RawClient client = service.sign_in(with_keepalive(dev("d"), 0));
    CHECK(service->session(dev("d"))->keep_alive_s == 120);
}

TEST_CASE("without a cap keepalives are what the client says and 0 is off")
{
    Config config = service_config();
    config.limits.max_keepalive_s = 0;
    Service service(config);
    check_silence_limit(service, 200, seconds(300));
    RawClient client = service.sign_in(with_keepalive(dev("d"), 0));
    service.advance(std::chrono::hours(100));
    CHECK(client.quiet());
}

TEST_CASE("any packet of the client puts the keepalive off, none of the broker's does")
{
    Service service;
    RawClient talker = service.sign_in(with_keepalive(dev("talker"), 10));
    RawClient listener = service.sign_in(with_keepalive(dev("listener"), 10));
    REQUIRE(listener.ask(subscribe(1, {{"TopicA", 0}})) == suback(1, {0}));
    for (int round = 0; round < 3; ++round) {
        service.advance(milliseconds(14900));
        if (round == 0) CHECK(listener.quiet());
        if (round == 2) CHECK_FALSE(service.online(dev("listener")));
        publish_acked(talker, "TopicA", "x");
    }
    CHECK(listener.next() == publish("TopicA", "x"));
    CHECK(listener.next() == publish("TopicA", "x"));
    CHECK(listener.is_closed());
    CHECK(talker.quiet());
}

TEST_CASE("a connection that brings no CONNECT is closed at the connect timeout")
{
    Service service;
    RawClient silent = service.open();
    RawClient half = service.open();
    REQUIRE(eventually([&] { return service->statistics().connections == 2; }));
    service.advance(milliseconds(5000));
    half.send({connect().bytes.substr(0, 20), {}});
    service.advance(milliseconds(4900));
    CHECK(service->statistics().connections == 2);
    service.advance(milliseconds(200));
    CHECK(silent.is_closed());
    CHECK(half.is_closed());
    CHECK(eventually([&] { return service->statistics().connections == 0; }));
}

TEST_CASE("the connect timeout does not touch who signed in")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    service.advance(seconds(11));
    CHECK(client.quiet());
}

TEST_CASE("kick closes a client's connection, reset everybody's")
{
    Service service;
    RawClient one = service.sign_in(dev("1"));
    RawClient two = service.sign_in(dev("2"));
    CHECK(service->kick(dev("1")));
    CHECK(one.is_closed());
    CHECK_FALSE(service->kick(dev("1")));
    CHECK_FALSE(service->kick(dev("never seen")));
    CHECK(two.quiet());
    service->reset();
    CHECK(two.is_closed());
    CHECK(service->sessions().empty());
    CHECK(service.sign_in(dev("2")).quiet());
}
