#ifndef LMQ_CLOUD_RETRY_AFTER_HPP
#define LMQ_CLOUD_RETRY_AFTER_HPP

#include <chrono>
#include <optional>
#include <string_view>

namespace lmq::cloud
{

/// Reads the value of a Retry-After header: seconds, cut to 24 h, or a date. A date needs a right clock: one in the
/// past or more than 24 h ahead counts as none.
std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view value);

} // namespace lmq::cloud

#endif
