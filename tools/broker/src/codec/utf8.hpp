#ifndef LMQ_BROKER_CODEC_UTF8_HPP
#define LMQ_BROKER_CODEC_UTF8_HPP

#include <string_view>

namespace lmq::broker::codec
{

/// True for a string MQTT accepts (1.5.3): well-formed UTF-8 without U+0000, surrogates, overlong forms or values
/// beyond U+10FFFF.
bool valid_utf8(std::string_view text) noexcept;

} // namespace lmq::broker::codec

#endif
