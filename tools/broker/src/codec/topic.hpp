#ifndef LMQ_BROKER_CODEC_TOPIC_HPP
#define LMQ_BROKER_CODEC_TOPIC_HPP

#include <string_view>

namespace lmq::broker::codec
{

/// True for a topic name one may publish to: not empty, no `+` and no `#` (MQTT 4.7). UTF-8 is checked elsewhere.
bool valid_topic_name(std::string_view topic) noexcept;

/// True for a topic filter: not empty, `+` alone in its level, `#` alone in the last level (MQTT 4.7.1).
bool valid_filter(std::string_view filter) noexcept;

} // namespace lmq::broker::codec

#endif
