#ifndef LMQ_CLOUD_HTTPS_TOKEN_PROVIDER_HPP
#define LMQ_CLOUD_HTTPS_TOKEN_PROVIDER_HPP

#include <chrono>
#include <string>

#include "lmq/cloud/http_options.hpp"
#include "lmq/export.hpp"
#include "lmq/result.hpp"
#include "lmq/secret.hpp"
#include "lmq/token.hpp"

namespace lmq::cloud
{

/// Where a device asks for its tokens, and as whom.
struct HttpsTokenProviderOptions {
    /// The whole URL of the app server's token interface, `https://…` (sdk/docs/tokens.md); may have a query.
    std::string url;
    std::string device_id; ///< the user name of HTTP Basic; without ':' and control characters
    Secret device_secret;  ///< its password: one for each device, so that a stolen one can be locked out alone
    HttpOptions http;      ///< how the app server is reached
    /// From the call to the answer; 1 ms to 10 min.
    std::chrono::milliseconds timeout{15000};
};

/// A provider that asks an app server over HTTPS (sdk/docs/tokens.md has the wire format). Each call is answered
/// exactly once, from the provider's own thread, or within the call when it cannot be sent; calls are carried out one
/// after the other, and not repeated: the client asks again. An answer's Retry-After becomes TokenFailure::retry_after,
/// at most 24 h.
///
/// The errors in answers: token_unavailable when the app server refused (400, 401, 403), is busy (429, 503), or more
/// than 64 calls wait; http_unreachable, http_timeout, http_untrusted; http_status for any other status;
/// http_bad_answer; closed when the provider was destroyed first. None contains a token or the secret.
///
/// The copies of a provider share one thread and one connection. Destroying the last ends the call under way, answers
/// it and those that wait, and joins the thread; destroyed from within an answer, the thread ends by itself right
/// afterwards. So do not destroy it while holding a lock that an answer wants. Thread-safe.
///
/// Errors: bad_uri (also for a plain http URL that is not allowed), empty, contains_invisible and bad_combination for
/// device_id, empty for device_secret, out_of_range, http_untrusted for a CA file that cannot be read; each names the
/// option.
LMQ_API Result<TokenProvider> https_token_provider(HttpsTokenProviderOptions options);

} // namespace lmq::cloud

#endif
