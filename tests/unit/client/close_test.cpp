// What the end of a client, or of a handler, leaves behind.
#include "client_support.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

// Sends `count` QoS 1 messages once the client has subscribed, and tells when the last was acknowledged.
ScriptedServer::Script send_and_await(int count, Gate &acknowledged)
{
    return [count, &acknowledged](Peer &peer, unsigned) {
        int acks = 0;
        peer.serve([&](const WirePacket &packet) {
            if (packet.type == 4 && ++acks == count) acknowledged.open();
            if (packet.type != 8) return true;
            peer.suback(packet.packet_id(), {1});
            for (int i = 1; i <= count; ++i)
                if (!peer.publish("t", std::to_string(i), 1, static_cast<unsigned>(i))) return false;
            return true;
        });
    };
}

} // namespace

TEST_CASE("close handles what was received and acknowledged before it ends")
{
    for (const Dispatch dispatch : {Dispatch::thread, Dispatch::poll}) {
        Gate acknowledged;
        Gate release;
        ScriptedServer server(send_and_await(100, acknowledged));
        std::atomic<int> handled{0};
        ClientOptions options = standard_options(server.uri());
        options.dispatch = dispatch;
        Client client = make_client(options);
        client.on_message([&](const ReceivedMessage &) {
            release.wait();
            ++handled;
        });
        REQUIRE(ok(client.connect(5s)));
        REQUIRE(ok(client.subscribe({{"t", QoS::at_least_once}})));
        REQUIRE(acknowledged.wait());
        release.open();
        CHECK(ok(client.close(20s)));
        CHECK(handled == 100);
    }
}

TEST_CASE("close tells when messages were not handled in time")
{
    Gate acknowledged;
    Gate never;
    ScriptedServer server(send_and_await(10, acknowledged));
    Client client = make_client(standard_options(server.uri()));
    client.on_message([&](const ReceivedMessage &) { never.wait(400ms); });
    REQUIRE(ok(client.connect(5s)));
    REQUIRE(ok(client.subscribe({{"t", QoS::at_least_once}})));
    REQUIRE(acknowledged.wait());
    const auto closed = client.close(100ms);
    REQUIRE_FALSE(closed.has_value());
    CHECK(closed.error().code == Errc::timeout);
    CHECK(closed.error().detail.find("not handled") != std::string::npos);
}

TEST_CASE("close and the destructor wait for one handler at work, not for the messages behind it")
{
    for (const Dispatch dispatch : {Dispatch::thread, Dispatch::poll}) {
        Gate acknowledged;
        Gate never;
        ScriptedServer server(send_and_await(60, acknowledged));
        std::atomic<int> handled{0};
        ClientOptions options = standard_options(server.uri());
        options.dispatch = dispatch;
        Client client = make_client(options);
        client.on_message([&](const ReceivedMessage &) {
            never.wait(100ms);
            ++handled;
        });
        REQUIRE(ok(client.connect(5s)));
        REQUIRE(ok(client.subscribe({{"t", QoS::at_least_once}})));
        REQUIRE(acknowledged.wait());
        CHECK_FALSE(client.close(250ms).has_value());
        CHECK(handled < 20); // all 60 would take 6 s
    }
}

TEST_CASE("a handler that replaces itself, or takes itself away, is not called again")
{
    Gate acknowledged;
    ScriptedServer server(send_and_await(20, acknowledged));
    std::atomic<int> first{0};
    std::atomic<int> second{0};
    Gate all;
    Client client = make_client(standard_options(server.uri()));
    client.on_message([&](const ReceivedMessage &) {
        acknowledged.wait(); // so that the others wait in the same batch
        if (++first < 2) return;
        client.on_message([&](const ReceivedMessage &) {
            if (++second == 18) all.open();
        });
    });
    REQUIRE(ok(client.connect(5s)));
    REQUIRE(ok(client.subscribe({{"t", QoS::at_least_once}})));
    CHECK(all.wait());
    CHECK(first == 2);
    CHECK(second == 18);
}

TEST_CASE("QoS 0 beyond the inbox's bytes is dropped and counted, QoS 1 is not")
{
    Gate sent;
    Gate release;
    ScriptedServer server([&](Peer &peer, unsigned) {
        peer.serve([&](const WirePacket &packet) {
            if (packet.type == 4) sent.open(); // the PUBACK: everything before it has been received
            if (packet.type != 8) return true;
            peer.suback(packet.packet_id(), {1});
            for (int i = 0; i < 200; ++i)
                if (!peer.publish("t", std::string(1000, 'x'), 0)) return false;
            return peer.publish("t", std::string(50000, 'y'), 1, 1);
        });
    });
    std::atomic<int> qos0{0};
    Gate last;
    ClientOptions options = standard_options(server.uri());
    options.inbox_bytes = 20000;
    Client client = make_client(options);
    client.on_message([&](const ReceivedMessage &message) {
        release.wait();
        if (message.qos == QoS::at_most_once)
            ++qos0;
        else
            last.open();
    });
    REQUIRE(ok(client.connect(5s)));
    REQUIRE(ok(client.subscribe({{"t", QoS::at_least_once}})));
    REQUIRE(sent.wait());
    const std::uint64_t dropped = client.statistics().messages_dropped;
    CHECK(dropped >= 180);
    release.open();
    CHECK(last.wait());
    CHECK(static_cast<std::uint64_t>(qos0) + dropped == 200);
}
