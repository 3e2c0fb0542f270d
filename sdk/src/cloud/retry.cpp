#include "cloud/retry.hpp"

#include <algorithm>
#include <thread>

#include <openssl/rand.h>

namespace lmq::cloud
{

namespace
{

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

/// 1 to `most`, drawn evenly: the servers of a fleet that lost the auth server together don't come back together.
milliseconds draw(milliseconds most)
{
    std::uint64_t random = 0;
    unsigned char bytes[sizeof random];
    if (RAND_bytes(bytes, sizeof bytes) != 1) return most;
    for (const unsigned char byte : bytes)
        random = random << 8U | byte;
    return milliseconds(1 + static_cast<std::int64_t>(random % static_cast<std::uint64_t>(most.count())));
}

bool is_network_error(Errc code) noexcept
{
    return code == Errc::http_unreachable || code == Errc::http_timeout;
}

milliseconds until(Clock::time_point deadline)
{
    return std::chrono::ceil<milliseconds>(deadline - Clock::now());
}

} // namespace

Attempts ask_with_retries(HttpClient &client, HttpRequest request, const RetryLimits &limits)
{
    const auto deadline = Clock::now() + limits.total_timeout;
    milliseconds wait = limits.back_off;
    for (unsigned made = 1;; ++made) {
        request.timeout = std::min(limits.attempt_timeout, until(deadline));
        auto answer = client.ask(request);
        if (answer || !is_network_error(answer.error().code)) return {std::move(answer), made};
        const milliseconds pause = draw(wait);
        if (made >= limits.attempts || pause >= until(deadline)) {
            if (made > 1) answer.error().detail += " (attempt " + std::to_string(made) + ")";
            return {std::move(answer), made};
        }
        std::this_thread::sleep_for(pause);
        wait *= 2;
    }
}

} // namespace lmq::cloud
