#ifndef LMQ_BROKER_BROKER_HPP
#define LMQ_BROKER_BROKER_HPP

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lmq/export.hpp"
#include "lmq/result.hpp"
#include "lmq_broker/config.hpp"
#include "lmq_broker/faults.hpp"

/// The reference broker (component testing).
namespace lmq::broker
{

/// One subscription of a session.
struct SubscriptionInfo {
    std::string filter; ///< topic filter
    int qos = 0;        ///< granted
};

/// A session as the control API shows it.
struct SessionInfo {
    std::string client_id;                       ///< whose session
    bool connected = false;                      ///< has a connection now
    bool clean_session = true;                   ///< of its last CONNECT
    bool ordered = false;                        ///< order mode (spec 13)
    std::string peer;                            ///< "/127.0.0.1:40000", empty when not connected
    unsigned keep_alive_s = 0;                   ///< effective
    std::vector<SubscriptionInfo> subscriptions; ///< in no particular order
    std::size_t inflight = 0;                    ///< sent to the client, unacknowledged
    std::size_t queued = 0;                      ///< waiting for the window
    std::size_t offline = 0; ///< kept for a client that is away, or pushed and unacknowledged for too long
    std::vector<std::pair<std::string, std::int64_t>> tokens; ///< type and expiry (ms) of those it holds
};

/// Something an operator is told by SMS (spec 15, 16).
struct Alarm {
    std::string kind;         ///< "offline_messages": the cap of the instance was reached
    std::string instance;     ///< its id
    std::string detail;       ///< a sentence
    std::int64_t time_ms = 0; ///< Unix epoch
};

/// A token that a test wants, without the auth server's checks.
struct TokenOrder {
    std::string actions = "R,W";        ///< "R", "W" or "R,W"
    std::vector<std::string> resources; ///< 1 to 100 topics or topic filters
    std::int64_t expire_ms = 0;         ///< Unix epoch; may have passed
    std::string access_key;             ///< of the account that it is issued for; empty: the first one
};

/// A message in MQ (spec 12).
struct MqMessage {
    std::string id;                                ///< by the store
    std::string tag;                               ///< `MQ2MQTT` for what is to reach MQTT clients
    std::map<std::string, std::string> properties; ///< names and values
    std::string body;                              ///< any bytes
    std::int64_t store_time_ms = 0;                ///< by the store: Unix epoch
    int queue = 0;                                 ///< by the store: the queue of the topic, from 0
};

/// Counters since start or reset.
struct BrokerStatistics {
    std::uint64_t connections_accepted = 0;      ///< made, whether they became clients or not
    std::size_t connections = 0;                 ///< now
    std::size_t sessions = 0;                    ///< now
    std::uint64_t packets_in = 0;                ///< MQTT packets of clients
    std::uint64_t packets_out = 0;               ///< MQTT packets to clients
    std::uint64_t publishes_in = 0;              ///< those of them that are PUBLISH
    std::uint64_t publishes_out = 0;             ///< those of them that are PUBLISH, repeats included
    std::uint64_t qos0_dropped = 0;              ///< for consumers too slow
    std::uint64_t queue_dropped = 0;             ///< QoS 1 and 2 beyond a session's queue cap
    std::uint64_t oversize_discarded = 0;        ///< acknowledged, not stored (spec 4)
    std::size_t kept = 0;                        ///< messages kept until acknowledged, one for each receiver; now
    std::size_t offline = 0;                     ///< those of them that are offline; now
    std::uint64_t offline_purged = 0;            ///< beyond limits.offline_messages
    std::uint64_t offline_expired = 0;           ///< after limits.retention_ms
    std::uint64_t offline_pulls = 0;             ///< requests served (spec 9.4)
    std::uint64_t presence_events = 0;           ///< put into MQ (spec 11)
    std::uint64_t tokens_applied = 0;            ///< by the auth server
    std::uint64_t tokens_revoked = 0;            ///< by the auth server or revoke_token()
    std::uint64_t tokens_accepted = 0;           ///< uploads
    std::map<int, std::uint64_t> tokens_refused; ///< invalid notices sent, by their code (spec 8.5)
};

/// The whole service in one object: listeners, engine and clock on a thread of its own.
///
/// Every call is thread-safe and answers after the engine has done it. No handlers run, but the log sink's, on the
/// broker's thread.
class LMQ_API Broker
{
public:
    /// Takes over what the store has, binds the listeners and starts. Errors: bad_uri for an address; out_of_range;
    /// network_unreachable when a port is taken; missing_field, bad_field_type for a file of `certificates`; each names
    /// the option; store_busy, store_damaged, store_newer,
    /// store_full, store_failed, each names the file.
    static Result<std::unique_ptr<Broker>> start(Config config);

    /// Closes every connection and joins the thread.
    ~Broker();

    /// "127.0.0.1:40001"; empty when there is no such listener.
    std::string tcp_address() const;
    /// The same of the TLS listener.
    std::string tls_address() const;
    /// The same of the WebSocket listener.
    std::string ws_address() const;
    /// The same of the secure WebSocket listener.
    std::string wss_address() const;
    /// The same of the listener with Flash's policy.
    std::string flash_address() const;
    /// The same of the HTTP listener.
    std::string http_address() const;
    /// For a client, each empty without its listener: "tcp://127.0.0.1:40001"
    std::string tcp_uri() const;
    /// "ssl://127.0.0.1:40002"
    std::string tls_uri() const;
    /// "ws://127.0.0.1:40003/mqtt"
    std::string ws_uri() const;
    /// "wss://127.0.0.1:40004/mqtt"
    std::string wss_uri() const;
    /// PEM file of the throw-away CA, for clients of tls and wss, there as long as the broker lives; empty when there
    /// is no such listener or a certificate is configured.
    std::string ca_file() const;
    /// Reads the files of Config::certificates again, for connections from now on. On an error all stays as it was:
    /// missing_field, bad_field_type, each names the key.
    Result<void> reload_certificates();

    /// The broker's clock, real or virtual: Unix epoch, milliseconds.
    std::int64_t now_ms() const;
    /// Virtual clock only: moves it, runs what falls due in order, returns when the engine is quiet. Error: wrong_mode.
    Result<void> advance(std::chrono::milliseconds by);

    /// Puts a rule in force behind those there are; the first that matches a packet strikes it. Answers its id.
    std::uint64_t add_fault(FaultRule rule);
    /// False when there is no such rule.
    bool remove_fault(std::uint64_t id);
    /// Removes every rule.
    void clear_faults();
    /// The rules in force, in order, with what they have done.
    std::vector<FaultStatus> faults() const;

    /// Every session, connected or stored; in no particular order.
    std::vector<SessionInfo> sessions() const;
    /// One session; nothing when there is none of that client id.
    std::optional<SessionInfo> session(std::string_view client_id) const;
    /// The last hundred alarms since start or reset, the oldest first; of one kind at most one in ten minutes.
    std::vector<Alarm> alarms() const;
    /// Closes a client's connection; false when it has none.
    bool kick(std::string_view client_id);
    /// The counters, taken at one moment.
    BrokerStatistics statistics() const;

    /// A token as /token/apply issues them, whenever it expires. Errors: bad_field_type for the actions;
    /// token_parameters for resources or an access key that no token may have; out_of_range for the expiry; too_long
    /// when it would exceed limits.token_bytes.
    Result<std::string> issue_token(const TokenOrder &order);
    /// As /token/revoke: whoever holds the token is told so and closed at once. Errors: token_forged, token_expired,
    /// token_revoked; token_not_revoked when limits.revoked_tokens is reached; store_full, store_failed.
    Result<void> revoke_token(std::string_view token);

    /// Stores a message in MQ and, when its tag is `MQ2MQTT`, pushes it to MQTT clients (spec 12.1). Answers its id.
    /// Errors: bad_first_level when the topic does not exist; store_full, store_failed.
    Result<std::string> mq_produce(std::string_view topic, MqMessage message);
    /// The next messages of `topic`, at most `max`, for consumer group `group`, from the oldest kept on its first call;
    /// waits up to `wait` (real time) for the first, and answers none when there was none. `expression`: `*` or tags
    /// `a||b`. Errors: bad_first_level when the topic does not exist.
    Result<std::vector<MqMessage>> mq_consume(std::string_view topic, std::string_view group, std::size_t max,
                                              std::chrono::milliseconds wait, std::string_view expression = "*");

    /// The state of a fresh start: connections closed; sessions, messages, retained and faults gone.
    void reset();

private:
    class Impl;
    explicit Broker(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace lmq::broker

#endif
