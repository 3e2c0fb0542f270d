#ifndef LMQ_CLOUD_TOKEN_SERVICE_HPP
#define LMQ_CLOUD_TOKEN_SERVICE_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lmq/cloud/http_options.hpp"
#include "lmq/export.hpp"
#include "lmq/result.hpp"
#include "lmq/secret.hpp"
#include "lmq/token.hpp"

namespace lmq::cloud
{

/// The https URL of a region's auth server (spec 8.2): `cn-beijing`, `cn-hangzhou`, `cn-shanghai`, `cn-shenzhen`,
/// `mq-internet-access` (public test) or `ap-southeast-1`. Errors: out_of_range, naming those. Thread-safe.
LMQ_API Result<std::string> token_service_url(std::string_view region);

/// How requests are sent (spec 8.2).
enum class HttpMethod {
    post, ///< a form in the body
    get,  ///< in the URL, where servers and proxies log it: tokens of revoke and query too. Only where POST is not let
          ///< by.
};

/// Milliseconds since the Unix epoch.
using EpochClock = std::function<std::int64_t()>;

/// How an app server reaches the auth server, and as whom.
struct TokenServiceOptions {
    std::string url;        ///< token_service_url(), or that of a private or test server; paths are appended to it
    std::string access_key; ///< of the account that owns the devices' groups
    Secret secret_key;      ///< of that account; signs the requests and is never sent
    HttpMethod method = HttpMethod::post; ///< how requests are sent
    HttpOptions http;                     ///< how the auth server is reached
    /// For the answer to one request; 1 ms to 10 min.
    std::chrono::milliseconds attempt_timeout{5000};
    /// For a whole call: attempts, the waits between them, and that for a free connection; 1 ms to 1 h.
    std::chrono::milliseconds total_timeout{15000};
    /// How often a request is sent at most while the network fails; 1 to 10. What the server answered is final.
    unsigned attempts = 3;
    /// The wait before the second attempt is up to this, drawn evenly; twice as much before each further one; 1 ms to 1
    /// min.
    std::chrono::milliseconds back_off{200};
    /// Connections kept open and reused; more calls at once wait for one; 1 to 1000.
    std::size_t connections = 8;
    /// The time that expiries are checked against; empty: the system's clock. Called on the callers' threads.
    EpochClock clock;
};

/// What a token is to allow.
struct TokenApplication {
    TokenType type = TokenType::read_write; ///< what may be done with the resources
    /// 1 to 100 topics and filters (spec 8.3). A parent topic does not cover its subtopics.
    std::vector<std::string> resources;
    /// Unix epoch, at least 60 s ahead (spec 8.3, Q-11). The service may shorten it silently to its own maximum (30
    /// days).
    std::int64_t expire_time_ms = 0;
};

/// The auth server's interface (spec 8.2, 8.3): applies for tokens, revokes and checks them. For app servers: it needs
/// the secret key, which belongs on no device.
///
/// All calls are thread-safe and wait for the answer. While the network fails they are repeated, so a token may have
/// been issued that nobody got; it expires. No error text contains a token, a key or a signature. Errors of all calls:
/// http_unreachable, http_timeout, http_untrusted, http_status, http_bad_answer; token_parameters (400),
/// token_request_signature (407), token_not_generated (409), token_not_revoked (410), token_forged (1), token_expired
/// (2), token_revoked (3), token_resource, token_type, token_signature, token_account.
class LMQ_API TokenService
{
public:
    /// Checks `options`; connects nothing. Errors: bad_uri (also for a plain http URL that is not allowed), empty for a
    /// missing key, out_of_range, http_untrusted for a CA file that cannot be read; each names the option. Programs
    /// that use libcurl themselves should call curl_global_init before starting threads.
    static Result<TokenService> create(TokenServiceOptions options);

    /// What is moved from may only be destroyed or assigned to.
    TokenService(TokenService &&) noexcept;
    /// No call may be under way on either.
    TokenService &operator=(TokenService &&) noexcept;
    /// No call may be under way.
    ~TokenService();

    /// Applies for a token. Its `valid_for` is reckoned by the clock of the options. Local errors, before anything is
    /// sent: empty for no resource, out_of_range for more than 100 or an expiry too near, those of
    /// validate_topic_filter, reserved_topic for `$SYS/…`, bad_combination for a resource with a comma, which the
    /// interface cannot express.
    Result<Token> apply(const TokenApplication &application) const;

    /// Revokes a token of the same account. When a repeated request is answered with "revoked already" (3), that is
    /// taken for the success of the earlier one. Local errors: empty, too_long, invalid_utf8, contains_nul.
    Result<void> revoke(const Secret &token) const;

    /// Answers nothing for a token that is good, else token_forged, token_expired or token_revoked. Local errors: as
    /// revoke.
    Result<void> query(const Secret &token) const;

private:
    struct Impl;
    explicit TokenService(std::unique_ptr<Impl> impl) noexcept;
    std::unique_ptr<Impl> impl_;
};

} // namespace lmq::cloud

#endif
