#include "sdk_fixture.hpp"

using namespace lmq;
using namespace lmq::test;

TEST_CASE("a P2P message reaches its target's P2P handler without any subscription, and nobody else")
{
    Service service;
    Device target(service.device("target"));
    target.connect();
    Device other(service.device("other"));
    other.connect().subscribe({{"TopicA/#", QoS::at_least_once}});
    Device sender(service.device("sender"));
    sender.connect();
    Recorder<bool> done;
    REQUIRE(sender->publish_p2p("TopicA", target.id(), "hello", QoS::at_least_once,
                                [&](const Result<void> &result) { done.add(result.has_value()); }));
    REQUIRE(target.p2p.wait_for(1));
    REQUIRE(done.wait_for(1));
    CHECK(done.all()[0]);
    CHECK(target.p2p.all()[0].topic == "TopicA/p2p/" + target.id());
    CHECK(target.p2p.all()[0].payload == "hello");
    CHECK(target.p2p.all()[0].qos == QoS::at_least_once);

    REQUIRE(sender.publish(message("for all")));
    REQUIRE(other.messages.wait_for(1));
    CHECK(payloads(other.messages) == std::vector<std::string>{"for all"});
    CHECK(other.p2p.size() == 0);
    CHECK(target.messages.size() == 0);

    const auto stored = consume(service, "TopicA", 2);
    REQUIRE(stored.size() == 2);
    CHECK(stored[0].properties.at("mqttSecondTopic") == "/p2p/" + target.id());
}

TEST_CASE("a subscription that covers the own P2P topic causes no second delivery")
{
    Service service;
    Device device(service.device("d"));
    device.connect().subscribe({{"TopicA/#", QoS::at_least_once}, {"TopicA/p2p", QoS::at_least_once}});
    REQUIRE(device->publish_p2p("TopicA", device.id(), "to myself"));
    REQUIRE(device.publish(message("end")));
    REQUIRE(device.messages.wait_for(1));
    CHECK(payloads(device.messages) == std::vector<std::string>{"end"});
    CHECK(device.p2p.size() == 1);
}

TEST_CASE("without a P2P handler P2P messages come to the message handler")
{
    Service service;
    Device device(service.device("d"));
    device->on_p2p({});
    device.connect();
    REQUIRE(device->publish_p2p("TopicA", device.id(), "to myself"));
    REQUIRE(device.messages.wait_for(1));
    CHECK(device.messages.all()[0].topic == "TopicA/p2p/" + device.id());
}

TEST_CASE("a P2P topic may be longer than the limit of ordinary topics")
{
    Service service;
    Device target(service.device(std::string(54, 't'))); // a client id of 64 characters
    target.connect();
    REQUIRE(target->publish_p2p("TopicA", target.id(), "long"));
    REQUIRE(target.p2p.wait_for(1));
}

TEST_CASE("a target that cannot be a client id is refused locally")
{
    Service service;
    Device device(service.device("d"));
    device.connect();
    const auto refused = device->publish_p2p("TopicA", "nobody", "x");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::missing_separator);
    CHECK(device->publish_p2p("TopicA/x", "GID_AAA@@@d", "x").error().code == Errc::bad_first_level);
}
