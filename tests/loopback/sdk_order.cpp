#include <set>

#include "sdk_fixture.hpp"

using namespace lmq;
using namespace lmq::test;
using broker::FaultAction;

namespace
{

ClientOptions ordered(const Service &service)
{
    auto options = service.device("d");
    options.ordered = true;
    return options;
}

} // namespace

TEST_CASE("order mode is asked for after each connect, before anything else")
{
    Service service;
    Device device(ordered(service));
    REQUIRE(device.publish_async(message("x", QoS::at_least_once, "OrderedTopic/x")));
    device.connect();
    REQUIRE(service->session(device.id()));
    CHECK(service->session(device.id())->ordered);
    REQUIRE(service->kick(device.id()));
    REQUIRE(eventually([&] { return device->statistics().connects == 2; }));
    REQUIRE(device.wait_for_state(ConnectionState::ready));
    CHECK(service->session(device.id())->ordered);
}

TEST_CASE("without order mode nothing asks for it")
{
    Service service;
    Device device(service.device("d"));
    device.connect();
    CHECK_FALSE(service->session(device.id())->ordered);
}

TEST_CASE("an unacknowledged order request drops the connection, and publishes wait for the next")
{
    Service service;
    service->add_fault(rule("PUBACK", FaultAction::drop));
    auto options = ordered(service);
    options.ack_timeout = milliseconds(300) * slowness;
    Device device(std::move(options));
    REQUIRE(device.publish_async(message("x", QoS::at_least_once, "OrderedTopic/x")));
    device.connect();
    REQUIRE(device.published.wait_for(1));
    CHECK(device->statistics().connects == 2);
    CHECK(service->session(device.id())->ordered);
}

TEST_CASE("in order mode all QoS levels arrive in one queue in the order of publishing, losses notwithstanding")
{
    Service service;
    // Each loss leaves one message stored and unacknowledged, which is then sent again.
    service->add_fault(rule("PUBACK", FaultAction::close, 10, 1));
    service->add_fault(rule("PUBLISH", FaultAction::close, 60, 1));
    service->add_fault(rule("PUBCOMP", FaultAction::close, 20, 1));
    Device device(ordered(service));
    device.connect();
    for (int i = 0; i < 150; ++i)
        REQUIRE(device.publish_async(message(std::to_string(i), static_cast<QoS>(i % 3), "OrderedTopic/x")));
    REQUIRE(device.published.wait_for(150));
    CHECK(device->statistics().connects >= 3);

    std::set<int> queues;
    int last = -1;
    std::set<std::string> seen;
    for (const auto &one : consume(service, "OrderedTopic", 140)) {
        queues.insert(one.queue);
        if (!seen.insert(one.body).second) continue; // at least once: order is that of first arrivals
        CHECK(std::stoi(one.body) > last);
        last = std::stoi(one.body);
    }
    CHECK(queues.size() == 1);
    for (int i = 0; i < 150; ++i)
        if (i % 3 != 0) CHECK_MESSAGE(seen.count(std::to_string(i)) == 1, i);
}
