#include <doctest/doctest.h>

#include "token_scene.hpp"

using namespace engine_test;

// Spec 8.5: which token allows what, and what the notice says when none does.

namespace
{

struct Given {
    const char *type;
    std::vector<std::string> resources;
};

using Tokens = std::vector<Given>;

/// A client of GID_AAA that holds these tokens.
struct Holder {
    explicit Holder(const Tokens &tokens, Config config = with_strangers()) : broker(std::move(config)), client(broker)
    {
        REQUIRE(client.connect(anonymous()) == 0);
        for (const Given &each : tokens)
            upload(client, issue(broker, std::string(each.type) == "RW" ? "R,W" : each.type, each.resources),
                   each.type);
    }
    Broker broker;
    Client client;
};

void publish_allowed(const Tokens &tokens, const std::string &topic)
{
    CAPTURE(topic);
    Holder holder(tokens);
    holder.client.send(publish_packet(topic, "m", 1, 1));
    CHECK(holder.client.take_one().type == 4);
    CHECK(holder.broker.published() == 1);
}

void publish_refused(const Tokens &tokens, const std::string &topic, int code, const std::string &type)
{
    CAPTURE(topic);
    for (const unsigned qos : {0U, 1U, 2U}) {
        Holder holder(tokens);
        holder.client.send(publish_packet(topic, "m", qos, qos == 0 ? 0 : 1));
        expect_notice(holder.client, code, type);
        CHECK(holder.broker.published() == 0);
    }
}

using Filters = std::vector<std::pair<std::string, unsigned>>;

void subscribe_allowed(const Tokens &tokens, const Filters &filters)
{
    Holder holder(tokens);
    holder.client.send(subscribe_packet(1, filters));
    const Received suback = holder.client.take_one();
    CHECK(suback.type == 9);
    CHECK(suback.body.find('\x80') == std::string::npos);
}

void subscribe_refused(const Tokens &tokens, const Filters &filters, int code, const std::string &type)
{
    Holder holder(tokens);
    holder.client.send(subscribe_packet(1, filters));
    expect_notice(holder.client, code, type);
}

} // namespace

TEST_CASE("publishing needs a W or RW token that covers the topic")
{
    publish_allowed({{"W", {"TopicA/x"}}}, "TopicA/x");
    publish_allowed({{"RW", {"TopicA/x"}}}, "TopicA/x");
    publish_allowed({{"W", {"TopicB", "TopicA/x"}}}, "TopicA/x");
    publish_allowed({{"W", {"TopicB"}}, {"RW", {"TopicA/x"}}}, "TopicA/x");
    publish_allowed({{"W", {"TopicA/+/y"}}}, "TopicA/x/y");
    publish_allowed({{"RW", {"TopicA/#"}}}, "TopicA");
    publish_allowed({{"W", {"#"}}}, "TopicA/x");
}

TEST_CASE("a publish without such a token is refused with the code and type of spec 8.5")
{
    publish_refused({{"W", {"TopicA"}}}, "TopicA/x", 4, "W"); // a parent does not cover its subtopics
    publish_refused({{"RW", {"TopicA/y"}}}, "TopicA/x", 4, "RW");
    publish_refused({{"W", {"TopicB"}}, {"RW", {"TopicA/y"}}}, "TopicA/x", 4, "W"); // W before RW
    publish_refused({{"R", {"TopicA/x"}}, {"RW", {"TopicA/y"}}}, "TopicA/x", 4, "RW");
    publish_refused({{"R", {"TopicA/x"}}}, "TopicA/x", 5, "R");
}

TEST_CASE("subscribing needs an R or RW token that covers every filter")
{
    subscribe_allowed({{"R", {"TopicA/x"}}}, {{"TopicA/x", 1}});
    subscribe_allowed({{"RW", {"TopicA/#"}}}, {{"TopicA/+/y", 2}, {"TopicA/#", 0}});
    subscribe_allowed({{"R", {"TopicA/x"}}, {"RW", {"TopicB"}}}, {{"TopicA/x", 1}, {"TopicB", 1}});
    subscribe_allowed({{"W", {"TopicA/x"}}}, {{"$SYS/tokenExpireNotice", 0}, {"$SYS/tokenInvalidNotice", 1}});
}

TEST_CASE("a subscribe without such a token is refused as a whole")
{
    subscribe_refused({{"R", {"TopicA/x"}}}, {{"TopicA/x", 1}, {"TopicA/y", 1}}, 4, "R");
    subscribe_refused({{"R", {"TopicA/+"}}}, {{"TopicA/#", 1}}, 4, "R");
    subscribe_refused({{"R", {"TopicA/x"}}, {"RW", {"TopicB"}}}, {{"TopicA/y", 1}}, 4, "R"); // R before RW
    subscribe_refused({{"W", {"TopicA/x"}}, {"RW", {"TopicB"}}}, {{"TopicA/x", 1}}, 4, "RW");
    subscribe_refused({{"W", {"TopicA/x"}}}, {{"TopicA/x", 1}}, 5, "W");
    // The first filter that fails says why.
    subscribe_refused({{"R", {"TopicA/x"}}}, {{"TopicA/y", 1}, {"Nowhere", 1}}, 4, "R");
    subscribe_refused({{"R", {"TopicA/x"}}}, {{"Nowhere", 1}, {"TopicA/y", 1}}, -1, "R");
    Holder holder(Tokens{{"R", {"TopicA/x"}}});
    holder.client.send(subscribe_packet(1, {{"TopicA/x", 1}, {"TopicA/y", 1}}));
    CHECK(holder.broker.engine().sessions().empty()); // nothing of it was granted
}

TEST_CASE("a topic that the account may not use is code -1, before type and resource")
{
    for (const char *topic : {"Nowhere", "ForeignTopic", "ForeignTopic/x", "/x"}) {
        publish_refused({{"W", {"#"}}}, topic, -1, "W");
        publish_refused({{"R", {"TopicA"}}, {"RW", {"TopicA"}}}, topic, -1, "RW");
        publish_refused({{"R", {"TopicA"}}}, topic, -1, "R");
        subscribe_refused({{"R", {"#"}}}, {{topic, 1}}, -1, "R");
        subscribe_refused({{"W", {"TopicA"}}}, {{topic, 1}}, -1, "W");
    }
    for (const char *filter : {"#", "+", "+/x"})
        subscribe_refused({{"R", {"#"}}}, {{filter, 1}}, -1, "R");
}

TEST_CASE("what is not a matter of rights ends as it does without tokens")
{
    Holder unknown(Tokens{{"RW", {"#"}}});
    unknown.client.send(publish_packet("$SYS/other", "m", 1, 1));
    CHECK(unknown.client.closed());
    CHECK(unknown.client.take().empty());
    Holder too_long(Tokens{{"RW", {"#"}}});
    too_long.client.send(publish_packet("TopicA/" + std::string(64, 'x'), "m", 1, 1));
    CHECK(too_long.client.closed());
    CHECK(too_long.client.take().empty());
    Holder not_covered(Tokens{{"RW", {"TopicA/#"}}});
    not_covered.client.send(publish_packet("TopicB/" + std::string(64, 'x'), "m", 1, 1));
    CHECK(not_covered.client.closed());
    CHECK(not_covered.client.take().empty());
    Holder filter(Tokens{{"RW", {"TopicA/#"}}});
    CHECK(filter.client.subscribe("TopicA/" + std::string(64, 'x'), 1) == 0x80);
    Holder payload(Tokens{{"RW", {"TopicA/#"}}});
    payload.client.send(publish_packet("TopicA/x", std::string(65537, 'x'), 1, 1));
    CHECK(payload.client.take_one().type == 4);
    // The right comes before the size (spec 5.7).
    payload.client.send(publish_packet("TopicB", std::string(65537, 'x'), 1, 1));
    expect_notice(payload.client, 4, "RW");
}

TEST_CASE("a token session's rights follow its tokens, topic by topic")
{
    Holder holder(Tokens{{"W", {"TopicA/x", "TopicA/y"}}});
    for (const char *topic : {"TopicA/x", "TopicA/x", "TopicA/y", "TopicA/x"}) {
        holder.client.send(publish_packet(topic, "m", 1, 1));
        CHECK(holder.client.take_one().type == 4);
    }
    upload(holder.client, issue(holder.broker, "W", {"TopicA/y"}), "W"); // narrower: x was the last to be allowed
    holder.client.send(publish_packet("TopicA/x", "m", 1, 1));
    expect_notice(holder.client, 4, "W");
}

TEST_CASE("a token that has expired refuses the very packet that comes at that moment")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect(anonymous()) == 0);
    upload(client, issue(broker, "R", {"TopicA"}, 1000), "R");
    upload(client, issue(broker, "W", {"TopicA"}, hour_ms), "W");
    client.send(publish_packet("TopicA", "m", 1, 1));
    REQUIRE(client.take().back().type == 4);
    broker.jump(1000); // no timer has run
    client.send(publish_packet("TopicA", "m", 1, 1));
    expect_notice(client, 2, "R"); // all tokens must be valid
}

TEST_CASE("a P2P publish needs a token for its full topic")
{
    publish_allowed({{"W", {"TopicA/p2p/GID_AAA@@@other"}}}, "TopicA/p2p/GID_AAA@@@other");
    publish_allowed({{"W", {"TopicA/p2p/+"}}}, "TopicA/p2p/GID_AAA@@@other");
    publish_refused({{"W", {"TopicA/p2p"}}}, "TopicA/p2p/GID_AAA@@@other", 4, "W");
    publish_refused({{"R", {"TopicA/p2p/#"}}}, "TopicA/p2p/GID_AAA@@@other", 5, "R");
}

TEST_CASE("with trailing slashes normalised, a resource covers the topic with and without")
{
    Config config = with_strangers();
    config.policy.topic_trailing_slash = lmq::broker::TrailingSlash::normalise;
    Holder holder(Tokens{{"RW", {"TopicA/x/", "TopicB"}}}, config);
    for (const char *topic : {"TopicA/x", "TopicA/x/", "TopicB/"}) {
        holder.client.send(publish_packet(topic, "m", 1, 1));
        CHECK(holder.client.take().at(0).type == 4);
        CHECK(holder.client.subscribe(topic, 0) == 0);
    }
    publish_refused({{"RW", {"TopicA/x/"}}}, "TopicA/x", 4, "RW"); // strict, the default
}

TEST_CASE("a token applied for another service than MQTT is code 4 at upload")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect(anonymous()) == 0);
    client.send(upload_packet(apply_for(broker, "HTTP"), "W"));
    expect_notice(client, 4, "W");
    Client mqtt(broker);
    REQUIRE(mqtt.connect(anonymous()) == 0);
    upload(mqtt, apply_for(broker, "MQTT"), "W");
}
