#include "raw_fixture.hpp"

using namespace lmq::broker;
using namespace lmq::test;

namespace
{

std::vector<std::pair<std::string, unsigned>> numbered(unsigned from, unsigned to, unsigned qos)
{
    std::vector<std::pair<std::string, unsigned>> filters;
    for (unsigned i = from; i <= to; ++i)
        filters.emplace_back("TopicA/" + std::to_string(i), qos);
    return filters;
}

/// A client with `count` subscriptions, TopicA/1 and on.
RawClient client_with(const Service &service, unsigned count)
{
    RawClient client = service.sign_in(dev("d"));
    REQUIRE(client.ask(subscribe(1, numbered(1, count, 0))) == suback(1, std::vector<unsigned>(count, 0)));
    return client;
}

bool closes(const Service &service, const std::vector<std::pair<std::string, unsigned>> &filters)
{
    RawClient client = service.sign_in(dev("offender"));
    client.send(subscribe(1, filters));
    return client.is_closed();
}

} // namespace

TEST_CASE("the specification's SUBSCRIBE is answered byte for byte")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    CHECK(client.ask(hex("82130005000e546f706963412f6e6f746963652f01")) == hex("9003000501"));
    const auto session = service->session(dev("d"));
    REQUIRE(session);
    REQUIRE(session->subscriptions.size() == 1);
    CHECK(session->subscriptions[0].filter == "TopicA/notice/");
    CHECK(session->subscriptions[0].qos == 1);
}

TEST_CASE("two filters behind 29: the first is granted, the second refused")
{
    Service service;
    RawClient client = client_with(service, 29);
    CHECK(client.ask(subscribe(6, {{"TopicA/30", 1}, {"TopicA/31", 1}})) == hex("900400060180"));
    CHECK(service->session(dev("d"))->subscriptions.size() == 30);
    client.send(publish("TopicA/31", "x") + publish("TopicA/30", "y"));
    CHECK(client.next() == publish("TopicA/30", "y"));
}

TEST_CASE("the 31st filter of one packet is refused too")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    std::vector<unsigned> codes(30, 1);
    codes.push_back(0x80);
    CHECK(client.ask(subscribe(1, numbered(1, 31, 1))) == suback(1, codes));
}

TEST_CASE("replacing a subscription is no new one")
{
    Service service;
    RawClient client = client_with(service, 30);
    CHECK(client.ask(subscribe(2, {{"TopicA/7", 2}, {"TopicA/31", 0}, {"TopicA/30", 1}})) == suback(2, {2, 0x80, 1}));
    CHECK(service->session(dev("d"))->subscriptions.size() == 30);
}

TEST_CASE("the same filter twice in one packet is one subscription with the later QoS")
{
    Service service;
    RawClient client = client_with(service, 29);
    CHECK(client.ask(subscribe(2, {{"TopicA/30", 0}, {"TopicA/30", 1}})) == suback(2, {0, 1}));
    CHECK(client.ask(publish("TopicA/30", "x", 1, 1)).type() != 0);
    CHECK(service->session(dev("d"))->subscriptions.size() == 30);
}

TEST_CASE("unsubscribing makes room")
{
    Service service;
    RawClient client = client_with(service, 30);
    CHECK(client.ask(unsubscribe(2, {"TopicA/1", "TopicA/2"})) == unsuback(2));
    CHECK(client.ask(subscribe(3, numbered(31, 33, 1))) == suback(3, {1, 1, 0x80}));
}

TEST_CASE("$SYS filters are granted, do nothing and do not count")
{
    Service service;
    RawClient client = client_with(service, 30);
    CHECK(client.ask(subscribe(2, {{"$SYS/tokenExpireNotice", 1}, {"$SYS/#", 0}, {"$SYS/tokenInvalidNotice", 0}})) ==
          suback(2, {1, 0, 0}));
    RawClient other = service.sign_in(dev("other"));
    CHECK(other.ask(publish("$SYS/enableOrderMsg", R"({"order":"true"})", 1, 3)) == puback(3));
    CHECK(client.quiet());
    CHECK(service->session(dev("d"))->subscriptions.size() == 30);
}

TEST_CASE("the limit is configuration")
{
    Config config = service_config();
    config.limits.subscriptions_per_client = 2;
    Service service(config);
    RawClient client = client_with(service, 2);
    CHECK(client.ask(subscribe(2, {{"TopicA/3", 0}})) == suback(2, {0x80}));
}

TEST_CASE("over_subscription=silent grants what it will not deliver")
{
    Config config = service_config();
    config.policy.over_subscription = OverSubscription::silent;
    Service service(config);
    RawClient client = client_with(service, 30);
    CHECK(client.ask(subscribe(2, {{"TopicA/31", 1}})) == suback(2, {1}));
    client.send(publish("TopicA/31", "x"));
    CHECK(client.quiet());
}

TEST_CASE("over_subscription=close closes")
{
    Config config = service_config();
    config.policy.over_subscription = OverSubscription::close;
    Service service(config);
    RawClient client = client_with(service, 30);
    client.send(subscribe(2, {{"TopicA/31", 1}}));
    CHECK(client.is_closed());
}

TEST_CASE("a prepaid instance's subscription limit refuses what exceeds it, over all clients")
{
    Config config = service_config();
    config.instance.edition = Edition::standard_prepaid;
    config.instance.max_subscriptions = 3;
    Service service(config);
    RawClient one = service.sign_in(dev("1"));
    CHECK(one.ask(subscribe(1, numbered(1, 2, 0))) == suback(1, {0, 0}));
    RawClient two = service.sign_in(dev("2"));
    CHECK(two.ask(subscribe(1, numbered(1, 2, 0))) == suback(1, {0, 0x80}));
    one.send(disconnect());
    REQUIRE(one.is_closed());
    CHECK(two.ask(subscribe(2, numbered(2, 3, 0))) == suback(2, {0, 0}));
}

TEST_CASE("an over-long filter is refused alone")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    const std::string fits = "TopicA/" + std::string(57, 'f');
    CHECK(client.ask(subscribe(6, {{fits, 1}, {fits + "f", 1}, {"TopicA/x", 0}})) == suback(6, {1, 0x80, 0}));
    CHECK(service->session(dev("d"))->subscriptions.size() == 2);
}

TEST_CASE("a filter whose first level one may not use closes without SUBACK")
{
    Service service;
    for (const char *filter : {"NoSuchTopic", "NoSuchTopic/x", "ForeignTopic", "FarTopic/#", "#", "+", "+/x", "/x", "/",
                               "$other/x", "$sys/x"}) {
        INFO(filter);
        CHECK(closes(service, {{filter, 1}}));
    }
}

TEST_CASE("one forbidden filter refuses the whole packet")
{
    Service service;
    {
        RawClient client = service.sign_in_persistent(dev("d"));
        client.send(subscribe(1, {{"TopicA/good", 1}, {"NoSuchTopic", 1}}));
        CHECK(client.is_closed());
    }
    const auto session = service->session(dev("d"));
    CHECK((!session || session->subscriptions.empty()));
}

TEST_CASE("parent topics, granted topics and presence topics can be subscribed")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    CHECK(client.ask(subscribe(1, {{"TopicA", 0}, {"TopicB/#", 1}, {"GrantedTopic/+", 2}, {"GID_AAA_MQTT", 1}})) ==
          suback(1, {0, 1, 2, 1}));
}

TEST_CASE("UNSUBSCRIBE is answered whether or not there was a subscription")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    CHECK(client.ask(unsubscribe(7, {"TopicA/never", "NoSuchTopic", "#"})) == unsuback(7));
}

TEST_CASE("unsubscribing takes away exactly the filter named")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    REQUIRE(client.ask(subscribe(1, {{"TopicA/#", 0}, {"TopicA/a", 0}, {"TopicA/+", 0}})) == suback(1, {0, 0, 0}));
    CHECK(client.ask(unsubscribe(2, {"TopicA/#", "TopicA/"})) == unsuback(2));
    client.send(publish("TopicA/a/b", "deep") + publish("TopicA/a", "flat"));
    CHECK(client.next() == publish("TopicA/a", "flat"));
    CHECK(client.ask(unsubscribe(3, {"TopicA/+", "TopicA/a"})) == unsuback(3));
    client.send(publish("TopicA/a", "gone"));
    CHECK(client.quiet());
    CHECK(service->session(dev("d"))->subscriptions.empty());
}
