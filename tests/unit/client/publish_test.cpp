// Publishing and receiving across losses: the outbox owns each message until it is done.
#include <map>

#include "client_support.hpp"

using namespace lmq;
using namespace lmq::test;

TEST_CASE("thousands of acknowledged publishes do not wait for Paho's windows")
{
    Recorder<bool> done;
    ScriptedServer server([](Peer &peer, unsigned) { peer.serve(); });
    ClientOptions options = standard_options(server.uri());
    options.max_inflight = 10; // plain Paho with maxInflight 10: ten a second
    options.outbox.max_messages = 5000;
    Client client = make_client(options);
    REQUIRE(ok(client.connect(5s)));
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 2000; ++i)
        REQUIRE(ok(client.publish({"t", "x"}, [&](const Result<void> &result) { done.add(result.has_value()); })));
    REQUIRE(done.wait_for_count(2000));
    CHECK(since(start) < 10s);
    for (const bool good : done.values())
        REQUIRE(good);
    CHECK(client.statistics().publishes_completed == 2000);
    CHECK(client.statistics().outbox_messages == 0);
}

TEST_CASE("what is published without a connection is kept, and goes out in order")
{
    Recorder<std::string> payloads;
    Recorder<int> done;
    ScriptedServer server([&](Peer &peer, unsigned) {
        peer.serve([&](const WirePacket &packet) {
            if (packet.type == 3) payloads.add(packet.payload());
            return true;
        });
    });
    Client client = make_client(standard_options(server.uri()));
    for (int i = 0; i < 500; ++i)
        REQUIRE(ok(client.publish({"t", std::to_string(i), i % 2 == 0 ? QoS::at_least_once : QoS::at_most_once},
                                  [&, i](const Result<void> &result) { done.add(result ? i : -1); })));
    REQUIRE(ok(client.connect(5s)));
    REQUIRE(payloads.wait_for_count(500));
    REQUIRE(done.wait_for_count(500));
    for (int i = 0; i < 500; ++i)
        REQUIRE(payloads.values()[static_cast<std::size_t>(i)] == std::to_string(i));
    CHECK(client.statistics().publishes_completed == 500);
}

TEST_CASE("a full outbox refuses, and says so at once")
{
    ClientOptions options = standard_options("tcp://127.0.0.1:1");
    options.outbox.max_messages = 3;
    Client client = make_client(options);
    for (int i = 0; i < 3; ++i)
        REQUIRE(ok(client.publish({"t", "x"})));
    const auto fourth = client.publish({"t", "x"}, [](const Result<void> &) { FAIL("called"); });
    REQUIRE_FALSE(fourth.has_value());
    CHECK(fourth.error().code == Errc::outbox_full);
}

TEST_CASE("an outbox that drops the oldest tells the handler of what it drops")
{
    Recorder<std::pair<int, Errc>> dropped;
    ClientOptions options = standard_options("tcp://127.0.0.1:1");
    options.outbox.max_messages = 3;
    options.outbox.policy = OutboxPolicy::drop_oldest;
    Client client = make_client(options);
    for (int i = 0; i < 5; ++i)
        REQUIRE(ok(client.publish({"t", "x"}, [&, i](const Result<void> &result) {
            if (!result) dropped.add({i, result.error().code});
        })));
    REQUIRE(dropped.wait_for_count(2));
    CHECK(dropped.values()[0] == std::make_pair(0, Errc::dropped_oldest));
    CHECK(dropped.values()[1] == std::make_pair(1, Errc::dropped_oldest));
}

TEST_CASE("a message that waits longer than its time to live expires, though nothing else happens")
{
    Recorder<Errc> done;
    Client client = make_client(standard_options("tcp://127.0.0.1:1"));
    const auto start = std::chrono::steady_clock::now();
    REQUIRE(ok(client.publish({"t", "x", QoS::at_least_once, false, 80ms},
                              [&](const Result<void> &result) { done.add(result.error().code); })));
    REQUIRE(done.wait_for_count(1, 5s));
    CHECK(done.values()[0] == Errc::expired);
    CHECK(since(start) >= 79ms);
}

TEST_CASE("messages in flight when a clean session is lost are sent again, and each completes once")
{
    Recorder<std::string> second;
    Recorder<int> done;
    ScriptedServer server([&](Peer &peer, unsigned number) {
        if (number == 0) {
            peer.read();
            peer.connack();
            for (int i = 0; i < 5; ++i)
                peer.read_type(3);
            peer.reset(); // nothing was acknowledged: plain Paho fails them with -11
            return;
        }
        peer.serve([&](const WirePacket &packet) {
            if (packet.type == 3) second.add(packet.payload());
            return true;
        });
    });
    Client client = make_client(standard_options(server.uri()));
    REQUIRE(ok(client.connect(5s)));
    for (int i = 0; i < 5; ++i)
        REQUIRE(ok(client.publish({"t", std::to_string(i)},
                                  [&, i](const Result<void> &result) { done.add(result ? i : -1); })));
    REQUIRE(done.wait_for_count(5));
    CHECK(done.values() == std::vector<int>{0, 1, 2, 3, 4});
    CHECK(second.values() == std::vector<std::string>{"0", "1", "2", "3", "4"});
    CHECK(client.statistics().connection_losses == 1);
    CHECK(client.statistics().publishes_completed == 5);
}

TEST_CASE("many losses in the middle of the flow lose nothing and complete nothing twice")
{
    Recorder<std::string> acknowledged;
    Recorder<int> done;
    ScriptedServer server([&](Peer &peer, unsigned number) {
        unsigned publishes = 0;
        peer.serve([&](const WirePacket &packet) {
            if (packet.type != 3) return true;
            if (number < 12 && ++publishes > 7 + number) return false;
            acknowledged.add(packet.payload());
            return true;
        });
    });
    ClientOptions options = standard_options(server.uri());
    options.back_off.min = options.back_off.max = 5ms;
    options.max_inflight = 20;
    Client client = make_client(options);
    REQUIRE(ok(client.start()));
    constexpr int count = 400;
    for (int i = 0; i < count; ++i)
        REQUIRE(ok(client.publish({"t", std::to_string(i), i % 3 == 0 ? QoS::exactly_once : QoS::at_least_once},
                                  [&, i](const Result<void> &result) { done.add(result ? i : -1); })));
    REQUIRE(done.wait_for_count(count));
    REQUIRE(ok(client.close(5s)));
    CHECK(done.values().size() == count);
    std::map<int, int> completions;
    for (const int i : done.values())
        ++completions[i];
    CHECK(completions.count(-1) == 0);
    CHECK(completions.size() == count);
    std::map<std::string, int> arrived;
    for (const std::string &payload : acknowledged.values())
        ++arrived[payload];
    CHECK(arrived.size() == count);
}

TEST_CASE("a QoS 0 message that was on its way when the connection ended is not sent twice")
{
    Recorder<std::string> payloads;
    Recorder<bool> done;
    ScriptedServer server([&](Peer &peer, unsigned number) {
        unsigned publishes = 0;
        peer.serve([&](const WirePacket &packet) {
            if (packet.type != 3) return true;
            payloads.add(packet.payload());
            return number >= 5 || ++publishes < 10;
        });
    });
    ClientOptions options = standard_options(server.uri());
    options.back_off.min = options.back_off.max = 5ms;
    Client client = make_client(options);
    REQUIRE(ok(client.connect(5s)));
    for (int i = 0; i < 300; ++i)
        REQUIRE(ok(client.publish({"t", std::to_string(i), QoS::at_most_once},
                                  [&](const Result<void> &result) { done.add(result.has_value()); })));
    REQUIRE(done.wait_for_count(300));
    REQUIRE(ok(client.close(5s)));
    std::map<std::string, int> arrived;
    for (const std::string &payload : payloads.values())
        CHECK(++arrived[payload] == 1);
}

TEST_CASE("payloads with NULs, empty ones and large ones arrive as they are, both ways")
{
    Recorder<std::string> out;
    Recorder<ReceivedMessage> in;
    ScriptedServer server([&](Peer &peer, unsigned) {
        peer.serve([&](const WirePacket &packet) {
            if (packet.type != 3) return true;
            out.add(packet.payload());
            return peer.publish("echo", packet.payload(), 1, static_cast<unsigned>(out.values().size()));
        });
    });
    Client client = make_client(standard_options(server.uri()));
    client.on_message([&](const ReceivedMessage &message) { in.add(message); });
    REQUIRE(ok(client.connect(5s)));
    const std::vector<std::string> payloads = {std::string("\0a\0\0b\0", 6), "", std::string(300000, '\0')};
    for (const std::string &payload : payloads)
        REQUIRE(ok(client.publish({"t", payload})));
    REQUIRE(out.wait_for_count(3));
    REQUIRE(in.wait_for_count(3));
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK((out.values()[i] == payloads[i]));
        CHECK((in.values()[i].payload == payloads[i]));
        CHECK(in.values()[i].topic == "echo");
        CHECK(in.values()[i].qos == QoS::at_least_once);
    }
}

TEST_CASE("a filter that the server refuses is told apart from those it grants")
{
    ScriptedServer server([](Peer &peer, unsigned) {
        peer.read();
        peer.connack();
        for (;;) {
            const WirePacket packet = peer.read_type(8);
            if (packet.type == 0) return;
            peer.suback(packet.packet_id(),
                        packet.filter_count() == 1 ? std::vector<unsigned>{128} : std::vector<unsigned>{1, 128, 0});
        }
    });
    Client client = make_client(standard_options(server.uri()));
    REQUIRE(ok(client.connect(5s)));
    const auto three =
        client.subscribe_and_wait({{"a", QoS::at_least_once}, {"b", QoS::at_least_once}, {"c", QoS::exactly_once}}, 5s);
    REQUIRE(three.has_value());
    REQUIRE(three->size() == 3);
    CHECK(three->at(0).granted == QoS::at_least_once);
    REQUIRE_FALSE(three->at(1).granted.has_value());
    CHECK(three->at(1).granted.error().code == Errc::subscription_refused);
    CHECK(three->at(2).granted == QoS::at_most_once);
    const auto one = client.subscribe_and_wait({{"d", QoS::at_least_once}}, 5s);
    REQUIRE(one.has_value());
    CHECK(one->at(0).granted.error().code == Errc::subscription_refused);
    CHECK(client.statistics().subscriptions == 2);
}

TEST_CASE("the subscription set is sent after every connect, before the waiting publishes")
{
    Recorder<unsigned> order;
    ScriptedServer server([&](Peer &peer, unsigned) {
        peer.serve([&](const WirePacket &packet) {
            order.add(packet.type);
            return packet.type != 3 || order.values().size() > 4;
        });
    });
    Client client = make_client(standard_options(server.uri()));
    REQUIRE(ok(client.subscribe({{"a", QoS::at_least_once}, {"b", QoS::at_least_once}})));
    REQUIRE(ok(client.publish({"t", "x"})));
    REQUIRE(ok(client.start()));
    REQUIRE(order.wait_for_count(6));
    auto first_six = order.values();
    first_six.resize(6);
    CHECK(first_six == std::vector<unsigned>{1, 8, 3, 1, 8, 3});
}

TEST_CASE("no answer to SUBSCRIBE within ack_timeout drops the connection and tries again")
{
    ScriptedServer server([](Peer &peer, unsigned number) {
        if (number > 0) {
            peer.serve();
            return;
        }
        peer.read();
        peer.connack();
        peer.drain();
    });
    ClientOptions options = standard_options(server.uri());
    options.ack_timeout = 100ms;
    Client client = make_client(options);
    REQUIRE(ok(client.start()));
    const auto outcome = client.subscribe_and_wait({{"a", QoS::at_least_once}}, 10s);
    REQUIRE(outcome.has_value());
    CHECK(outcome->at(0).granted.has_value());
    CHECK(server.connections() == 2);
}
