#ifndef LMQ_BROKER_CODEC_WRITER_HPP
#define LMQ_BROKER_CODEC_WRITER_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "codec/frame.hpp"

namespace lmq::broker::codec
{

/// The longest body four length bytes can tell (MQTT 2.2.3).
inline constexpr std::size_t max_remaining_length = 268435455;

void put_u8(std::string &out, std::uint8_t value);
void put_u16(std::string &out, std::uint16_t value);
/// `text` must have at most 65535 bytes: anything decoded from a packet has.
void put_string16(std::string &out, std::string_view text);
/// `length` must be at most `max_remaining_length`.
void put_remaining_length(std::string &out, std::size_t length);
/// First byte and remaining length; `flags` is the low nibble.
void put_header(std::string &out, PacketType type, std::uint8_t flags, std::size_t length);

} // namespace lmq::broker::codec

#endif
