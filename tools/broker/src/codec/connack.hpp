#ifndef LMQ_BROKER_CODEC_CONNACK_HPP
#define LMQ_BROKER_CODEC_CONNACK_HPP

#include <array>
#include <cstdint>

namespace lmq::broker::codec
{

/// A CONNACK (MQTT 3.2). With a `code` other than 0 session-present is always sent as 0 [MQTT-3.2.2-4].
std::array<std::uint8_t, 4> encode_connack(bool session_present, std::uint8_t code) noexcept;

} // namespace lmq::broker::codec

#endif
