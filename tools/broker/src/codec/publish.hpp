#ifndef LMQ_BROKER_CODEC_PUBLISH_HPP
#define LMQ_BROKER_CODEC_PUBLISH_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "codec/frame.hpp"
#include "codec/span.hpp"

namespace lmq::broker::codec
{

/// A PUBLISH packet (MQTT 3.3); topic and payload are views.
struct Publish {
    std::string_view topic;
    ByteSpan payload;
    std::uint8_t qos = 0;
    bool retain = false;
    bool dup = false;
    std::uint16_t packet_id = 0; ///< 0 with QoS 0
};

/// False when malformed: QoS 3, DUP with QoS 0, empty topic, wildcard or bad UTF-8 in the topic, packet id 0,
/// truncated.
bool decode_publish(const Frame &frame, Publish &publish) noexcept;

/// What follows the fixed header and the topic: where the packet id (QoS 1 and 2) and the payload stand in a packet,
/// counted from its first byte. Equal when there is no packet id.
struct PublishOffsets {
    std::size_t packet_id = 0;
    std::size_t payload = 0;
};

/// Appends the whole packet.
PublishOffsets encode_publish(std::string &out, const Publish &publish);

/// Appends all but the payload, of which only the size is used: the head for one receiver, behind which the caller
/// sends a payload that many receivers share.
PublishOffsets encode_publish_head(std::string &out, const Publish &publish);

/// Size of the whole packet.
std::size_t encoded_publish_size(const Publish &publish) noexcept;

/// Writes another packet id into an encoded PUBLISH (or its head), at `offsets.packet_id` behind `packet`.
void patch_packet_id(char *packet, const PublishOffsets &offsets, std::uint16_t packet_id) noexcept;
/// Sets or clears DUP in an encoded PUBLISH's first byte.
void patch_dup(char *packet, bool dup) noexcept;

} // namespace lmq::broker::codec

#endif
