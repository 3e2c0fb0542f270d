#ifndef LMQ_TESTS_UNIT_ENGINE_PRESENCE_SCENE_HPP
#define LMQ_TESTS_UNIT_ENGINE_PRESENCE_SCENE_HPP

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "harness.hpp"

namespace engine_test
{

inline const std::string disconnect_packet("\xE0\0", 2);

/// A presence event, taken apart by hand.
struct Told {
    std::string tag, body, client_id, type, channel;
    std::int64_t time_ms = 0;
    std::size_t properties = 0;
};

/// The member's text: between its quotes, or up to the next comma.
inline std::string member(const std::string &body, const std::string &name)
{
    const std::string key = "\"" + name + "\":";
    const std::size_t at = body.find(key);
    if (at == std::string::npos) return {};
    const std::size_t start = at + key.size();
    if (body[start] != '"') return body.substr(start, body.find_first_of(",}", start) - start);
    return body.substr(start + 1, body.find('"', start + 1) - start - 1);
}

/// What has been put into MQ since this group last asked.
inline std::vector<Told> events(Broker &broker, const char *group = "reader", const char *topic = "GID_AAA_MQTT")
{
    std::vector<Told> all;
    const auto messages = broker.engine().mq_consume(topic, group, 1000000);
    REQUIRE(messages);
    for (const MqMessage &each : *messages) {
        Told told;
        told.tag = each.tag;
        told.body = each.body;
        told.client_id = member(each.body, "clientId");
        told.type = member(each.body, "eventType");
        told.channel = member(each.body, "channelId");
        told.time_ms = std::stoll(member(each.body, "time"));
        told.properties = each.properties.size();
        CHECK(told.type == told.tag);
        all.push_back(std::move(told));
    }
    return all;
}

inline std::string kinds(const std::vector<Told> &all)
{
    std::string text;
    for (const Told &each : all)
        text += each.tag + " ";
    return text;
}

} // namespace engine_test

#endif
