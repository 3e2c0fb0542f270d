#include "sdk_fixture.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

ClientOptions persistent(const Service &service, const std::string &name)
{
    auto options = service.device(name);
    options.clean_session = false;
    return options;
}

ClientOptions with_will(const Service &service, bool retain = false)
{
    auto options = service.device("mortal");
    options.will = Will{"TopicA/will", "last words", QoS::at_least_once, retain};
    return options;
}

} // namespace

TEST_CASE("the will is published when the connection is lost, not after a disconnect")
{
    Service service;
    Device witness(service.device("witness"));
    witness.connect().subscribe({{"TopicA/will", QoS::at_least_once}});
    Device device(with_will(service));
    device.connect();
    REQUIRE(service->kick(device.id()));
    REQUIRE(witness.messages.wait_for(1));
    CHECK(payloads(witness.messages) == std::vector<std::string>{"last words"});
    REQUIRE(eventually([&] { return device->statistics().connects == 2; }));
    REQUIRE(device.wait_for_state(ConnectionState::ready));

    REQUIRE(device->disconnect(patience));
    REQUIRE(service.wait_connected(device.id(), false));
    REQUIRE(witness.publish(message("end", QoS::at_least_once, "TopicA/will")));
    REQUIRE(witness.messages.wait_for(2));
    CHECK(payloads(witness.messages) == std::vector<std::string>{"last words", "end"});
}

TEST_CASE("a retained will waits for later subscribers")
{
    Service service;
    {
        Device device(with_will(service, true));
        device.connect();
        service->add_fault(rule("CONNECT", broker::FaultAction::refuse, 1, 0));
        REQUIRE(service->kick(device.id()));
        REQUIRE(device.wait_for_state(ConnectionState::waiting));
    }
    service->clear_faults();
    Device late(service.device("late"));
    late.connect().subscribe({{"TopicA/will", QoS::at_least_once}});
    REQUIRE(late.messages.wait_for(1));
    CHECK(late.messages.all()[0].retained);
}

TEST_CASE("a persistent session is present after a reconnect, a clean one is not")
{
    Service service;
    Device keeps(persistent(service, "keeps"));
    Device forgets(service.device("forgets"));
    for (Device *device : {&keeps, &forgets}) {
        device->connect().subscribe({{"TopicA/x", QoS::at_least_once}});
        CHECK_FALSE((*device)->status().session_present);
        REQUIRE(service->kick(device->id()));
        REQUIRE(eventually([&] { return (*device)->statistics().connects == 2; }));
        REQUIRE(device->wait_for_state(ConnectionState::ready));
    }
    CHECK(keeps->status().session_present);
    CHECK_FALSE(forgets->status().session_present);
    CHECK_FALSE(service->session(keeps.id())->clean_session);
}

TEST_CASE("unsubscribed while away, a persistent session is told after the next connect")
{
    Service service;
    {
        Device before(persistent(service, "d"));
        before.connect().subscribe({{"TopicA/x", QoS::at_least_once}, {"TopicA/y", QoS::at_least_once}});
    }
    REQUIRE(service.wait_connected("GID_AAA@@@d", false));
    Device device(persistent(service, "d"));
    Recorder<bool> done;
    REQUIRE(device->unsubscribe({"TopicA/x"}, [&](const Result<void> &result) { done.add(result.has_value()); }));
    CHECK(done.size() == 0);
    device.connect();
    REQUIRE(done.wait_for(1));
    CHECK(done.all()[0]);
    const auto session = service->session(device.id());
    REQUIRE(session->subscriptions.size() == 1);
    CHECK(session->subscriptions[0].filter == "TopicA/y");
}

TEST_CASE("the subscriptions of a persistent session deliver before the client asks for them again")
{
    Service service;
    {
        Device before(persistent(service, "d"));
        before.connect().subscribe({{"TopicA/x", QoS::at_least_once}});
    }
    Device device(persistent(service, "d"));
    device.connect();
    REQUIRE(device.publish(message("x", QoS::at_least_once, "TopicA/x")));
    CHECK(device.messages.wait_for(1));
}
