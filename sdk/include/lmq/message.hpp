#ifndef LMQ_MESSAGE_HPP
#define LMQ_MESSAGE_HPP

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace lmq
{

/// MQTT's quality of service.
enum class QoS : std::uint8_t {
    at_most_once = 0,  ///< lost with the connection
    at_least_once = 1, ///< sent again until acknowledged: may come twice
    exactly_once = 2,  ///< as threading.md restricts it for a lost connection
};

/// What leaves the outbox first. Messages of one priority leave in the order of publish().
enum class Priority : std::uint8_t {
    low = 0,    ///< after all others
    normal = 1, ///< the default
    high = 2,   ///< before all others
};

/// A message to publish.
struct Message {
    std::string topic;            ///< full topic, e.g. `TopicA/notice/`
    std::string payload;          ///< any bytes, at most Limits::payload_bytes
    QoS qos = QoS::at_least_once; ///< how surely it is delivered
    bool retain = false;          ///< whether the server keeps it for later subscribers (MQTT 3.1.1 3.3.1.3)
    /// How long it may wait to be acknowledged before it completes with `expired`; from 1 ms. Nothing:
    /// OutboxOptions::max_age.
    std::optional<std::chrono::milliseconds> time_to_live = std::nullopt;
    Priority priority = Priority::normal; ///< `normal` in order mode
};

/// A message that came in.
struct ReceivedMessage {
    std::string topic;           ///< full topic
    std::string payload;         ///< any bytes
    QoS qos = QoS::at_most_once; ///< that it was delivered with
    bool retained = false;       ///< it was kept by the server from before the subscription
    bool duplicate = false;      ///< MQTT's DUP: it may have been delivered before
};

/// One topic filter and the quality of service asked for it.
struct Subscription {
    std::string filter;           ///< as validate_topic_filter wants it
    QoS qos = QoS::at_least_once; ///< the most that is wanted; the server may grant less
};

/// A message left by the server if the connection ends without a DISCONNECT (MQTT 3.1.1 3.1.2.5).
struct Will {
    std::string topic;           ///< full topic
    std::string payload;         ///< any bytes, at most 65535 and Limits::payload_bytes
    QoS qos = QoS::at_most_once; ///< that it is published with
    bool retain = false;         ///< whether the server keeps it for later subscribers
};

} // namespace lmq

#endif
