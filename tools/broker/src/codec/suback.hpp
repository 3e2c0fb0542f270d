#ifndef LMQ_BROKER_CODEC_SUBACK_HPP
#define LMQ_BROKER_CODEC_SUBACK_HPP

#include <cstdint>
#include <string>
#include <vector>

namespace lmq::broker::codec
{

/// Return code of a filter that was refused; else it is the QoS granted.
inline constexpr std::uint8_t suback_failure = 0x80;

/// Appends a SUBACK (MQTT 3.9).
void encode_suback(std::string &out, std::uint16_t packet_id, const std::vector<std::uint8_t> &codes);

} // namespace lmq::broker::codec

#endif
