#ifndef LMQ_BROKER_ENGINE_MQ_MAPPING_HPP
#define LMQ_BROKER_ENGINE_MQ_MAPPING_HPP

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "engine/mq_log.hpp"
#include "lmq_broker/broker.hpp"

namespace lmq::broker::engine
{

/// What a message from MQ asks of the MQTT side (spec 12.1).
struct MqttDelivery {
    std::string topic;      ///< by which it is routed
    std::string real_topic; ///< valid `mqttRealTopic`, made a full topic (spec 6.4); or empty
    std::uint8_t qos = 1;
    bool clean_session = true; ///< `cleansessionflag`
};

/// Nothing when MQTT clients shall not see the message: its tag is not exactly `MQ2MQTT`, or no topic name comes of it.
std::optional<MqttDelivery> to_mqtt(std::string_view topic, const MqMessage &message);

/// The user properties of a message that a device published (spec 12.2).
std::map<std::string, std::string> device_properties(const MqRecord &record);

} // namespace lmq::broker::engine

#endif
