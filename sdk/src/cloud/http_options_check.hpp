#ifndef LMQ_CLOUD_HTTP_OPTIONS_CHECK_HPP
#define LMQ_CLOUD_HTTP_OPTIONS_CHECK_HPP

#include <chrono>
#include <string>
#include <string_view>

#include "lmq/cloud/http_options.hpp"
#include "lmq/result.hpp"

namespace lmq::cloud
{

/// Errors: bad_uri for what is no http or https URL with a host, has a user or a fragment, or is http and not allowed
/// to be; out_of_range; http_untrusted for a CA file that cannot be read.
Result<void> check_http_options(const std::string &url, const HttpOptions &options);

/// Errors: out_of_range.
Result<void> check_range(std::string_view name, std::chrono::milliseconds value, std::chrono::milliseconds most);

} // namespace lmq::cloud

#endif
