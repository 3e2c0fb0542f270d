#ifndef LMQ_BROKER_CODEC_FRAME_HPP
#define LMQ_BROKER_CODEC_FRAME_HPP

#include <cstdint>
#include <string_view>

#include "codec/span.hpp"

namespace lmq::broker::codec
{

enum class PacketType : std::uint8_t {
    connect = 1,
    connack,
    publish,
    puback,
    pubrec,
    pubrel,
    pubcomp,
    subscribe,
    suback,
    unsubscribe,
    unsuback,
    pingreq,
    pingresp,
    disconnect,
};

/// "CONNECT", …; empty for 0 and 15.
std::string_view name(PacketType type) noexcept;

/// One control packet found in a byte stream (MQTT 3.1.1 2.2). `body` is a view into the stream.
struct Frame {
    PacketType type{};
    std::uint8_t flags = 0; ///< the low nibble of the first byte
    ByteSpan body;          ///< the remaining length's bytes
    std::size_t size = 0;   ///< of the whole packet
};

enum class FrameStatus { complete, need_more, malformed, too_large };

/// Looks for a whole packet at the start of `stream`. `malformed`: type 0 or 15, flags not those the type must have, or
/// a remaining length of more than four bytes. `too_large`: remaining length above `max_body`. With `mqtt_31` PUBREL,
/// SUBSCRIBE and UNSUBSCRIBE may have DUP, as MQTT 3.1 has it; it is left out of `frame`.
FrameStatus next_frame(ByteSpan stream, std::size_t max_body, Frame &frame, bool mqtt_31 = false) noexcept;

} // namespace lmq::broker::codec

#endif
