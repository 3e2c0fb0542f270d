#include <doctest/doctest.h>

#include "engine/filter.hpp"
#include "engine/topic_tree.hpp"
#include "harness.hpp"

using namespace engine_test;
using lmq::broker::engine::filter_matches;

namespace
{

Config plain()
{
    return Config::plain();
}

} // namespace

TEST_CASE("wildcards match what MQTT says they match, on the tree and one by one")
{
    struct Case {
        const char *filter;
        const char *topic;
        bool matches;
    };
    for (const Case &each : {
             Case{"a/b", "a/b", true},       Case{"a/b", "a/b/", false},     Case{"a/b/", "a/b", false},
             Case{"a", "A", false},          Case{"#", "a", true},           Case{"#", "/a", true},
             Case{"#", "$SYS/x", false},     Case{"$SYS/#", "$SYS/x", true}, Case{"+/x", "$SYS/x", false},
             Case{"$SYS/+", "$SYS/x", true}, Case{"$SYS", "$SYS", true},     Case{"a/#", "a", true},
             Case{"a/#", "a/b/c", true},     Case{"a/#", "ab", false},       Case{"a/+", "a", false},
             Case{"a/+", "a/", true},        Case{"a/+", "a/b", true},       Case{"a/+", "a/b/c", false},
             Case{"+", "a", true},           Case{"+", "/a", false},         Case{"/+", "/a", true},
             Case{"+/+", "/a", true},        Case{"+/a/#", "x/a", true},     Case{"+/a/#", "x/a/b", true},
             Case{"a/+/c", "a//c", true},    Case{"a/+/c/#", "a/b/c", true}, Case{"a/$b", "a/$b", true},
             Case{"a/+", "a/$b", true},      Case{"//", "//", true},         Case{"/#", "/", true},
         }) {
        CAPTURE(each.filter);
        CAPTURE(each.topic);
        CHECK(filter_matches(each.filter, each.topic) == each.matches);
        Broker broker(plain());
        Client client(broker);
        REQUIRE(client.connect() == 0);
        REQUIRE(client.subscribe(each.filter, 0) == 0);
        client.send(publish_packet(each.topic, "m"));
        CHECK(client.take().size() == (each.matches ? 1 : 0));
        Client keeper(broker);
        REQUIRE(keeper.connect(device("keeper")) == 0);
        keeper.send(publish_packet(each.topic, "m", 0, 0, 1));
        keeper.send(subscribe_packet(1, {{each.filter, 0}}));
        CHECK(keeper.take().size() == (each.matches ? 2 : 1)); // the retained store goes its own way
    }
}

TEST_CASE("overlapping subscriptions bring one copy, at the highest QoS")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect() == 0);
    client.send(subscribe_packet(1, {{"TopicA/#", 0}, {"TopicA/x", 2}, {"TopicA/+", 1}}));
    client.take();
    client.send(publish_packet("TopicA/x", "m", 2, 1));
    const auto got = client.take();
    REQUIRE(got.size() == 2);
    CHECK(got[1].qos() == 2);
    client.send(unsubscribe_packet(2, {"TopicA/x"}));
    CHECK(client.take_one().type == 11);
    client.send(publish_packet("TopicA/x", "m", 2, 2));
    CHECK(client.take().at(1).qos() == 1);
}

TEST_CASE("a subscription takes effect between two publishes, and so does its end")
{
    Broker broker;
    Client client(broker), sender(broker);
    REQUIRE(client.connect() == 0);
    REQUIRE(sender.connect(device("s")) == 0);
    const std::string m = publish_packet("TopicA/x", "m");
    sender.send(m + m);
    CHECK(client.take().empty());
    REQUIRE(client.subscribe("TopicA/x", 0) == 0);
    sender.send(m);
    CHECK(client.take().size() == 1);
    CHECK(client.subscribe("TopicA/x", 1) == 1); // replaced, not added
    sender.send(publish_packet("TopicA/x", "m", 1, 1));
    CHECK(client.take_one().qos() == 1);
    client.send(unsubscribe_packet(2, {"TopicA/x", "TopicA/never"}));
    CHECK(client.take_one().type == 11);
    sender.send(m);
    CHECK(client.take().empty());
    client.drop();
    sender.send(m);
    CHECK_FALSE(sender.closed());
}

TEST_CASE("more topics than the router remembers are routed all the same")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect() == 0);
    REQUIRE(client.subscribe("TopicA/#", 0) == 0);
    for (int i = 0; i < 10000; ++i)
        client.send(publish_packet("TopicA/" + std::to_string(i), "m"));
    CHECK(client.take().size() == 10000);
    client.send(publish_packet("TopicA/1", "m"));
    CHECK(client.take().size() == 1);
    // Nor does a client that kept to its topic meanwhile hold on to what was forgotten.
    Client faithful(broker);
    REQUIRE(faithful.connect(device("faithful")) == 0);
    faithful.send(publish_packet("TopicA/own", "m"));
    for (int i = 0; i < 5000; ++i)
        client.send(publish_packet("TopicA/" + std::to_string(i), "m"));
    client.take();
    faithful.send(publish_packet("TopicA/own", "again"));
    CHECK(client.take_one().topic == "TopicA/own");
}

TEST_CASE("topic_trailing_slash normalise makes a/b and a/b/ one topic, unchanged in what is received")
{
    Config config = Config::ready_made();
    config.policy.topic_trailing_slash = lmq::broker::TrailingSlash::normalise;
    Broker broker(config);
    Client client(broker);
    REQUIRE(client.connect() == 0);
    REQUIRE(client.subscribe("TopicA/b", 0) == 0);
    client.send(publish_packet("TopicA/b/", "m"));
    CHECK(client.take_one().topic == "TopicA/b/");
    client.send(unsubscribe_packet(1, {"TopicA/b/"}));
    client.take();
    client.send(publish_packet("TopicA/b", "m"));
    CHECK(client.take().empty());
}

TEST_CASE("with normalised slashes a/b/ replaces and deletes what is retained for a/b, and is shown as published")
{
    Config config = Config::ready_made();
    config.policy.topic_trailing_slash = lmq::broker::TrailingSlash::normalise;
    Broker broker(config);
    Client client(broker);
    REQUIRE(client.connect() == 0);
    client.send(publish_packet("TopicA/b", "1", 0, 0, 1) + publish_packet("TopicA/b/", "2", 0, 0, 1));
    client.send(subscribe_packet(1, {{"TopicA/b", 0}}));
    const auto got = client.take();
    REQUIRE(got.size() == 2);
    CHECK(got[1].payload == "2");
    CHECK(got[1].topic == "TopicA/b/");
    client.send(unsubscribe_packet(2, {"TopicA/b"}) + publish_packet("TopicA/b", "", 0, 0, 1));
    client.take();
    client.send(subscribe_packet(1, {{"TopicA/+/", 0}}));
    CHECK(client.take().size() == 1);
}

TEST_CASE("a filter of 30,000 levels neither exhausts the stack nor stays behind")
{
    std::string deep = "a";
    for (int i = 0; i < 30000; ++i)
        deep += "/+";
    std::string topic = "a";
    for (int i = 0; i < 30000; ++i)
        topic += "/b";
    lmq::broker::engine::TopicTree tree;
    const auto *session = reinterpret_cast<lmq::broker::engine::Session *>(&tree); // only its address counts
    auto *mutable_session = const_cast<lmq::broker::engine::Session *>(session);
    const auto node = tree.place(deep);
    tree.add(node, mutable_session, 1);
    std::vector<lmq::broker::engine::Receiver> found;
    tree.match(topic, found);
    CHECK(found.size() == 1);
    tree.remove(node, mutable_session);
    CHECK(tree.nodes() == 0);
}
