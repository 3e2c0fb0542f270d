#ifndef LMQ_BROKER_CODEC_UNSUBSCRIBE_HPP
#define LMQ_BROKER_CODEC_UNSUBSCRIBE_HPP

#include <cstdint>
#include <string_view>
#include <vector>

#include "codec/frame.hpp"

namespace lmq::broker::codec
{

/// An UNSUBSCRIBE packet (MQTT 3.10); `filters` is cleared first and keeps its capacity. False when malformed: no
/// filter, a filter with bad syntax or UTF-8, packet id 0, truncated.
bool decode_unsubscribe(const Frame &frame, std::uint16_t &packet_id, std::vector<std::string_view> &filters);

} // namespace lmq::broker::codec

#endif
