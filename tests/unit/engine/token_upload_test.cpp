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
    CHECK(broker.published() == 1);
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

TEST_CASE("token goes before Token when both are there")
{
    Broker broker;
    const std::string token = issue(broker, "W", {"TopicA"});
    Client client(broker);
    REQUIRE(client.connect(anonymous()) == 0);
    client.send(publish_packet("$SYS/uploadToken", R"({"Token":"XXXX","token":")" + token + R"(","type":"W"})", 1, 5));
    CHECK(client.take_one().type == 4);
    client.send(publish_packet("$SYS/uploadToken", R"({"Token":")" + token + R"(","token":"XXXX","type":"W"})", 1, 6));
    expect_notice(client, 1, "W");
}

namespace
{

/// Uploads over a fresh connection of GID_AAA, which must end with the notice; nothing is acknowledged.
void refused(Broker &broker, const std::string &upload, int code, const std::string &type, bool by_password = false)
{
    CAPTURE(upload);
    Client client(broker);
    REQUIRE(client.connect(by_password ? ConnectOptions() : anonymous()) == 0);
    client.send(upload);
    expect_notice(client, code, type);
}

} // namespace

TEST_CASE("a malformed upload is code 1, with the type that it names if there is one")
{
    Broker broker;
    const std::string token = issue(broker, "R", {"TopicA"});
    for (const std::string &payload :
         {std::string(), std::string("x"), std::string("[]"), std::string("{}"), R"({"token":")" + token + "\"}",
          R"({"token":")" + token + R"(","type":3})", R"({"token":")" + token + R"(","type":""})",
          R"({"token":")" + token + R"(","type":"RW"}})", R"({"token":")" + token + R"(\u0000","type":"R"})",
          R"({"TOKEN":")" + token + R"(","type":"RW"})", std::string(70000, ' ')})
        refused(broker, publish_packet("$SYS/uploadToken", payload, 1, 1), 1, "RW");
    refused(broker, publish_packet("$SYS/uploadToken", R"({"type":"W"})", 1, 1), 1, "W");
    refused(broker, publish_packet("$SYS/uploadToken", R"({"token":"","type":"R"})", 1, 1), 1, "R");
    refused(broker, publish_packet("$SYS/uploadToken", R"({"token":7,"type":"R"})", 1, 1), 1, "R");
    CHECK(broker.engine().statistics().tokens_refused[1] == 14);
    CHECK(broker.engine().statistics().tokens_accepted == 0);
}

TEST_CASE("an upload is refused for the first that is wrong with it, in the order of spec 8.5")
{
    Broker broker(with_strangers());
    const auto upload = [](const std::string &token, const char *type) { return upload_packet(token, type); };
    std::string changed = issue(broker, "R,W", {"TopicA"});
    changed.back() = changed.back() == 'A' ? 'E' : 'A';
    const std::string revoked = issue(broker, "R", {"TopicA"}, hour_ms, "AK_TEST_0002");
    REQUIRE(broker.engine().revoke_token(revoked));
    for (const bool by_password : {false, true}) { // a signature session's upload is checked as well (Q-27)
        refused(broker, upload("XXXX", "RW"), 1, "RW", by_password);
        refused(broker, upload(changed, "RW"), 8, "RW", by_password);
        refused(broker, upload(revoked, "W"), 3, "W", by_password); // of another account and type, too
        // Expired, of another account and type: the clock is at the expiry to the millisecond.
        refused(broker, upload(issue(broker, "R", {"TopicA"}, 0, "AK_TEST_0002"), "W"), 2, "W", by_password);
        refused(broker, upload(issue(broker, "R", {"TopicA"}, hour_ms, "AK_TEST_0002"), "W"), -1, "W", by_password);
        refused(broker, upload(issue(broker, "R", {"TopicA"}, hour_ms, "AK_TEST_0003"), "R"), -1, "R", by_password);
        refused(broker, upload(issue(broker, "R,W", {"TopicA"}), "W"), 5, "W", by_password);
        refused(broker, upload(issue(broker, "R", {"TopicA"}), "RW"), 5, "RW", by_password);
        refused(broker, upload(issue(broker, "W", {"TopicA"}), "R"), 5, "R", by_password);
        refused(broker, upload(issue(broker, "R,W", {"TopicA"}), "R,W"), 5, "RW", by_password); // no type at all
    }
    const auto by_code = broker.engine().statistics().tokens_refused;
    CHECK(by_code == std::map<int, std::uint64_t>{{-1, 4}, {1, 2}, {2, 2}, {3, 2}, {5, 8}, {8, 2}});
}

TEST_CASE("a token's account must own the client's group, and be enabled")
{
    Broker broker(with_strangers());
    ConnectOptions options = anonymous();
    options.client_id = "GID_FOREIGN@@@x";
    Client stranger(broker);
    REQUIRE(stranger.connect(options) == 0);
    CHECK(upload(stranger, issue(broker, "W", {"ForeignTopic"}, hour_ms, "AK_TEST_0002"), "W").empty());
    stranger.send(publish_packet("ForeignTopic", "m", 1, 1));
    CHECK(stranger.take_one().type == 4);
    options.client_id = "GID_DISABLED@@@x";
    Client disabled(broker);
    REQUIRE(disabled.connect(options) == 0);
    disabled.send(upload_packet(issue(broker, "W", {"ForeignTopic"}, hour_ms, "AK_TEST_0003"), "W"));
    expect_notice(disabled, -1, "W");
}

TEST_CASE("there is one token of each type, and the same type again takes its place")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect(anonymous()) == 0);
    upload(client, issue(broker, "R", {"TopicA/r"}, hour_ms), "R");
    upload(client, issue(broker, "W", {"TopicA/w"}, hour_ms + 1), "W");
    upload(client, issue(broker, "R,W", {"TopicA/rw"}, hour_ms + 2), "RW");
    upload(client, issue(broker, "W", {"TopicA/new"}, hour_ms + 3), "W");
    using Tokens = std::vector<std::pair<std::string, std::int64_t>>;
    CHECK(broker.engine().session("GID_AAA@@@BBB001")->tokens ==
          Tokens{{"R", broker.now() + hour_ms}, {"W", broker.now() + hour_ms + 3}, {"RW", broker.now() + hour_ms + 2}});
    for (const char *topic : {"TopicA/new", "TopicA/rw"}) {
        client.send(publish_packet(topic, "m", 1, 1));
        CHECK(client.take_one().type == 4);
    }
    client.send(publish_packet("TopicA/w", "m", 1, 1)); // the replaced one covered it
    expect_notice(client, 4, "W");
}

TEST_CASE("a renewal that is no good ends the connection, whatever it held")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect(anonymous()) == 0);
    upload(client, issue(broker, "R,W", {"TopicA"}), "RW");
    client.send(upload_packet("XXXX", "RW"));
    expect_notice(client, 1, "RW");
}

TEST_CASE("tokens are the connection's: the next one has none")
{
    Broker broker;
    const std::string token = issue(broker, "R,W", {"TopicA"});
    {
        Client client(broker);
        REQUIRE(client.connect(anonymous("d", false)) == 0);
        upload(client, token, "RW");
        REQUIRE(client.subscribe("TopicA", 1) == 1);
    }
    CHECK(broker.engine().session("GID_AAA@@@d")->tokens.empty());
    Client client(broker);
    REQUIRE(client.connect(anonymous("d", false)) == 0);
    client.send(publish_packet("TopicA", "m", 1, 1));
    expect_notice(client, -1, "W");
    Client again(broker);
    REQUIRE(again.connect(anonymous("d", false)) == 0);
    upload(again, token, "RW"); // the same one once more
}

TEST_CASE("a signature session's rights stay its account's, whatever it uploads")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect() == 0);
    CHECK(upload(client, issue(broker, "R", {"TopicA/x"}, 1000), "R").empty());
    CHECK(broker.engine().session("GID_AAA@@@BBB001")->tokens.empty());
    client.send(publish_packet("TopicB", "m", 1, 1));
    CHECK(client.take_one().type == 4);
    CHECK(client.subscribe("TopicB/#", 1) == 1);
    broker.advance(30000); // no notice, no end: it is not held
    CHECK(client.take().empty());
    CHECK_FALSE(client.closed());
}

TEST_CASE("no token stands in the log")
{
    Broker broker;
    std::string log;
    broker.engine().set_log(lmq::LogLevel::trace, [&](lmq::LogLevel, std::string_view line) { log += line; });
    const std::string token = issue(broker, "R,W", {"TopicA"});
    Client client(broker);
    REQUIRE(client.connect(anonymous()) == 0);
    upload(client, token, "RW");
    REQUIRE(broker.engine().revoke_token(token));
    CHECK(client.closed());
    CHECK(log.find("brought a token of type RW") != std::string::npos);
    CHECK(log.find("token refused, code 3") != std::string::npos);
    CHECK(log.find(token.substr(0, 40)) == std::string::npos);
    CHECK(log.find(token.substr(token.size() - 20)) == std::string::npos);
}
