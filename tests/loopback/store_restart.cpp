#include <doctest/doctest.h>

#include "broker_cli_process.hpp"
#include "raw_fixture.hpp"

// What a broker with an SQLite file knows after its end, over sockets.

using namespace lmq::test;
using namespace lmq;
using Strings = std::vector<std::string>;

namespace
{

/// A broker on a file, ended and started again.
class Restarting
{
public:
    Restarting()
    {
        config_.store = "sqlite:" + file_.path();
        config_.policy.offline_start = broker::OfflineStart::immediate;
        restart();
    }
    void restart()
    {
        service_.reset();
        service_ = std::make_unique<Service>(config_);
    }
    Service &service() { return *service_; }
    void publish(const std::string &topic, const std::string &payload, bool retain = false)
    {
        RawClient sender = service_->sign_in_persistent(dev("sender"));
        publish_acked(sender, topic, payload, 1, retain);
        sender.send(disconnect());
        service_->wait_offline(dev("sender"));
    }

private:
    TemporaryFile file_{""};
    broker::Config config_ = service_config();
    std::unique_ptr<Service> service_;
};

} // namespace

TEST_CASE("sessions, subscriptions, offline and P2P messages are there after a restart")
{
    Restarting broker;
    {
        RawClient client = broker.service().sign_in_persistent(dev("d"));
        REQUIRE(client.ask(subscribe(1, {{"TopicA/x", 1}, {"TopicA/y", 0}})) == suback(1, {1, 0}));
    }
    broker.service().wait_offline(dev("d"));
    broker.publish("TopicA/x", "1");
    broker.publish("TopicA/x", "2");
    broker.publish("TopicA/p2p/" + dev("never seen"), "to you");
    broker.restart();
    const auto session = broker.service()->session(dev("d"));
    REQUIRE(session);
    CHECK(session->subscriptions.size() == 2);
    CHECK(session->offline == 2);
    broker.publish("TopicA/x", "3");
    RawClient client = broker.service().sign_in_persistent(dev("d"), true);
    CHECK(drain(client) == Strings{"1", "2", "3"});
    client.send(disconnect());
    broker.service().wait_offline(dev("d"));
    broker.restart(); // what was acknowledged does not come again
    RawClient again = broker.service().sign_in_persistent(dev("d"), true);
    CHECK(again.quiet());
}

TEST_CASE("P2P for a client that was never seen is there after a restart")
{
    Restarting broker;
    broker.publish("TopicA/p2p/" + dev("new"), "to you");
    broker.restart();
    RawClient client = broker.service().sign_in(dev("new"));
    CHECK(drain(client) == Strings{"to you"});
}

TEST_CASE("retained messages, MQ and its consumers are there after a restart")
{
    Restarting broker;
    broker.publish("TopicA/kept", "old", true);
    broker.publish("TopicA/kept", "new", true);
    broker.publish("TopicA/gone", "x", true);
    broker.publish("TopicA/gone", "", true);
    REQUIRE(broker.service()->mq_consume("TopicA", "GID_one", 2, std::chrono::milliseconds(0))->size() == 2);
    broker.restart();
    RawClient client = broker.service().subscriber(dev("d"), "TopicA/#", 1);
    CHECK(drain(client) == Strings{"new"});
    const auto rest = broker.service()->mq_consume("TopicA", "GID_one", 10, std::chrono::milliseconds(0));
    REQUIRE(rest->size() == 2);
    CHECK((*rest)[0].body == "x");
    CHECK(broker.service()->mq_consume("TopicA", "GID_two", 10, std::chrono::milliseconds(0))->size() == 4);
}

TEST_CASE("a revoked token stays revoked after a restart, and a good one good")
{
    Restarting broker;
    const auto token = [&] {
        broker::TokenOrder order;
        order.resources = {"TopicA/x"};
        order.expire_ms = broker.service()->now_ms() + 3600000;
        return *broker.service()->issue_token(order);
    };
    const std::string good = token(), bad = token();
    REQUIRE(broker.service()->revoke_token(bad));
    broker.restart();
    RawClient client = broker.service().sign_in(anonymous(dev("good")));
    CHECK(client.ask(upload(good, "RW")) == puback(1));
    RawClient other = broker.service().sign_in(anonymous(dev("bad")));
    CHECK(other.ask(upload(bad, "RW")).payload() == R"({"code":3,"type":"RW"})");
    CHECK(other.is_closed());
    const std::string next = token();
    CHECK(next != good); // no nonce comes twice
    CHECK(next != bad);
}

TEST_CASE("a QoS 2 publish of a persistent session is taken once over a restart")
{
    Restarting broker;
    {
        RawClient client = broker.service().sign_in_persistent(dev("d"));
        REQUIRE(client.ask(subscribe(1, {{"TopicA/none", 1}})) == suback(1, {1})); // a session to come back to
        CHECK(client.ask(publish("TopicA/x", "once", 2, 9)) == pubrec(9));
    }
    broker.restart();
    RawClient client = broker.service().sign_in_persistent(dev("d"), true);
    CHECK(client.ask(publish("TopicA/x", "once", 2, 9, false, true)) == pubrec(9));
    CHECK(client.ask(pubrel(9)) == pubcomp(9));
    CHECK(broker.service().stored("TopicA").size() == 1);
}
