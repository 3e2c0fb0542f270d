#ifndef LMQ_CORE_JSON_GUARD_HPP
#define LMQ_CORE_JSON_GUARD_HPP

#include <string_view>

#include "lmq/result.hpp"

namespace lmq::core
{

/// Refuses what cJSON would read wrongly or at too high a price: a text over 64 KiB, malformed UTF-8, control
/// characters inside strings, NUL written in any way (cJSON's strings end there), nesting deeper than 16.
/// Errors: bad_json. Allocates nothing but the error.
Result<void> guard_json(std::string_view text);

} // namespace lmq::core

#endif
