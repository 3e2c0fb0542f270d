#ifndef LMQ_CLOUD_ONLINE_STATUS_HPP
#define LMQ_CLOUD_ONLINE_STATUS_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "lmq/cloud/http_options.hpp"
#include "lmq/cloud/token_service.hpp"
#include "lmq/export.hpp"
#include "lmq/result.hpp"
#include "lmq/secret.hpp"

namespace lmq::cloud
{

/// How an app server reaches the online status query, and as whom.
struct OnlineStatusOptions {
    std::string url;        ///< `https://` and the instance's host, or that of a test server; the path is appended
    std::string access_key; ///< of the account that created the devices' groups
    Secret secret_key;      ///< of that account; signs the requests and is never sent
    HttpOptions http;       ///< how the service is reached
    /// For the answer to one request; 1 ms to 10 min.
    std::chrono::milliseconds attempt_timeout{5000};
    /// For a whole call: attempts, the waits between them, and that for a free connection; 1 ms to 5 min, which is how
    /// long a request's time stamp is good.
    std::chrono::milliseconds total_timeout{15000};
    /// How often a request is sent at most while the network fails; 1 to 10. What the server answered is final.
    unsigned attempts = 3;
    /// The wait before the second attempt is up to this, drawn evenly; twice as much before each further one; 1 ms to 1
    /// min.
    std::chrono::milliseconds back_off{200};
    /// Connections kept open and reused; more calls at once wait for one; 1 to 1000.
    std::size_t connections = 8;
    /// The time that requests are stamped with; empty: the system's clock. Called on the callers' threads.
    EpochClock clock;
};

/// Whether a device is online (spec 10).
struct OnlineState {
    /// TCP connections of its client id: 0 offline, 1 online, more: another device may use the same id. Nothing: the
    /// service does not know (-1); ask again, or take it for online.
    std::optional<std::int64_t> connections;

    /// Whether the service gave a number. Thread-safe, as the next two.
    bool known() const noexcept { return connections.has_value(); }
    /// True also when it is not known, which the service advises (spec 10).
    bool online() const noexcept { return !connections || *connections > 0; }
    /// True when it has more than one connection.
    bool possible_duplicate() const noexcept { return connections && *connections > 1; }
};

/// The online status query (spec 10), which the service offers as a beta. For app servers: it needs the secret key.
///
/// Calls are thread-safe and wait for the answer; while the network fails they are repeated. No error text contains a
/// key or a signature.
class LMQ_API OnlineStatus
{
public:
    /// Checks `options`; connects nothing. Errors: bad_uri (also for a plain http URL that is not allowed), empty for a
    /// missing key, out_of_range, http_untrusted for a CA file that cannot be read; each names the option. Programs
    /// that use libcurl themselves should call curl_global_init before starting threads.
    static Result<OnlineStatus> create(OnlineStatusOptions options);

    /// What is moved from may only be destroyed or assigned to.
    OnlineStatus(OnlineStatus &&) noexcept;
    /// No call may be under way on either.
    OnlineStatus &operator=(OnlineStatus &&) noexcept;
    /// No call may be under way.
    ~OnlineStatus();

    /// Asks for one client id of the account's own groups. Local errors, before anything is sent: as ClientId::parse.
    /// The service's: status_parameters (code 1), status_signature (2), status_not_permitted (3), status_time_stamp
    /// (4), whatever the HTTP status. Others: http_unreachable, http_timeout, http_untrusted, http_status,
    /// http_bad_answer.
    Result<OnlineState> query(const std::string &client_id) const;

private:
    struct Impl;
    explicit OnlineStatus(std::unique_ptr<Impl> impl) noexcept;
    std::unique_ptr<Impl> impl_;
};

} // namespace lmq::cloud

#endif
