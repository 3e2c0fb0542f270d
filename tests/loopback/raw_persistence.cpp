#include "raw_fixture.hpp"

using namespace lmq::broker;
using namespace lmq::test;

namespace
{

/// All that comes within a hundred seconds, however the service paces it.
std::vector<std::string> collect(const Service &service, RawClient &client)
{
    std::vector<std::string> all;
    for (int second = 0; second <= 100; second += 5) {
        for (std::string &payload : drain(client))
            all.push_back(std::move(payload));
        service.advance(std::chrono::seconds(5));
    }
    return all;
}

ConnectFields fields_of(bool clean)
{
    ConnectFields fields;
    fields.client_id = dev("d");
    fields.clean = clean;
    return fields;
}

} // namespace

TEST_CASE("a persistent session keeps its subscriptions over a lost link and says so")
{
    Service service;
    {
        RawClient client = service.sign_in_persistent(dev("d"));
        REQUIRE(client.ask(subscribe(1, {{"TopicA/x", 1}, {"TopicA/y", 0}})) == suback(1, {1, 0}));
        client.drop();
    }
    service.wait_offline(dev("d"));
    const auto away = service->session(dev("d"));
    REQUIRE(away);
    CHECK_FALSE(away->connected);
    CHECK_FALSE(away->clean_session);
    CHECK(away->peer.empty());
    CHECK(away->subscriptions.size() == 2);

    RawClient client = service.sign_in_persistent(dev("d"), true);
    RawClient sender = service.sign_in(dev("sender"));
    publish_acked(sender, "TopicA/x", "one");
    publish_acked(sender, "TopicA/y", "zero");
    CHECK(client.next().payload() == "one");
    CHECK(client.next() == publish("TopicA/y", "zero"));
    CHECK(client.ask(unsubscribe(2, {"TopicA/x"})) == unsuback(2));
    publish_acked(sender, "TopicA/x", "two");
    CHECK(client.quiet());
}

TEST_CASE("a persistent session survives DISCONNECT and takeover")
{
    Service service;
    RawClient first = service.sign_in_persistent(dev("d"));
    REQUIRE(first.ask(subscribe(1, {{"TopicA/x", 0}})) == suback(1, {0}));
    first.send(disconnect());
    REQUIRE(first.is_closed());
    RawClient second = service.sign_in_persistent(dev("d"), true);
    RawClient third = service.sign_in_persistent(dev("d"), true);
    CHECK(second.is_closed());
    third.send(publish("TopicA/x", "still here"));
    CHECK(third.next() == publish("TopicA/x", "still here"));
}

TEST_CASE("a clean session leaves nothing")
{
    Service service;
    {
        RawClient client = service.subscriber(dev("d"), "TopicA/x", 1);
    }
    service.wait_offline(dev("d"));
    CHECK_FALSE(service->session(dev("d")));
    RawClient client = service.sign_in_persistent(dev("d"), false);
    client.send(publish("TopicA/x", "m"));
    CHECK(client.quiet());
}

TEST_CASE("a clean connect wipes the persistent session before it")
{
    Service service;
    {
        RawClient client = service.sign_in_persistent(dev("d"));
        REQUIRE(client.ask(subscribe(1, {{"TopicA/x", 1}})) == suback(1, {1}));
    }
    service.wait_offline(dev("d"));
    {
        RawClient client = service.sign_in(dev("d"));
        CHECK(service->session(dev("d"))->subscriptions.empty());
        client.send(publish("TopicA/x", "m"));
        CHECK(client.quiet());
    }
    service.wait_offline(dev("d"));
    RawClient client = service.sign_in_persistent(dev("d"), false);
    CHECK(client.quiet());
}

TEST_CASE("a QoS 2 subscription of a persistent session works while connected and is gone afterwards")
{
    Service service;
    RawClient sender = service.sign_in(dev("sender"));
    {
        RawClient client = service.sign_in_persistent(dev("d"));
        REQUIRE(client.ask(subscribe(1, {{"TopicA/two", 2}, {"TopicA/one", 1}})) == suback(1, {2, 1}));
        REQUIRE(sender.ask(publish("TopicA/two", "m", 2, 1)) == pubrec(1));
        CHECK(client.next() == publish("TopicA/two", "m", 2, 1));
        CHECK(client.ask(pubrec(1)) == pubrel(1));
        client.send(pubcomp(1));
        CHECK(client.quiet());
    }
    service.wait_offline(dev("d"));
    RawClient client = service.sign_in_persistent(dev("d"), true);
    const auto session = service->session(dev("d"));
    REQUIRE(session->subscriptions.size() == 1);
    CHECK(session->subscriptions[0].filter == "TopicA/one");
    publish_acked(sender, "TopicA/two", "m", 2);
    CHECK(client.quiet());
}

TEST_CASE("subscribing the same filter with QoS 1 makes it persistent again")
{
    Service service;
    {
        RawClient client = service.sign_in_persistent(dev("d"));
        REQUIRE(client.ask(subscribe(1, {{"TopicA/x", 2}})) == suback(1, {2}));
        REQUIRE(client.ask(subscribe(2, {{"TopicA/x", 1}})) == suback(2, {1}));
    }
    service.wait_offline(dev("d"));
    RawClient client = service.sign_in_persistent(dev("d"), true);
    CHECK(service->session(dev("d"))->subscriptions.size() == 1);
}

TEST_CASE("session-present is about what survived: with QoS 2 subscriptions only it is 0")
{
    Service service;
    {
        RawClient client = service.sign_in_persistent(dev("d"));
        REQUIRE(client.ask(subscribe(1, {{"TopicA/x", 2}})) == suback(1, {2}));
    }
    service.wait_offline(dev("d"));
    CHECK(service.sign_in_persistent(dev("d"), false).quiet());
}

TEST_CASE("the control API lists sessions, connected or not")
{
    Service service;
    RawClient here = service.sign_in(dev("here"));
    {
        RawClient away = service.sign_in_persistent(dev("away"));
        REQUIRE(away.ask(subscribe(1, {{"TopicA/x", 1}})) == suback(1, {1}));
    }
    service.wait_offline(dev("away"));
    const auto sessions = service->sessions();
    REQUIRE(sessions.size() == 2);
    for (const SessionInfo &session : sessions) {
        CHECK(session.connected == (session.client_id == dev("here")));
        CHECK(session.clean_session == (session.client_id == dev("here")));
    }
    CHECK(service->session(dev("here"))->peer == here.local_name());
    CHECK(service->session(dev("here"))->keep_alive_s == 60);
    CHECK(service->statistics().sessions == 2);
    CHECK(service->statistics().connections == 1);
}

TEST_CASE("what is kept for a client that is away: QoS 1 in a persistent session, nothing else")
{
    for (const bool clean : {false, true}) {
        for (unsigned sub = 0; sub < 3; ++sub) {
            for (unsigned pub = 0; pub < 3; ++pub) {
                Service service;
                {
                    RawClient client = service.sign_in(fields_of(clean));
                    REQUIRE(client.ask(subscribe(1, {{"TopicA/x", sub}})) == suback(1, {sub}));
                }
                service.wait_offline(dev("d"));
                RawClient sender = service.sign_in(dev("sender"));
                sender.send(publish("TopicA/x", "meanwhile", pub, 1));
                if (pub == 1) CHECK(sender.next() == puback(1));
                if (pub == 2) CHECK(sender.next() == pubrec(1));
                REQUIRE(sender.quiet());
                RawClient client = service.open();
                client.send(connect(fields_of(clean)));
                REQUIRE(client.next().type() == 2);
                const bool kept = !clean && sub == 1 && pub >= 1;
                INFO("clean " << clean << " subscription " << sub << " publish " << pub);
                CHECK(collect(service, client) == std::vector<std::string>(kept ? 1 : 0, "meanwhile"));
            }
        }
    }
}

TEST_CASE("QoS 1 that was sent and not acknowledged before the link was lost comes again")
{
    Service service;
    RawClient sender = service.sign_in(dev("sender"));
    {
        RawClient client = service.sign_in(fields_of(false));
        REQUIRE(client.ask(subscribe(1, {{"TopicA/x", 1}})) == suback(1, {1}));
        publish_acked(sender, "TopicA/x", "one", 1);
        publish_acked(sender, "TopicA/x", "two", 2);
        REQUIRE(client.next() == publish("TopicA/x", "one", 1, 1));
        REQUIRE(client.next() == publish("TopicA/x", "two", 1, 2));
        client.send(puback(1));
        REQUIRE(client.quiet());
    }
    service.wait_offline(dev("d"));
    RawClient client = service.sign_in(fields_of(false), true);
    CHECK(collect(service, client) == std::vector<std::string>{"two"});
}

TEST_CASE("QoS 2 that was on its way when the link was lost does not come again: nothing of it is kept")
{
    Service service;
    RawClient sender = service.sign_in(dev("sender"));
    {
        RawClient client = service.sign_in(fields_of(false));
        REQUIRE(client.ask(subscribe(1, {{"TopicA/two", 2}, {"TopicA/one", 1}})) == suback(1, {2, 1}));
        REQUIRE(sender.ask(publish("TopicA/two", "two", 2, 1)) == pubrec(1));
        publish_acked(sender, "TopicA/one", "one", 2);
        REQUIRE(client.next() == publish("TopicA/two", "two", 2, 1));
    }
    service.wait_offline(dev("d"));
    RawClient client = service.sign_in(fields_of(false), true);
    CHECK(collect(service, client) == std::vector<std::string>{"one"});
}

TEST_CASE("a clean session's unacknowledged messages are gone with it")
{
    Service service;
    RawClient sender = service.sign_in(dev("sender"));
    {
        RawClient client = service.subscriber(dev("d"), "TopicA/x", 1);
        publish_acked(sender, "TopicA/x", "one", 1);
        REQUIRE(client.next() == publish("TopicA/x", "one", 1, 1));
    }
    service.wait_offline(dev("d"));
    RawClient client = service.subscriber(dev("d"), "TopicA/x", 1);
    CHECK(collect(service, client).empty());
}

TEST_CASE("a persistent session remembers the QoS 2 ids it received, with subscriptions and without")
{
    for (const bool subscribed : {true, false}) {
        INFO(subscribed);
        Service service;
        {
            RawClient client = service.sign_in(fields_of(false));
            if (subscribed) REQUIRE(client.ask(subscribe(1, {{"TopicB", 1}})) == suback(1, {1}));
            REQUIRE(client.ask(publish("TopicA/x", "once", 2, 7)) == pubrec(7));
        }
        service.wait_offline(dev("d"));
        RawClient client = service.open();
        client.send(connect(fields_of(false)));
        CHECK(client.next() == connack(0, true));
        CHECK(client.ask(publish("TopicA/x", "once", 2, 7, false, true)) == pubrec(7));
        CHECK(client.ask(pubrel(7)) == pubcomp(7));
        CHECK(service.stored("TopicA").size() == 1);
    }
}
