#ifndef LMQ_BROKER_CODEC_EMPTY_HPP
#define LMQ_BROKER_CODEC_EMPTY_HPP

#include <array>
#include <cstdint>

#include "codec/frame.hpp"

namespace lmq::broker::codec
{

/// PINGREQ, PINGRESP and DISCONNECT (MQTT 3.12 to 3.14): true when nothing follows the fixed header.
bool decode_empty(const Frame &frame) noexcept;

std::array<std::uint8_t, 2> encode_pingresp() noexcept;

} // namespace lmq::broker::codec

#endif
