#ifndef LMQ_BROKER_CODEC_ACK_HPP
#define LMQ_BROKER_CODEC_ACK_HPP

#include <array>
#include <cstdint>

#include "codec/frame.hpp"

namespace lmq::broker::codec
{

/// PUBACK, PUBREC, PUBREL, PUBCOMP and UNSUBACK (MQTT 3.4 to 3.7, 3.11) are a packet id and nothing else. False for
/// another type, another length or packet id 0.
bool decode_ack(const Frame &frame, std::uint16_t &packet_id) noexcept;

/// `type`: one of those five.
std::array<std::uint8_t, 4> encode_ack(PacketType type, std::uint16_t packet_id) noexcept;

} // namespace lmq::broker::codec

#endif
