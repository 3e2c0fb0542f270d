#include <doctest/doctest.h>

#include "harness.hpp"

using namespace engine_test;

namespace
{

void publish(Broker &broker, const std::string &topic, const std::string &payload, unsigned qos)
{
    Client sender(broker);
    REQUIRE(sender.connect(device("sender")) == 0);
    sender.send(publish_packet(topic, payload, qos, qos == 0 ? 0 : 1));
    sender.send(std::string("\xE0\0", 2));
}

} // namespace

TEST_CASE("a persistent session keeps its subscriptions and what came for QoS 1 while it was away")
{
    Broker broker(at_once());
    {
        Client client(broker);
        REQUIRE(client.connect(device("d", false)) == 0);
        CHECK_FALSE(client.session_present());
        REQUIRE(client.subscribe("TopicA/one", 1) == 1);
        REQUIRE(client.subscribe("TopicA/zero", 0) == 0);
    }
    publish(broker, "TopicA/zero", "lost", 1);
    publish(broker, "TopicA/one", "lost too", 0);
    publish(broker, "TopicA/one", "first", 1);
    publish(broker, "TopicA/one", "second", 2);
    CHECK(broker.engine().session("GID_AAA@@@d")->offline == 2);
    Client client(broker);
    REQUIRE(client.connect(device("d", false)) == 0);
    CHECK(client.session_present());
    const auto got = client.take();
    REQUIRE(got.size() == 2);
    CHECK(got[0].payload == "first");
    CHECK(got[0].id == 1);
    CHECK(got[1].payload == "second");
    CHECK(got[1].qos() == 1);
    CHECK_FALSE(got[1].dup());
}

TEST_CASE("what was unacknowledged comes again to a plain session in order, with its id and DUP")
{
    Broker broker(Config::plain());
    {
        Client client(broker);
        REQUIRE(client.connect(device("d", false)) == 0);
        REQUIRE(client.subscribe("TopicA/x", 1) == 1);
        for (const char *each : {"a", "b", "c"})
            publish(broker, "TopicA/x", each, 1);
        CHECK(client.take().size() == 3);
        client.send(ack_packet(0x40, 2));
    }
    Client client(broker);
    REQUIRE(client.connect(device("d", false)) == 0);
    const auto got = client.take();
    REQUIRE(got.size() == 2);
    CHECK(got[0].id == 1);
    CHECK(got[0].dup());
    CHECK(got[0].payload == "a");
    CHECK(got[1].id == 3);
    CHECK(got[1].dup());
    publish(broker, "TopicA/x", "d", 1);
    CHECK(client.take_one().id == 4);
}

TEST_CASE("a QoS 2 subscription of a persistent session does not survive its connection")
{
    Broker broker;
    {
        Client client(broker);
        REQUIRE(client.connect(device("d", false)) == 0);
        REQUIRE(client.subscribe("TopicA/two", 2) == 2);
        publish(broker, "TopicA/two", "x", 2);
        CHECK(client.take_one().qos() == 2);
    }
    CHECK_FALSE(broker.engine().session("GID_AAA@@@d"));
    Client client(broker);
    REQUIRE(client.connect(device("d", false)) == 0);
    CHECK_FALSE(client.session_present());
    CHECK(client.take().empty());
    REQUIRE(client.subscribe("TopicA/two", 2) == 2);
    REQUIRE(client.subscribe("TopicA/two", 1) == 1); // again with QoS 1: persistent
    client.drop();
    CHECK(broker.engine().session("GID_AAA@@@d")->subscriptions.size() == 1);
}

TEST_CASE("a clean connect wipes what was stored")
{
    Broker broker;
    {
        Client client(broker);
        REQUIRE(client.connect(device("d", false)) == 0);
        REQUIRE(client.subscribe("TopicA/x", 1) == 1);
    }
    publish(broker, "TopicA/x", "m", 1);
    {
        Client client(broker);
        REQUIRE(client.connect(device("d", true)) == 0);
        CHECK_FALSE(client.session_present());
        CHECK(client.take().empty());
    }
    Client client(broker);
    REQUIRE(client.connect(device("d", false)) == 0);
    CHECK_FALSE(client.session_present());
}

TEST_CASE("a clean session goes with its connection")
{
    Broker broker;
    {
        Client client(broker);
        REQUIRE(client.connect() == 0);
        REQUIRE(client.subscribe("TopicA/x", 1) == 1);
        publish(broker, "TopicA/x", "m", 1);
    }
    CHECK(broker.engine().statistics().sessions == 0);
    CHECK(broker.engine().statistics().connections == 0);
}

TEST_CASE("a persistent session remembers the QoS 2 ids that it has received")
{
    Broker broker(Config::plain());
    Client watcher(broker);
    REQUIRE(watcher.connect(device("watcher")) == 0);
    REQUIRE(watcher.subscribe("x", 2) == 2);
    {
        Client client(broker);
        REQUIRE(client.connect(device("d", false)) == 0);
        client.send(publish_packet("x", "once", 2, 9));
        CHECK(client.take_one().type == 5);
    }
    Client client(broker);
    REQUIRE(client.connect(device("d", false)) == 0);
    CHECK(client.session_present());
    client.send(publish_packet("x", "once", 2, 9, 8) + ack_packet(0x62, 9));
    const auto got = client.take();
    REQUIRE(got.size() == 2);
    CHECK(got[0].type == 5);
    CHECK(got[1].type == 7);
    CHECK(watcher.take().size() == 1);
}

TEST_CASE("received QoS 2 ids are session state of their own, subscriptions or none")
{
    Broker broker;
    {
        Client client(broker);
        REQUIRE(client.connect(device("d", false)) == 0);
        client.send(publish_packet("TopicA", "once", 2, 7));
    }
    Client client(broker);
    REQUIRE(client.connect(device("d", false)) == 0);
    CHECK(client.session_present());
    client.send(publish_packet("TopicA", "once", 2, 7, 8) + ack_packet(0x62, 7));
    CHECK(client.take().size() == 2);
    CHECK(broker.published() == 1);
    client.drop();
    CHECK(broker.engine().sessions().empty()); // released: nothing is left to remember
}

TEST_CASE("a plain broker keeps QoS 2 for a persistent session, and resumes it at PUBREL")
{
    Broker broker(Config::plain());
    {
        Client client(broker);
        REQUIRE(client.connect(device("d", false)) == 0);
        REQUIRE(client.subscribe("x", 2) == 2);
        publish(broker, "x", "released", 2);
        publish(broker, "x", "sent", 2);
        CHECK(client.take().size() == 2);
        client.send(ack_packet(0x50, 1));
    }
    publish(broker, "x", "waiting", 2);
    Client client(broker);
    REQUIRE(client.connect(device("d", false)) == 0);
    CHECK(client.session_present());
    const auto got = client.take();
    REQUIRE(got.size() == 3);
    CHECK(got[0].type == 6);
    CHECK(got[0].id == 1);
    CHECK(got[1].payload == "sent");
    CHECK(got[1].dup());
    CHECK(got[2].payload == "waiting");
    CHECK(got[2].id == 3);
}

TEST_CASE("a plain broker makes up ids for clean clients without one, and refuses others without one")
{
    Broker broker(Config::plain());
    ConnectOptions options;
    options.client_id = "";
    options.user.reset();
    options.password.reset();
    Client a(broker), b(broker), c(broker);
    CHECK(a.connect(options) == 0);
    CHECK(b.connect(options) == 0);
    CHECK(broker.engine().sessions().size() == 2);
    options.clean = false;
    CHECK(c.connect(options) == 2);
    CHECK(c.closed());
}

TEST_CASE("what waits for a client that is away is bound by the instance's limit alone")
{
    Config config = Config::ready_made();
    config.limits.session_queue_messages = 1;
    config.limits.offline_messages = 3;
    Broker broker(config);
    {
        Client client(broker);
        REQUIRE(client.connect(device("d", false)) == 0);
        REQUIRE(client.subscribe("TopicA/x", 1) == 1);
    }
    for (int i = 0; i < 5; ++i)
        publish(broker, "TopicA/x", std::to_string(i), 1);
    CHECK(broker.engine().session("GID_AAA@@@d")->offline == 3);
    CHECK(broker.engine().statistics().queue_dropped == 0);
    CHECK(broker.engine().statistics().offline_purged == 2);
}
