#include "sdk_fixture.hpp"

using namespace lmq;
using namespace lmq::test;
using broker::FaultAction;

TEST_CASE("after a lost connection the subscription set is back before the publishes go on")
{
    Service service;
    Device device(service.device("d"));
    device.connect().subscribe({{"TopicA/x", QoS::at_least_once}, {"TopicB/#", QoS::at_most_once}});
    for (int i = 0; i < 5; ++i) {
        const auto connects = device->statistics().connects;
        REQUIRE(service->kick(device.id()));
        REQUIRE(device.publish_async(message(std::to_string(i), QoS::at_least_once, "TopicA/x")));
        REQUIRE(eventually([&] { return device->statistics().connects == connects + 1; }));
        REQUIRE(device.messages.wait_for(static_cast<std::size_t>(i) + 1));
    }
    REQUIRE(device.published.wait_for(5));
    CHECK(payloads(device.messages) == std::vector<std::string>{"0", "1", "2", "3", "4"});
    CHECK(device->statistics().connection_losses == 5);
    CHECK(service->session(device.id())->subscriptions.size() == 2);
}

TEST_CASE("states are reported in order, with the cause of the loss")
{
    Service service;
    Device device(service.device("d"));
    device.connect();
    REQUIRE(service->kick(device.id()));
    REQUIRE(eventually([&] { return device->statistics().connects == 2; }));
    REQUIRE(device.states.wait_for(7));
    std::vector<ConnectionState> seen;
    for (const auto &status : device.states.all())
        seen.push_back(status.state);
    using S = ConnectionState;
    CHECK(seen ==
          std::vector<S>{S::connecting, S::restoring, S::ready, S::waiting, S::connecting, S::restoring, S::ready});
    const auto waiting = device.states.all()[3];
    REQUIRE(waiting.error);
    CHECK(waiting.error->code == Errc::connection_lost);
}

TEST_CASE("an unacknowledged publish is sent again after a loss and completes once")
{
    Service service;
    for (const int qos : {1, 2}) {
        CAPTURE(qos);
        for (const std::string packet : {"PUBLISH", "PUBACK", "PUBREC", "PUBREL", "PUBCOMP"}) {
            if ((packet == "PUBACK") != (qos == 1) && packet != "PUBLISH") continue;
            CAPTURE(packet);
            Device device(service.device("d"));
            device.connect();
            auto fault = rule(packet, FaultAction::close);
            fault.client = device.id();
            const auto id = service->add_fault(fault);
            REQUIRE(device.publish_async(message("x", static_cast<QoS>(qos))));
            REQUIRE(device.published.wait_for(1));
            CHECK(device.published.all()[0].result);
            CHECK(eventually([&] { return device->statistics().connects == 2; }));
            service->remove_fault(id);
            CHECK(device->disconnect(patience));
            CHECK(device.published.size() == 1);
        }
    }
}

TEST_CASE("a lost PUBACK without a lost connection does not lose the publish")
{
    Service service;
    Device device(service.device("d"));
    device.connect();
    service->add_fault(rule("PUBACK", FaultAction::drop));
    REQUIRE(device.publish_async(message("x")));
    REQUIRE(device.publish(message("y")));
    CHECK(device.published.size() == 0);
    REQUIRE(service->kick(device.id())); // nothing tells but a new connection: MQTT 3.1.1 repeats only then
    REQUIRE(device.published.wait_for(1));
    CHECK(device.published.all()[0].result);
}

TEST_CASE("two devices with one client id throw each other out; both say so")
{
    Service service;
    Device first(service.device("twin"));
    Device second(service.device("twin"));
    first.connect();
    REQUIRE(second->start());
    const auto duplicate = [](const ConnectionStatus &status) {
        return status.possible_duplicate_client_id && status.error &&
               status.error->code == Errc::possible_duplicate_client_id;
    };
    CHECK(first.states.wait_until_any(duplicate));
    CHECK(second.states.wait_until_any(duplicate));
}

TEST_CASE("network_changed() while waiting tries at once")
{
    Service service;
    service->add_fault(rule("CONNECT", FaultAction::refuse, 1, 1));
    auto options = service.device("d");
    options.back_off = {seconds(3600), seconds(3600), seconds(60)}; // at least 6 minutes
    Device device(std::move(options));
    REQUIRE(device->start());
    REQUIRE(device.wait_for_state(ConnectionState::waiting));
    device->network_changed();
    CHECK(device.wait_for_state(ConnectionState::ready));
}

TEST_CASE("network_changed() while ready reconnects at once and restores")
{
    Service service;
    auto options = service.device("d");
    options.back_off = {seconds(3600), seconds(3600), seconds(60)};
    options.will = Will{"TopicB/will", "gone", QoS::at_least_once, false};
    Device device(std::move(options));
    device.connect().subscribe({{"TopicA/x", QoS::at_least_once}});
    Device witness(service.device("witness"));
    witness.connect().subscribe({{"TopicB/will", QoS::at_least_once}});
    device->network_changed();
    REQUIRE(eventually([&] { return device->statistics().connects == 2; }));
    REQUIRE(device.publish(message("x", QoS::at_least_once, "TopicA/x")));
    REQUIRE(device.messages.wait_for(1));
    CHECK_FALSE(device->status().possible_duplicate_client_id);
    // The link was well: the server was told, and published no will.
    REQUIRE(witness.publish(message("end", QoS::at_least_once, "TopicB/will")));
    REQUIRE(witness.messages.wait_for(1));
    CHECK(payloads(witness.messages) == std::vector<std::string>{"end"});
}

TEST_CASE("a client outlives the server's restart on the same port")
{
    auto config = broker::Config::ready_made();
    std::string uri;
    std::unique_ptr<Device> device;
    {
        Service service(config);
        uri = service->tcp_uri();
        config.tcp = service->tcp_address();
        device = std::make_unique<Device>(service.device("d"));
        device->connect().subscribe({{"TopicA/x", QoS::at_least_once}});
    }
    REQUIRE(device->publish_async(message("after", QoS::at_least_once, "TopicA/x")));
    Service service(config);
    REQUIRE(device->published.wait_for(1));
    CHECK(device->published.all()[0].result);
    CHECK(device->messages.wait_for(1));
}
