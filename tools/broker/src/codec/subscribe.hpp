#ifndef LMQ_BROKER_CODEC_SUBSCRIBE_HPP
#define LMQ_BROKER_CODEC_SUBSCRIBE_HPP

#include <cstdint>
#include <string_view>
#include <vector>

#include "codec/frame.hpp"

namespace lmq::broker::codec
{

struct SubscribeEntry {
    std::string_view filter;
    std::uint8_t qos = 0;
};

/// A SUBSCRIBE packet (MQTT 3.8); `entries` is cleared first and keeps its capacity. False when malformed: no filter,
/// a filter with bad syntax or UTF-8, QoS above 2, reserved bits, packet id 0, truncated.
bool decode_subscribe(const Frame &frame, std::uint16_t &packet_id, std::vector<SubscribeEntry> &entries);

} // namespace lmq::broker::codec

#endif
