#ifndef LMQ_MQ_HPP
#define LMQ_MQ_HPP

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "lmq/export.hpp"
#include "lmq/result.hpp"

/// Messages on their way between MQTT and MQ, the message queue behind the service (spec 12).
namespace lmq::mq
{

/// A message as MQ sees it: parent topic, tag, string properties, body (spec 12).
struct Message {
    std::string topic;                             ///< parent topic
    std::string tag;                               ///< to_mqtt_tag for what is to reach MQTT clients
    std::map<std::string, std::string> properties; ///< names and values of the gateway, and the application's own
    std::string body;                              ///< any bytes, at most 65536
};

/// What a message from MQ asks of the MQTT side (spec 12.1).
struct Delivery {
    std::string topic;                        ///< MQTT topic: MQ topic + `mqttSecondTopic`
    std::optional<std::string> display_topic; ///< valid `mqttRealTopic`, already made a full topic (spec 6.4)
    int qos = 1;                              ///< `qoslevel`; 1 when absent or invalid
    bool clean_session = true;                ///< `cleansessionflag`
};

/// What an MQTT publish becomes in MQ (spec 12.2).
struct Origin {
    std::string_view topic;     ///< full MQTT topic
    std::string_view client_id; ///< sender
    int qos = 0;                ///< 0, 1 or 2
    bool clean_session = true;  ///< of the sender's connection
};

/// The tag that makes MQ push a message to MQTT clients.
inline constexpr std::string_view to_mqtt_tag = "MQ2MQTT";

/// Reads an MQ message as the gateway does. Errors: bad_combination when the tag is not `MQ2MQTT`;
/// payload_too_large, and as validate_topic_name, where the gateway would discard it. Thread-safe.
LMQ_API Result<Delivery> to_mqtt(const Message &message);

/// Builds the MQ message that an app server sends so that MQTT clients get `body` on `delivery.topic`.
/// Errors: as validate_topic_name, bad_qos, payload_too_large. Thread-safe.
LMQ_API Result<Message> from_server(const Delivery &delivery, std::string body);

/// Builds the MQ message that an MQTT publish becomes. Thread-safe.
LMQ_API Message from_device(const Origin &origin, std::string body);

/// What an MQ consumer learns of a message that came from a device (spec 12.2).
struct DeviceMessage {
    std::string topic;                 ///< full MQTT topic
    std::string client_id;             ///< sender; empty when the message does not say
    int qos = 0;                       ///< 0 when the message does not say
    std::optional<bool> clean_session; ///< of the sender's connection; older services leave it out (Q-30)
};

/// Reads back the full MQTT topic, sender and QoS of a message that came from a device; absent and wrong
/// properties are no error. Thread-safe.
LMQ_API DeviceMessage read_device_message(const Message &message);

} // namespace lmq::mq

#endif
