#include <algorithm>

#include "sdk_fixture.hpp"

using namespace lmq;
using namespace lmq::test;
using broker::FaultAction;

namespace
{

std::vector<Subscription> numbered(int count)
{
    std::vector<Subscription> filters;
    for (int i = 0; i < count; ++i)
        filters.push_back({"TopicA/" + std::to_string(i), QoS::at_least_once});
    return filters;
}

std::size_t filters_of(const Service &service, const Device &device)
{
    const auto session = service->session(device.id());
    return session ? session->subscriptions.size() : 0;
}

} // namespace

TEST_CASE("a set of filters is granted each with its QoS, wildcards included")
{
    Service service;
    Device device(service.device("d"));
    device.connect().subscribe(
        {{"TopicA/+/x", QoS::at_most_once}, {"TopicA/deep/#", QoS::at_least_once}, {"TopicB", QoS::exactly_once}});
    for (const std::string topic : {"TopicA/1/x", "TopicA/1/y", "TopicA/deep/er/est", "TopicB", "TopicB/x"})
        REQUIRE(device.publish(message(topic, QoS::at_least_once, topic)));
    REQUIRE(device.publish(message("end", QoS::at_least_once, "TopicB")));
    REQUIRE(device.messages.wait_until_any([](const ReceivedMessage &m) { return m.payload == "end"; }));
    auto received = payloads(device.messages);
    std::sort(received.begin(), received.end());
    CHECK(received == std::vector<std::string>{"TopicA/1/x", "TopicA/deep/er/est", "TopicB", "end"});
}

TEST_CASE("filters asked for before the connection are subscribed by it and answered then")
{
    Service service;
    Device device(service.device("d"));
    Recorder<std::vector<SubscribeOutcome>> answers;
    const auto record = [&](const std::vector<SubscribeOutcome> &outcomes) { answers.add(outcomes); };
    REQUIRE(device->subscribe({{"TopicA/x", QoS::at_least_once}}, record));
    REQUIRE(device->subscribe({{"TopicB/x", QoS::exactly_once}, {"TopicA/x", QoS::at_most_once}}, record));
    CHECK(answers.size() == 0);
    device.connect();
    REQUIRE(answers.wait_for(2));
    CHECK(answers.all()[0].size() == 1);
    CHECK(answers.all()[1].size() == 2);
    CHECK(*answers.all()[1][0].granted == QoS::exactly_once);
    CHECK(*answers.all()[1][1].granted == QoS::at_most_once);
    CHECK(filters_of(service, device) == 2);
}

TEST_CASE("the thirty-first filter is refused locally, and nothing of its call is taken")
{
    Service service;
    Device device(service.device("d"));
    device.connect().subscribe(numbered(29));
    const auto refused =
        device->subscribe_and_wait({{"TopicB/1", QoS::at_least_once}, {"TopicB/2", QoS::at_least_once}}, patience);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::too_many_subscriptions);
    CHECK(filters_of(service, device) == 29);
    device.subscribe({{"TopicB/1", QoS::at_least_once}});
    device.subscribe({{"TopicA/7", QoS::at_most_once}}); // replaces, is not one more
    CHECK(filters_of(service, device) == 30);
    CHECK(device->statistics().subscriptions == 30);
}

TEST_CASE("$SYS filters count towards the limit on neither side")
{
    Service service;
    Device device(service.device("d"));
    device.connect().subscribe({{"$SYS/tokenExpireNotice", QoS::at_most_once}});
    device.subscribe(numbered(30));
    CHECK(filters_of(service, device) >= 30);
}

TEST_CASE("filters beyond the server's limit fail one by one, the others work and are restored")
{
    Service service;
    auto options = service.device("d");
    options.limits.subscriptions = 40;
    Device device(std::move(options));
    device.connect();
    const auto outcomes = device->subscribe_and_wait(numbered(33), patience);
    REQUIRE(outcomes);
    std::size_t granted = 0;
    for (const auto &outcome : *outcomes) {
        granted += outcome.granted ? 1 : 0;
        if (!outcome.granted) CHECK(outcome.granted.error().code == Errc::subscription_refused);
    }
    CHECK(granted == 30);
    CHECK(device->statistics().subscriptions == 30);
    REQUIRE(service->kick(device.id()));
    REQUIRE(eventually([&] { return device->statistics().connects == 2; }));
    REQUIRE(device.wait_for_state(ConnectionState::ready));
    CHECK(filters_of(service, device) == 30);
}

TEST_CASE("a refused filter is reported and not asked for again")
{
    Service service;
    Device device(service.device("d"));
    device.connect();
    service->add_fault(rule("SUBSCRIBE", FaultAction::refuse));
    const auto outcomes = device->subscribe_and_wait({{"TopicA/x", QoS::at_least_once}}, patience);
    REQUIRE(outcomes);
    CHECK(outcomes->at(0).granted.error().code == Errc::subscription_refused);
    CHECK(device->statistics().subscriptions == 0);
}

TEST_CASE("what cannot be a filter is refused locally")
{
    Service service;
    Device device(service.device("d"));
    device.connect();
    const std::pair<std::string, Errc> filters[] = {
        {"", Errc::empty},
        {"#", Errc::bad_first_level},
        {"+/x", Errc::bad_first_level},
        {"/x", Errc::bad_first_level},
        {"TopicA/#/x", Errc::bad_wildcard},
        {"TopicA/" + std::string(58, 'x'), Errc::too_long},
    };
    for (const auto &row : filters) {
        const auto &filter = row.first;
        const auto &expected = row.second;
        CAPTURE(filter);
        const auto refused = device->subscribe_and_wait({{filter, QoS::at_least_once}}, patience);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == expected);
    }
    CHECK(device->status().state == ConnectionState::ready);
}

TEST_CASE("an unsubscribed filter delivers no more, now or after a reconnect")
{
    Service service;
    Device device(service.device("d"));
    device.connect().subscribe({{"TopicA/x", QoS::at_least_once}, {"TopicA/y", QoS::at_least_once}});
    REQUIRE(device->unsubscribe_and_wait({"TopicA/x", "TopicA/never"}, patience));
    REQUIRE(service->kick(device.id()));
    REQUIRE(eventually([&] { return device->statistics().connects == 2; }));
    REQUIRE(device.publish(message("no", QoS::at_least_once, "TopicA/x")));
    REQUIRE(device.publish(message("yes", QoS::at_least_once, "TopicA/y")));
    REQUIRE(device.messages.wait_for(1));
    CHECK(payloads(device.messages) == std::vector<std::string>{"yes"});
}

TEST_CASE("a filter without permission closes connections (spec 5.4), is given up, and the others live on")
{
    Service service;
    Device device(service.device("d"));
    device.connect().subscribe({{"TopicA/x", QoS::at_least_once}});
    const auto outcomes = device->subscribe_and_wait({{"NoSuchTopic/x", QoS::at_least_once}}, patience);
    REQUIRE(outcomes);
    REQUIRE_FALSE(outcomes->at(0).granted);
    CHECK(outcomes->at(0).granted.error().code == Errc::subscribe_failed);
    REQUIRE(device.wait_for_state(ConnectionState::ready));
    REQUIRE(device.publish(message("on", QoS::at_least_once, "TopicA/x")));
    REQUIRE(device.messages.wait_for(1));
}

TEST_CASE("a SUBACK that does not come drops the connection, and the request is answered by the next")
{
    Service service;
    auto options = service.device("d");
    options.ack_timeout = milliseconds(300) * slowness;
    Device device(std::move(options));
    device.connect();
    service->add_fault(rule("SUBACK", FaultAction::drop));
    device.subscribe({{"TopicA/x", QoS::at_least_once}});
    CHECK(device->statistics().connects == 2);
}
