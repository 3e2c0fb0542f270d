#ifndef LMQ_CLOUD_RETRY_HPP
#define LMQ_CLOUD_RETRY_HPP

#include <chrono>
#include <functional>

#include "cloud/http_client.hpp"

namespace lmq::cloud
{

/// How often, and for how long (TokenServiceOptions).
struct RetryLimits {
    unsigned attempts = 1;
    std::chrono::milliseconds attempt_timeout{0};
    std::chrono::milliseconds total_timeout{0};
    std::chrono::milliseconds back_off{0};
};

/// The answer, and how often the request was sent for it.
struct Attempts {
    Result<HttpAnswer> answer;
    unsigned made = 0;
};

/// Sends `request` until there is an answer, an error that repeating does not cure, or a limit is reached; waits in
/// between on the caller's thread, with full jitter.
Attempts ask_with_retries(HttpClient &client, HttpRequest request, const RetryLimits &limits);

} // namespace lmq::cloud

#endif
