#include <doctest/doctest.h>

#include "token_scene.hpp"

using namespace engine_test;

// What becomes of the will of a client that signed in by token: nobody is left to be told that it may not go out.

TEST_CASE("a will of a token session goes out only if a valid token of its covers it then")
{
    struct Case {
        const char *actions;
        const char *type;
        const char *resource;
        bool goes_out;
    };
    for (const Case &each : {Case{"W", "W", "TopicA/will", true}, Case{"R,W", "RW", "TopicA/+", true},
                             Case{"W", "W", "TopicA", false}, Case{"R", "R", "TopicA/will", false}}) {
        CAPTURE(each.resource);
        Broker broker;
        Client watcher(broker), client(broker);
        REQUIRE(watcher.connect(device("watcher")) == 0);
        REQUIRE(watcher.subscribe("TopicA/#", 1) == 1);
        ConnectOptions options = anonymous();
        options.will_topic = "TopicA/will";
        options.will_payload = "gone";
        REQUIRE(client.connect(options) == 0);
        upload(client, issue(broker, each.actions, {each.resource}), each.type);
        client.drop();
        CHECK(watcher.take().size() == (each.goes_out ? 1 : 0));
        CHECK(broker.published() == (each.goes_out ? 1 : 0));
    }
}

TEST_CASE("a will needs its token to be valid when the connection ends, and no other")
{
    Config config = Config::ready_made();
    config.limits.max_keepalive_s = 0;
    Broker broker(config);
    Client watcher(broker), client(broker);
    ConnectOptions options = device("watcher");
    options.keep_alive_s = 0;
    REQUIRE(watcher.connect(options) == 0);
    REQUIRE(watcher.subscribe("TopicA/#", 0) == 0);
    options = anonymous();
    options.keep_alive_s = 0;
    options.will_topic = "TopicA/will";
    REQUIRE(client.connect(options) == 0);
    const std::string write = issue(broker, "W", {"TopicA/will"}, 2000);
    std::size_t wills = 0;
    SUBCASE("no token has come")
    {
        client.drop();
    }
    SUBCASE("another token expires")
    {
        upload(client, write, "W");
        upload(client, issue(broker, "R", {"TopicA"}, 1000), "R");
        broker.advance(1000);
        wills = 1;
    }
    SUBCASE("the token expires")
    {
        upload(client, write, "W");
        broker.advance(2000);
    }
    SUBCASE("the token is revoked")
    {
        upload(client, write, "W");
        REQUIRE(broker.engine().revoke_token(write));
    }
    SUBCASE("the connection is taken over")
    {
        upload(client, write, "W");
        Client heir(broker);
        REQUIRE(heir.connect() == 0);
        wills = 1;
    }
    SUBCASE("DISCONNECT")
    {
        upload(client, write, "W");
        client.send(std::string("\xE0\0", 2));
    }
    CHECK(client.closed());
    CHECK(watcher.take().size() == wills);
}
