#include "sdk_fixture.hpp"

// Spec 5.1 row by row, 6.5 and 9.3 through the real SDK; the broker's clock is virtual. tests/loopback/sdk_offline.cpp
// has the pulls, raw_offline.cpp the same with hand-made packets.

using namespace lmq;
using namespace lmq::test;

namespace
{

broker::Config on_virtual_clock()
{
    broker::Config config = broker::Config::ready_made();
    config.clock = broker::ClockMode::virtual_;
    return config;
}

ClientOptions options_of(const Service &service, bool clean)
{
    ClientOptions options = service.device("d");
    options.clean_session = clean;
    options.keep_alive = seconds(120); // the first heartbeat period
    return options;
}

std::size_t kept_for(const Service &service, const std::string &client_id)
{
    const auto session = service->session(client_id);
    return session ? session->offline : 0;
}

/// What a device that subscribed with `qos` gets of a message sent to it while connected, and of one while it is away.
struct Outcome {
    std::vector<std::string> connected;
    std::size_t kept = 0;
    std::vector<std::string> afterwards;
};

Outcome outcome_of(QoS qos, bool clean)
{
    Service service(on_virtual_clock());
    Device sender(service.device("sender"));
    sender.connect();
    Outcome outcome;
    const std::string id = "GID_AAA@@@d";
    {
        Device device(options_of(service, clean));
        device.connect().subscribe({{"TopicA/x", qos}});
        REQUIRE(sender.publish(message("connected", QoS::exactly_once, "TopicA/x")));
        REQUIRE(device.messages.wait_for(1));
        outcome.connected = payloads(device.messages);
        CHECK(device.messages.all()[0].qos == qos);
    }
    REQUIRE(service.wait_connected(id, false));
    REQUIRE(sender.publish(message("away", QoS::exactly_once, "TopicA/x")));
    outcome.kept = kept_for(service, id);
    Device device(options_of(service, clean));
    device.connect();
    REQUIRE(service->advance(seconds(121))); // automatic mode has had its turn
    REQUIRE(sender.publish(message("mark", QoS::at_least_once, "TopicB/p2p/" + id)));
    REQUIRE(device.p2p.wait_for(1)); // all that was pushed before it has come
    outcome.afterwards = payloads(device.messages);
    return outcome;
}

using Strings = std::vector<std::string>;

} // namespace

TEST_CASE("spec 5.1, QoS 0: pushed once to who is connected, kept for nobody")
{
    for (const bool clean : {true, false}) {
        CAPTURE(clean);
        const Outcome outcome = outcome_of(QoS::at_most_once, clean);
        CHECK(outcome.connected == Strings{"connected"});
        CHECK(outcome.kept == 0);
        CHECK(outcome.afterwards.empty());
    }
}

TEST_CASE("spec 5.1, QoS 1: guaranteed while connected, and with cleanSession=false while away")
{
    const Outcome clean = outcome_of(QoS::at_least_once, true);
    CHECK(clean.connected == Strings{"connected"});
    CHECK(clean.kept == 0);
    CHECK(clean.afterwards.empty());
    const Outcome persistent = outcome_of(QoS::at_least_once, false);
    CHECK(persistent.connected == Strings{"connected"});
    CHECK(persistent.kept == 1);
    CHECK(persistent.afterwards == Strings{"away"});
}

TEST_CASE("spec 5.1 and 5.2, QoS 2: exactly once while connected, kept for nobody")
{
    for (const bool clean : {true, false}) {
        CAPTURE(clean);
        const Outcome outcome = outcome_of(QoS::exactly_once, clean);
        CHECK(outcome.connected == Strings{"connected"});
        CHECK(outcome.kept == 0);
        CHECK(outcome.afterwards.empty());
    }
}

TEST_CASE("spec 6.5: P2P is kept by its sender's flag, whatever the target's, and QoS 1 alone")
{
    for (const bool sender_clean : {true, false})
        for (const bool target_clean : {true, false}) {
            CAPTURE(sender_clean);
            CAPTURE(target_clean);
            Service service(on_virtual_clock());
            ClientOptions options = service.device("sender");
            options.clean_session = sender_clean;
            Device sender(std::move(options));
            sender.connect();
            const std::string topic = "TopicA/p2p/GID_AAA@@@d";
            REQUIRE(sender.publish(message("QoS 0", QoS::at_most_once, topic)));
            REQUIRE(sender.publish(message("QoS 1", QoS::at_least_once, topic)));
            REQUIRE(sender.publish(message("QoS 2", QoS::exactly_once, topic)));
            CHECK(kept_for(service, "GID_AAA@@@d") == (sender_clean ? 0 : 1));
            Device device(options_of(service, target_clean));
            device.connect();
            CHECK_FALSE(device->status().session_present);
            REQUIRE(service->advance(seconds(121)));
            REQUIRE(sender.publish(message("mark", QoS::at_least_once, topic)));
            REQUIRE(device.p2p.wait_for(sender_clean ? 1 : 2));
            CHECK(payloads(device.p2p) == (sender_clean ? Strings{"mark"} : Strings{"QoS 1", "mark"}));
        }
}

TEST_CASE("spec 9.2: a device that is away for more than three days has missed it")
{
    Service service(on_virtual_clock());
    {
        Device device(options_of(service, false));
        device.connect().subscribe({{"TopicA/x", QoS::at_least_once}});
    }
    {
        Device sender(service.device("sender"));
        sender.connect();
        REQUIRE(sender.publish(message("missed", QoS::at_least_once, "TopicA/x")));
    }
    REQUIRE(service.wait_connected("GID_AAA@@@sender", false));
    CHECK(kept_for(service, "GID_AAA@@@d") == 1);
    REQUIRE(service->advance(std::chrono::hours(72)));
    CHECK(kept_for(service, "GID_AAA@@@d") == 0);
    Device device(options_of(service, false));
    device.connect();
    CHECK(device->status().session_present);
}
