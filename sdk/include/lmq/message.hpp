#ifndef LMQ_MESSAGE_HPP
#define LMQ_MESSAGE_HPP

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace lmq
{

/// MQTT's quality of service.
enum class QoS : std::uint8_t { at_most_once = 0, at_least_once = 1, exactly_once = 2 };

/// What leaves the outbox first. Messages of one priority leave in the order of publish().
enum class Priority : std::uint8_t { low = 0, normal = 1, high = 2 };

/// A message to publish.
struct Message {
    std::string topic;   ///< full topic, e.g. `TopicA/notice/`
    std::string payload; ///< any bytes, at most Limits::payload_bytes
    QoS qos = QoS::at_least_once;
    bool retain = false;
    /// How long it may wait to be acknowledged before it completes with `expired`; from 1 ms. Nothing:
    /// OutboxOptions::max_age.
    std::optional<std::chrono::milliseconds> time_to_live = std::nullopt;
    Priority priority = Priority::normal; ///< `normal` in order mode
};

/// A message that came in.
struct ReceivedMessage {
    std::string topic;
    std::string payload;
    QoS qos = QoS::at_most_once;
    bool retained = false;
    bool duplicate = false; ///< MQTT's DUP: it may have been delivered before
};

/// One topic filter and the quality of service asked for it.
struct Subscription {
    std::string filter;
    QoS qos = QoS::at_least_once;
};

/// A message left by the server if the connection ends without a DISCONNECT (MQTT 3.1.1 3.1.2.5).
struct Will {
    std::string topic;
    std::string payload;
    QoS qos = QoS::at_most_once;
    bool retain = false;
};

} // namespace lmq

#endif
