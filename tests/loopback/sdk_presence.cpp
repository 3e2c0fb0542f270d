#include <doctest/doctest.h>

#include "sdk_fixture.hpp"

// Presence events (spec 11) of the real SDK's connections, and as it receives them.

using namespace lmq;
using namespace lmq::test;

namespace
{

constexpr const char *event_topic = "GID_AAA_MQTT";

/// The kinds of the events of one client id, from bodies as they came.
std::string kinds(const std::vector<std::string> &bodies, const std::string &client_id)
{
    std::string all;
    for (const std::string &body : bodies) {
        if (body.find("{\"clientId\":\"" + client_id + "\",") != 0) continue;
        for (const char *kind : {"connect", "disconnect", "tcpclean"})
            if (body.find(std::string("\"eventType\":\"") + kind + "\"") != std::string::npos)
                all += std::string(kind) + " ";
    }
    return all;
}

} // namespace

TEST_CASE("a device that watches its group's presence topic is told of another's coming and going")
{
    Service service;
    Device watcher(service.device("watcher"));
    watcher.connect().subscribe({{event_topic, QoS::at_least_once}});
    std::string id;
    {
        Device device(service.device("d"));
        device.connect();
        id = device.id();
    }
    REQUIRE(watcher.messages.wait_for(3));
    CHECK(kinds(payloads(watcher.messages), id) == "connect disconnect tcpclean ");

    // The same in MQ, beside what the watcher's own connection made.
    std::vector<std::string> bodies;
    for (const auto &each : consume(service, event_topic, 4))
        bodies.push_back(each.body);
    CHECK(kinds(bodies, id) == "connect disconnect tcpclean ");
    CHECK(kinds(bodies, watcher.id()) == "connect ");
}
