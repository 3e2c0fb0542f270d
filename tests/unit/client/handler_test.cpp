// Handlers: where they run, what they may call, what they may not hold up; and the end of a client.
#include <map>
#include <optional>
#include <thread>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include "client_support.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

// Sends messages "0", "1", … on topic t as soon as the client has subscribed.
ScriptedServer::Script flood(int count, std::size_t size = 10, unsigned qos = 0)
{
    return [=](Peer &peer, unsigned) {
        peer.serve([&](const WirePacket &packet) {
            if (packet.type != 8) return true;
            peer.suback(packet.packet_id(), {1});
            for (int i = 0; i < count; ++i) {
                std::string payload = std::to_string(i);
                payload.resize(size, ' ');
                if (!peer.publish("t", payload, qos, static_cast<unsigned>(i % 65535 + 1))) return false;
            }
            return true;
        });
    };
}

std::size_t heap_in_use()
{
#if defined(__GLIBC__)
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
#else
    return 0; // only the C library of the reference system tells
#endif
}

} // namespace

TEST_CASE("a handler that blocks stops neither other clients nor its own connection's sending")
{
    Gate release;
    Gate blocked;
    ScriptedServer server(flood(1));
    Client slow = make_client(standard_options(server.uri(), "slow"));
    slow.on_message([&](const ReceivedMessage &) {
        blocked.open();
        release.wait();
    });
    REQUIRE(ok(slow.connect(5s)));
    REQUIRE(ok(slow.subscribe({{"t", QoS::at_least_once}})));
    REQUIRE(blocked.wait());
    {
        Client other = make_client(standard_options(server.uri(), "other"));
        REQUIRE(ok(other.connect(5s)));
        CHECK(ok(other.publish_and_wait({"x", "y"}, 5s)));
    }
    CHECK(ok(slow.publish({"x", "y"})));
    release.open();
    CHECK(ok(slow.close(5s)));
}

TEST_CASE("blocking calls from a handler answer would_deadlock")
{
    Recorder<Errc> codes;
    ScriptedServer server([](Peer &peer, unsigned) { peer.serve(); });
    Client client = make_client(standard_options(server.uri()));
    REQUIRE(ok(client.connect(5s)));
    REQUIRE(ok(client.publish({"t", "x"}, [&](const Result<void> &) {
        codes.add(client.connect(1s).error().code);
        codes.add(client.publish_and_wait({"t", "x"}, 1s).error().code);
        codes.add(client.subscribe_and_wait({{"t", QoS::at_least_once}}, 1s).error().code);
        codes.add(client.unsubscribe_and_wait({"t"}, 1s).error().code);
        codes.add(client.disconnect(1s).error().code);
        codes.add(client.close(1s).error().code);
    })));
    REQUIRE(codes.wait_for_count(6));
    for (const Errc code : codes.values())
        CHECK(code == Errc::would_deadlock);
    CHECK(ok(client.publish_and_wait({"t", "x"}, 5s)));
    CHECK(client.poll(0ms).error().code == Errc::wrong_mode);
}

TEST_CASE("calls that do not wait work from a handler")
{
    Recorder<bool> done;
    ScriptedServer server([](Peer &peer, unsigned) { peer.serve(); });
    Client client = make_client(standard_options(server.uri()));
    REQUIRE(ok(client.connect(5s)));
    REQUIRE(ok(client.publish({"t", "x"}, [&](const Result<void> &) {
        done.add(client.subscribe({{"a", QoS::at_least_once}}).has_value());
        done.add(
            client.publish({"t", "y"}, [&](const Result<void> &result) { done.add(result.has_value()); }).has_value());
        done.add(client.status().state == ConnectionState::ready);
        client.on_message([](const ReceivedMessage &) {});
        done.add(client.statistics().publishes_accepted == 2);
    })));
    REQUIRE(done.wait_for_count(5));
    for (const bool good : done.values())
        CHECK(good);
}

TEST_CASE("a slow handler holds the transport back and loses nothing; order is kept")
{
    Gate release;
    Recorder<int> order;
    constexpr int count = 3000;
    ScriptedServer server(flood(count, 2000, 1));
    ClientOptions options = standard_options(server.uri());
    options.inbox_messages = 10;
    Client client = make_client(options);
    client.on_message([&](const ReceivedMessage &message) {
        if (order.values().empty()) release.wait();
        order.add(std::stoi(message.payload));
    });
    REQUIRE(ok(client.connect(5s)));
    REQUIRE(ok(client.subscribe({{"t", QoS::at_least_once}})));
    Client other = make_client(standard_options(server.uri(), "other"));
    REQUIRE(ok(other.connect(5s)));
    CHECK(ok(other.publish_and_wait({"x", "y"}, 5s)));
    release.open();
    REQUIRE(order.wait_for_count(count));
    const auto values = order.values();
    for (int i = 0; i < count; ++i)
        REQUIRE(values[static_cast<std::size_t>(i)] == i);
    CHECK(client.statistics().messages_received == count);
    CHECK(client.statistics().bytes_received == count * 2000);
    CHECK(ok(client.publish_and_wait({"x", "y"}, 5s))); // and acknowledgements are read again
}

TEST_CASE("in poll mode handlers run in poll() only, on the caller's thread")
{
    ScriptedServer server(flood(5));
    ClientOptions options = standard_options(server.uri());
    options.dispatch = Dispatch::poll;
    Client client = make_client(options);
    const std::thread::id me = std::this_thread::get_id();
    int messages = 0;
    client.on_message([&](const ReceivedMessage &) {
        CHECK((std::this_thread::get_id() == me));
        CHECK(client.poll(0ms).error().code == Errc::would_deadlock);
        ++messages;
    });
    REQUIRE(ok(client.connect(5s)));
    REQUIRE(ok(client.publish_and_wait({"x", "y"}, 5s)));
    REQUIRE(client.subscribe_and_wait({{"t", QoS::at_least_once}}, 5s).has_value());
    const auto start = std::chrono::steady_clock::now();
    while (messages < 5 && since(start) < 10s)
        REQUIRE(client.poll(100ms).has_value());
    CHECK(messages == 5);
    REQUIRE(client.poll(0ms).has_value());
    const auto idle = std::chrono::steady_clock::now();
    CHECK(client.poll(50ms).value_or(9) == 0);
    CHECK(since(idle) >= 49ms);
    REQUIRE(ok(client.close(1s)));
    CHECK(client.poll(0ms).error().code == Errc::closed);
}

TEST_CASE("closing completes what is left with cancelled, once each, and then answers closed")
{
    std::atomic<int> cancelled{0};
    std::atomic<int> subscribed{0};
    ScriptedServer server([](Peer &peer, unsigned) {
        peer.read();
        peer.connack();
        peer.drain(); // acknowledges nothing
    });
    Client client = make_client(standard_options(server.uri()));
    REQUIRE(ok(client.connect(5s)));
    for (int i = 0; i < 300; ++i) // some in flight, some waiting
        REQUIRE(ok(client.publish({"t", "x"}, [&](const Result<void> &result) {
            if (!result && result.error().code == Errc::cancelled) ++cancelled;
        })));
    REQUIRE(ok(client.subscribe({{"a", QoS::at_least_once}}, [&](const std::vector<SubscribeOutcome> &outcomes) {
        if (!outcomes.at(0).granted) ++subscribed;
    })));
    const auto closed = client.close(50ms);
    REQUIRE_FALSE(closed.has_value());
    CHECK(closed.error().code == Errc::timeout);
    CHECK(cancelled == 300);
    CHECK(subscribed == 1);
    CHECK(client.publish({"t", "x"}).error().code == Errc::closed);
    CHECK(client.subscribe({{"a", QoS::at_least_once}}).error().code == Errc::closed);
    CHECK(client.unsubscribe({"a"}).error().code == Errc::closed);
    CHECK(client.start().error().code == Errc::closed);
    CHECK(client.disconnect(0ms).error().code == Errc::closed);
    CHECK(client.close(0ms).error().code == Errc::closed);
    client.network_changed();
    CHECK(client.status().state == ConnectionState::idle);
}

TEST_CASE("a client may be dropped inside its own handler")
{
    ScriptedServer server([](Peer &peer, unsigned) { peer.serve(); });
    for (const Dispatch dispatch : {Dispatch::thread, Dispatch::poll}) {
        ClientOptions options = standard_options(server.uri());
        options.dispatch = dispatch;
        Recorder<bool> done;
        auto client = std::make_unique<Client>(make_client(options));
        REQUIRE(ok(client->connect(5s)));
        Client *raw = client.get();
        Gate published; // not before this thread is out of the object
        const auto drop = [&](const Result<void> &result) {
            published.wait();
            client.reset();
            done.add(result.has_value());
        };
        REQUIRE(ok(client->publish({"t", "x"}, drop)));
        published.open();
        const auto start = std::chrono::steady_clock::now();
        while (dispatch == Dispatch::poll && done.values().empty() && since(start) < 5s)
            (void)raw->poll(100ms); // the object goes away below the last of these
        CHECK(done.wait_for_count(1));
    }
}

TEST_CASE("clients end at any moment of a busy connection")
{
    ScriptedServer server(flood(100000, 100));
    for (int i = 0; i < 40; ++i) {
        std::atomic<int> done{0};
        int accepted = 0;
        std::atomic<int> messages{0};
        {
            Client client = make_client(standard_options(server.uri(), "busy-" + std::to_string(i)));
            client.on_message([&](const ReceivedMessage &) { ++messages; });
            REQUIRE(ok(client.start()));
            REQUIRE(ok(client.subscribe({{"t", QoS::at_least_once}})));
            const auto start = std::chrono::steady_clock::now();
            while (since(start) < std::chrono::milliseconds(i))
                if (client.publish({"x", "y"}, [&](const Result<void> &) { ++done; })) ++accepted;
            if (i % 2 == 0) (void)client.close(0ms);
        }
        CHECK(done == accepted);
        const int after = messages;
        CHECK(messages == after); // no handler after the end: it would use what is gone
    }
}

TEST_CASE("many threads publish through one client")
{
    std::atomic<int> good{0};
    ScriptedServer server([](Peer &peer, unsigned) { peer.serve(); });
    ClientOptions options = standard_options(server.uri());
    options.outbox.max_messages = 100000;
    Client client = make_client(options);
    REQUIRE(ok(client.start()));
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 500; ++i)
                (void)client.publish({"t", "x", static_cast<QoS>(i % 3)}, [&](const Result<void> &result) {
                    if (result) ++good;
                });
        });
    for (std::thread &thread : threads)
        thread.join();
    CHECK(ok(client.close(20s)));
    CHECK(good == 2000);
}

TEST_CASE("clients that end while their peer reads nothing leave no memory behind")
{
    ScriptedServer server([](Peer &peer, unsigned) {
        peer.read();
        peer.connack();
        peer.wait_for_stop();
    });
    std::size_t in_use = 0;
    for (int round = 0; round < 4; ++round) {
        std::atomic<int> done{0};
        {
            ClientOptions options = standard_options(server.uri());
            options.outbox.max_bytes = 64U * 1024 * 1024;
            Client client = make_client(options);
            REQUIRE(ok(client.connect(5s)));
            for (int i = 0; i < 150; ++i)
                REQUIRE(ok(client.publish({"t", std::string(200000, 'x'), static_cast<QoS>(i % 2)},
                                          [&](const Result<void> &) { ++done; })));
            CHECK_FALSE(client.close(50ms).has_value());
        }
        CHECK(done == 150);
        if (round == 0) in_use = heap_in_use();
    }
    // Plain Paho 1.3.12 keeps for ever what it had not begun to send: some 25 MB a round.
    CHECK(heap_in_use() < in_use + 5U * 1024 * 1024);
}
