#ifndef LMQ_TESTS_UNIT_CODEC_SUPPORT_HPP
#define LMQ_TESTS_UNIT_CODEC_SUPPORT_HPP

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "codec/frame.hpp"
#include "codec/span.hpp"
#include "support/raw_packet.hpp"

namespace lmq::test
{

inline constexpr std::size_t no_limit = 268435455;

/// The one packet in `packet`, a view into it; nothing when framing refuses it or bytes are left over.
inline std::optional<broker::codec::Frame> frame_of(const Packet &packet)
{
    broker::codec::Frame frame;
    const auto status = next_frame(broker::codec::ByteSpan(std::string_view(packet.bytes)), no_limit, frame);
    if (status != broker::codec::FrameStatus::complete || frame.size != packet.bytes.size()) return std::nullopt;
    return frame;
}

/// A frame of `type` with any flags and body, past what framing would let through.
inline broker::codec::Frame raw_frame(broker::codec::PacketType type, unsigned flags, std::string_view body)
{
    broker::codec::Frame frame;
    frame.type = type;
    frame.flags = static_cast<std::uint8_t>(flags);
    frame.body = broker::codec::ByteSpan(body);
    return frame;
}

template <std::size_t N>
std::string hex_of(const std::array<std::uint8_t, N> &bytes)
{
    return to_hex({reinterpret_cast<const char *>(bytes.data()), N});
}

} // namespace lmq::test

#endif
