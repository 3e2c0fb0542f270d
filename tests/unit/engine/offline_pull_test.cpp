#include <doctest/doctest.h>

#include "offline_scene.hpp"

// Spec 9.4: pull mode.

using namespace engine_test;

TEST_CASE("a pull in the first heartbeat period is answered, and nothing else is pushed on that connection")
{
    OfflineScene scene;
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
    OfflineScene scene;
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
    for (const auto &row : std::initializer_list<std::pair<const char *, int>>{
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
        const auto &payload = row.first;
        const auto &count = row.second;
        CAPTURE(payload);
        OfflineScene scene;
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
        OfflineScene scene;
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
    OfflineScene scene;
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
    OfflineScene scene;
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
    OfflineScene scene;
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
