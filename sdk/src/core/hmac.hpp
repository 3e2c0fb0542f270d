#ifndef LMQ_CORE_HMAC_HPP
#define LMQ_CORE_HMAC_HPP

#include <string_view>

#include "lmq/secret.hpp"

namespace lmq::core
{

/// hmac_sha1_base64 whose result leaves no copy behind. Empty when the crypto library has no HMAC-SHA1.
Secret hmac_sha1_base64_secret(std::string_view key, std::string_view text);

} // namespace lmq::core

#endif
