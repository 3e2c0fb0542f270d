#include <doctest/doctest.h>

#include "offline_scene.hpp"

// Spec 9.1 and 9.3: when a message is offline, and how it is pushed.

using namespace engine_test;

TEST_CASE("offline messages are not pushed at a reconnect, but from the first heartbeat period's end on, 30 in 5 s")
{
    OfflineScene scene;
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
    OfflineScene scene(config);
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
    OfflineScene scene(config);
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
    OfflineScene scene;
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
    OfflineScene scene;
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
    OfflineScene scene(config);
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
    OfflineScene scene;
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

TEST_CASE("offline_start=immediate pushes right after CONNACK, as the window allows")
{
    Config config = at_once();
    config.limits.max_inflight = 4;
    OfflineScene scene(config);
    scene.publish(1, 10);
    Client client(scene.broker);
    scene.connect(client);
    CHECK(payloads(client) == numbers(1, 4));
    CHECK(payloads(client) == numbers(5, 8));
    scene.publish(11, 11); // behind what waits
    CHECK(payloads(client) == numbers(9, 11));
}

TEST_CASE("a connection that takes over finds offline what its predecessor had not acknowledged")
{
    OfflineScene scene;
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
