#ifndef LMQ_PAYLOAD_HPP
#define LMQ_PAYLOAD_HPP

#include <cstddef>

#include "lmq/export.hpp"
#include "lmq/limits.hpp"
#include "lmq/result.hpp"

namespace lmq
{

/// Checks the size of a message body: `bytes` against `limits.payload_bytes` (spec 4). Errors: payload_too_large.
/// Thread-safe.
LMQ_API Result<void> validate_payload_size(std::size_t bytes, const Limits &limits = {});

} // namespace lmq

#endif
