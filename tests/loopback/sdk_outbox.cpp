#include <algorithm>

#include "sdk_fixture.hpp"

using namespace lmq;
using namespace lmq::test;
using broker::FaultAction;

namespace
{

std::vector<std::string> completions(const Device &device)
{
    std::vector<std::string> all;
    for (const auto &one : device.published.all())
        all.push_back(one.payload +
                      (one.result ? "" : " " + std::to_string(static_cast<int>(one.result.error().code))));
    return all;
}

ClientOptions holding(const Service &service, OutboxPolicy policy)
{
    auto options = service.device("d");
    options.outbox.max_messages = 3;
    options.outbox.policy = policy;
    return options;
}

using Log = std::vector<std::string>;

} // namespace

TEST_CASE("a message whose time to live runs out is done once, with or without a connection")
{
    Service service;
    Device device(service.device("d"));
    Message mortal = message("offline");
    mortal.time_to_live = milliseconds(30);
    REQUIRE(device.publish_async(mortal));
    REQUIRE(device.published.wait_for(1));
    CHECK(completions(device) == Log{"offline 304"});

    device.connect();
    service->add_fault(rule("PUBACK", FaultAction::drop));
    mortal.payload = "in flight";
    mortal.time_to_live = milliseconds(200);
    REQUIRE(device.publish_async(mortal));
    REQUIRE(device.published.wait_for(2));
    CHECK(completions(device) == Log{"offline 304", "in flight 304"});
    CHECK(device->statistics().inflight == 0);
    CHECK(device->statistics().publishes_failed == 2);
}

TEST_CASE("refuse_newest: publish() answers outbox_full and calls no handler")
{
    Service service;
    Device device(holding(service, OutboxPolicy::refuse_newest));
    for (const char *payload : {"1", "2", "3"})
        REQUIRE(device.publish_async(message(payload)));
    const auto refused = device.publish_async(message("4"));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::outbox_full);
    device.connect();
    REQUIRE(device.published.wait_for(3));
    REQUIRE(device.publish(message("5")));
    CHECK(completions(device) == Log{"1", "2", "3"});
}

TEST_CASE("drop_oldest: the oldest is done with dropped_oldest")
{
    Service service;
    Device device(holding(service, OutboxPolicy::drop_oldest));
    for (const char *payload : {"1", "2", "3", "4", "5"})
        REQUIRE(device.publish_async(message(payload)));
    device.connect();
    REQUIRE(device.published.wait_for(5));
    CHECK(completions(device) == Log{"1 302", "2 302", "3", "4", "5"});
}

TEST_CASE("latest_per_topic: only the newest of a topic is sent")
{
    Service service;
    Device device(holding(service, OutboxPolicy::latest_per_topic));
    for (const char *payload : {"1", "2", "3", "4", "5"})
        REQUIRE(device.publish_async(message(payload, QoS::at_least_once, "TopicA/value")));
    REQUIRE(device.publish_async(message("other", QoS::at_least_once, "TopicA/other")));
    device.connect();
    REQUIRE(device.published.wait_for(6));
    CHECK(completions(device) == Log{"1 303", "2 303", "3 303", "4 303", "5", "other"});
    CHECK(consume(service, "TopicA", 2).size() == 2);
}

TEST_CASE("caps count bytes as well")
{
    Service service;
    auto options = service.device("d");
    options.outbox.max_bytes = 100;
    Device device(std::move(options));
    REQUIRE(device.publish_async(message(std::string(50, 'x'))));
    CHECK(device.publish_async(message(std::string(50, 'y'))).error().code == Errc::outbox_full);
    CHECK(device->statistics().outbox_bytes == 64);
}

TEST_CASE("the limiter spreads publishes over time")
{
    Service service;
    auto options = service.device("d");
    options.max_publish_rate = 100;
    Device device(std::move(options));
    for (int i = 0; i < 45; ++i)
        REQUIRE(device.publish_async(message(std::to_string(i), QoS::at_most_once)));
    device.connect();
    const auto begin = std::chrono::steady_clock::now();
    REQUIRE(device.published.wait_for(45));
    const auto taken = std::chrono::steady_clock::now() - begin;
    CHECK(taken > milliseconds(350)); // 5 at once, 40 more at 100 a second
    CHECK(taken < seconds(5));
}

TEST_CASE("no more than the window is in flight, and it flows on as acknowledgements come")
{
    Service service;
    auto options = service.device("d");
    options.max_inflight = 5;
    Device device(std::move(options));
    device.connect();
    auto hold_back = rule("PUBACK", FaultAction::drop, 1, 5);
    const auto id = service->add_fault(hold_back);
    for (int i = 0; i < 20; ++i)
        REQUIRE(device.publish_async(message(std::to_string(i))));
    REQUIRE(eventually([&] { return service->statistics().publishes_in == 5; }));
    CHECK(device->statistics().inflight == 5);
    CHECK(device->statistics().outbox_messages == 20);
    service->remove_fault(id);
    REQUIRE(service->kick(device.id()));
    REQUIRE(device.published.wait_for(20));
    CHECK(device.published.size() == 20);
}
