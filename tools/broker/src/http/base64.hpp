#ifndef LMQ_BROKER_HTTP_BASE64_HPP
#define LMQ_BROKER_HTTP_BASE64_HPP

#include <optional>
#include <string>
#include <string_view>

namespace lmq::broker::http
{

/// RFC 4648, section 4, with padding.
std::string base64_encode(std::string_view bytes);
/// Nothing when `text` is not exactly what an encoder makes.
std::optional<std::string> base64_decode(std::string_view text);

} // namespace lmq::broker::http

#endif
