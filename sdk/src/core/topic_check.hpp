#ifndef LMQ_CORE_TOPIC_CHECK_HPP
#define LMQ_CORE_TOPIC_CHECK_HPP

#include <cstddef>
#include <string_view>

#include "lmq/limits.hpp"
#include "lmq/result.hpp"

namespace lmq::core
{

/// The service's length rule for a topic or filter of `characters` code points (spec 3.4). `field` begins the
/// detail. Errors: too_long.
Result<void> check_topic_length(std::string_view field, std::string_view topic, std::size_t characters,
                                const Limits &limits);

} // namespace lmq::core

#endif
