#include "codec/frame.hpp"

#include <array>

namespace lmq::broker::codec
{

std::string_view name(PacketType type) noexcept
{
    static constexpr std::array<std::string_view, 16> names = {
        "",          "CONNECT", "CONNACK",     "PUBLISH",  "PUBACK",  "PUBREC",   "PUBREL",     "PUBCOMP",
        "SUBSCRIBE", "SUBACK",  "UNSUBSCRIBE", "UNSUBACK", "PINGREQ", "PINGRESP", "DISCONNECT", ""};
    return names[static_cast<std::uint8_t>(type) & 0x0FU];
}

FrameStatus next_frame(ByteSpan stream, std::size_t max_body, Frame &frame, bool mqtt_31) noexcept
{
    if (stream.empty()) return FrameStatus::need_more;
    const unsigned type = stream.data[0] >> 4U;
    unsigned flags = stream.data[0] & 0x0FU;
    if (type == 0 || type == 15) return FrameStatus::malformed;
    const bool wants_flag_2 = type == 6 || type == 8 || type == 10; // PUBREL, SUBSCRIBE, UNSUBSCRIBE
    if (mqtt_31 && wants_flag_2) flags &= 7U;
    if (type != 3 && flags != (wants_flag_2 ? 2U : 0U)) return FrameStatus::malformed;

    std::size_t length = 0;
    std::size_t at = 1;
    for (unsigned shift = 0;; shift += 7) {
        if (shift == 28) return FrameStatus::malformed;
        if (at == stream.size) return FrameStatus::need_more;
        const std::uint8_t byte = stream.data[at++];
        length |= static_cast<std::size_t>(byte & 0x7FU) << shift;
        if ((byte & 0x80U) == 0) break;
    }
    if (length > max_body) return FrameStatus::too_large;
    if (stream.size - at < length) return FrameStatus::need_more;
    frame.type = static_cast<PacketType>(type);
    frame.flags = static_cast<std::uint8_t>(flags);
    frame.body = ByteSpan(stream.data + at, length);
    frame.size = at + length;
    return FrameStatus::complete;
}

} // namespace lmq::broker::codec
