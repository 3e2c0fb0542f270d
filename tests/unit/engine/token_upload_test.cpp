#include <doctest/doctest.h>

#include "token_scene.hpp"

using namespace engine_test;

// Spec 8.4: what an upload is answered, and that a token does what it says.

TEST_CASE("the first token makes an anonymous client one that publishes and subscribes")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect(anonymous()) == 0);
    CHECK_FALSE(broker.engine().session("GID_AAA@@@BBB001"));
    CHECK(upload(client, issue(broker, "R,W", {"TopicA/x"}), "RW").empty());
    const auto session = broker.engine().session("GID_AAA@@@BBB001");
    REQUIRE(session);
    CHECK(session->connected);
    REQUIRE(session->tokens.size() == 1);
    CHECK(session->tokens[0].first == "RW");
    CHECK(session->tokens[0].second == broker.now() + hour_ms);
    CHECK(client.subscribe("TopicA/x", 1) == 1);
    client.send(publish_packet("TopicA/x", "m", 1, 1));
    const auto got = client.take();
    REQUIRE(got.size() == 2);
    CHECK(got[0].type == 4);
    CHECK(got[1].payload == "m");
    CHECK(broker.engine().mq_stored() == 1);
    CHECK(broker.engine().statistics().tokens_accepted == 1);
}

TEST_CASE("an upload is acknowledged as its QoS wants, and may spell the key Token")
{
    Broker broker;
    const std::string token = issue(broker, "W", {"TopicA"});
    for (const unsigned qos : {0U, 1U, 2U}) {
        CAPTURE(qos);
        Client client(broker);
        REQUIRE(client.connect(anonymous()) == 0);
        client.send(publish_packet("$SYS/uploadToken", R"({"type":"W","x":[1],"Token":")" + token + "\"}", qos, 5));
        const auto got = client.take();
        REQUIRE(got.size() == (qos == 0 ? 0 : 1));
        if (qos > 0) {
            CHECK(got[0].type == (qos == 1 ? 4 : 5));
            CHECK(got[0].id == 5);
        }
        if (qos == 2) {
            client.send(ack_packet(0x62, 5));
            CHECK(client.take_one().type == 7);
        }
        client.send(publish_packet("TopicA", "m", 1, 6));
        CHECK(client.take_one().type == 4);
    }
}
