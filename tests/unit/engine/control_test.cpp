#include <doctest/doctest.h>

#include "harness.hpp"

using namespace engine_test;

namespace
{

ConnectOptions anonymous()
{
    ConnectOptions options;
    options.user.reset();
    options.password.reset();
    return options;
}

} // namespace

TEST_CASE("enableOrderMsg switches order on and off; whatever else it says is acknowledged and ignored")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect() == 0);
    const auto ordered = [&] { return broker.engine().session("GID_AAA@@@BBB001")->ordered; };
    const auto order = [&](const std::string &payload) {
        client.send(publish_packet("$SYS/enableOrderMsg", payload, 1, 3));
        CHECK(client.take_one().type == 4);
        return ordered();
    };
    CHECK_FALSE(ordered());
    CHECK(order(R"({"order":"true"})"));
    for (const char *noise :
         {"", "{", "[]", "3", R"({"order":1})", R"({"order":"yes"})", R"({"Order":"false"})", R"({"order":"false"}})"})
        CHECK(order(noise));
    CHECK(order(std::string(60000, '[')));
    CHECK(order(R"({"order":"false"})" + std::string(70000, ' ')));
    CHECK_FALSE(order(R"({"x":[1],"order":"false"})"));
    CHECK(order(R"({"order":true})"));
    client.drop();
    Client again(broker);
    REQUIRE(again.connect() == 0);
    CHECK_FALSE(ordered()); // valid for one connection
}

TEST_CASE("control messages reach neither subscribers nor MQ, and $SYS else is forbidden")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect() == 0);
    CHECK(client.subscribe("$SYS/#", 1) == 1);
    client.send(publish_packet("$SYS/getOfflineMsg", R"({"maxPushNum":30,"pushOrder":"DESC"})", 1, 2));
    CHECK(client.take_one().type == 4);
    client.send(publish_packet("$SYS/getOfflineMsg", "{}"));
    client.send(publish_packet("$SYS/enableOrderMsg", "{}", 2, 3) + ack_packet(0x62, 3));
    CHECK(client.take().size() == 2);
    CHECK(broker.published() == 0);
    client.send(publish_packet("$SYS/other", "x"));
    CHECK(client.closed());
}

TEST_CASE("an anonymous client is pending: ping, unsubscribe and disconnect only")
{
    Broker broker;
    Client owner(broker), client(broker);
    REQUIRE(owner.connect() == 0);
    REQUIRE(client.connect(anonymous()) == 0);
    CHECK_FALSE(owner.closed()); // nobody unknown takes an id over
    client.send(std::string("\xC0\0", 2) + unsubscribe_packet(7, {"TopicA"}));
    const auto got = client.take();
    REQUIRE(got.size() == 2);
    CHECK(got[0].type == 13);
    CHECK(got[1].type == 11);
    CHECK(got[1].id == 7);
    client.send(std::string("\xE0\0", 2));
    CHECK(client.closed());
    CHECK(client.take().empty());
    CHECK(broker.engine().session("GID_AAA@@@BBB001")->connected);
}

TEST_CASE("a pending client that does more is told -1 and closed")
{
    struct Case {
        std::string bytes;
        const char *payload;
    };
    for (const Case &each :
         {Case{publish_packet("TopicA", "m", 1, 1), R"({"code":-1,"type":"W"})"},
          Case{publish_packet("$SYS/enableOrderMsg", "{}", 1, 1), R"({"code":-1,"type":"W"})"},
          Case{subscribe_packet(1, {{"TopicA", 1}}), R"({"code":-1,"type":"R"})"},
          Case{publish_packet("$SYS/uploadToken", R"({"token":"x","type":"R"})", 1, 1), R"({"code":1,"type":"R"})"}}) {
        Broker broker;
        Client client(broker);
        REQUIRE(client.connect(anonymous()) == 0);
        client.send(each.bytes);
        const auto notice = client.take_one();
        CHECK(notice.flags == 0);
        CHECK(notice.topic == "$SYS/tokenInvalidNotice");
        CHECK(notice.payload == each.payload);
        CHECK(client.closed());
        CHECK(broker.published() == 0);
    }
}

TEST_CASE("a pending client without a token is told and closed after the timeout, keepalive or not")
{
    Broker broker;
    Client client(broker);
    ConnectOptions options = anonymous();
    options.keep_alive_s = 30;
    REQUIRE(client.connect(options) == 0);
    broker.advance(30000);
    client.send(std::string("\xC0\0", 2));
    client.take();
    broker.advance(29999);
    CHECK_FALSE(client.closed());
    broker.advance(1);
    CHECK(client.take_one().payload == R"({"code":-1,"type":"RW"})");
    CHECK(client.closed());
}

TEST_CASE("session-present of a pending client is that of what is stored")
{
    Broker broker;
    {
        Client client(broker);
        REQUIRE(client.connect(device("d", false)) == 0);
        REQUIRE(client.subscribe("TopicA", 1) == 1);
    }
    ConnectOptions options = anonymous();
    options.client_id = "GID_AAA@@@d";
    options.clean = false;
    Client client(broker);
    CHECK(client.connect(options) == 0);
    CHECK(client.session_present());
}
