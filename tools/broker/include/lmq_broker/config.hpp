#ifndef LMQ_BROKER_CONFIG_HPP
#define LMQ_BROKER_CONFIG_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lmq/export.hpp"
#include "lmq/log.hpp"
#include "lmq/result.hpp"

namespace lmq::broker
{

/// Who may sign in, and with what (spec 1).
struct AccountConfig {
    std::string account_id;        ///< owner of topics and groups
    std::string access_key;        ///< the user name of CONNECT
    std::string secret_key;        ///< never printed
    std::string parent_account_id; ///< empty: none
    bool enabled = true;           ///< false: CONNACK 5
};

/// What was bought (spec 4).
enum class Edition {
    standard_prepaid,  ///< with the caps of InstanceConfig
    standard_postpaid, ///< without
    platinum,          ///< without
};

/// The instance that the broker is.
struct InstanceConfig {
    std::string id = "mqtt-test";        ///< as alarms and the interfaces name it
    std::string host = "localhost";      ///< its endpoint's name
    std::string region = "cn-hangzhou";  ///< topics and groups of other regions are out of reach
    Edition edition = Edition::platinum; ///< whether the caps below hold
    std::size_t max_connections = 0;     ///< standard_prepaid; 0: no limit
    std::size_t max_tps = 0;             ///< standard_prepaid: messages a second; 0: no limit
    std::size_t max_subscriptions = 0;   ///< standard_prepaid: over all clients; 0: no limit
};

/// What order MQ keeps in a topic (spec 13).
enum class TopicType {
    normal,          ///< none
    partition_order, ///< that of each client
    global_order,    ///< that of all
};

/// A parent topic (spec 1).
struct TopicConfig {
    std::string name;                    ///< the first level of MQTT topics
    TopicType type = TopicType::normal;  ///< its order
    std::string owner;                   ///< account id
    std::string region = "cn-hangzhou";  ///< that of the instance, or nobody reaches it
    std::vector<std::string> granted_to; ///< account ids that may use it besides the owner
};

/// Whether a group's clients are let in: only while it serves, else CONNACK 5.
enum class GroupStatus {
    serving = 0,   ///< let in
    frozen = 1,    ///< not let in
    suspended = 2, ///< not let in
};

/// A group of devices (spec 3.3).
struct GroupConfig {
    std::string id;                            ///< `GID_` and 3 to 28 letters and digits
    std::string owner;                         ///< account id
    std::string region = "cn-hangzhou";        ///< that of the instance, or nobody reaches it
    std::string topic;                         ///< the associated parent topic
    GroupStatus status = GroupStatus::serving; ///< whether its clients are let in
};

/// What a client of a TLS listener must show.
enum class ClientCertificate {
    none,     ///< it is not asked
    optional, ///< nothing, or a certificate by `client_ca`
    required, ///< a certificate by `client_ca`
};

/// What the TLS and secure WebSocket listeners speak with (spec 2.1). Files are PEM.
struct TlsConfig {
    std::string certificate; ///< the server's chain; empty: a throw-away CA and a certificate by it are made at start
    std::string key;         ///< the server's private key, with `certificate`; without a pass phrase
    ClientCertificate client_certificate = ClientCertificate::none; ///< what clients must show
    std::string client_ca; ///< whose clients' certificates are good, unless none are wanted
};

/// Every number of spec 4 and of the sections it cites. Bytes, milliseconds, counts as named.
struct LimitsConfig {
    std::size_t topic_length = 64;          ///< code points of a topic, 1 and up
    std::size_t client_id_length = 64;      ///< code points of a client id, 1 and up
    std::size_t payload_bytes = 65536;      ///< above it a message is acknowledged and discarded; 1 and up
    std::size_t packet_bytes = 1024 * 1024; ///< hard cap of a packet's remaining length: above it the connection closes
    std::size_t subscriptions_per_client = 30;          ///< beyond it: PolicyConfig::over_subscription
    unsigned max_keepalive_s = 120;                     ///< 0: unlimited (Q-28)
    std::size_t max_inflight = 100;                     ///< QoS 1 and 2 messages unacknowledged to one client
    std::size_t session_queue_messages = 10000;         ///< waiting for one client beyond the window
    std::size_t session_queue_bytes = 16 * 1024 * 1024; ///< the same in bytes
    std::size_t connection_out_bytes =
        8 * 1024 * 1024;                            ///< encoded, unsent bytes of one connection: QoS 0 dropped above it
    std::size_t retained_messages = 100000;         ///< of all topics
    std::size_t retained_bytes = 256 * 1024 * 1024; ///< of all topics
    std::size_t mq_messages_per_topic = 100000;     ///< the oldest are dropped first
    std::size_t mq_bytes_per_topic = 64 * 1024 * 1024; ///< the same in bytes
    std::size_t mq_queues_per_topic = 8;               ///< of normal and partition-ordered topics; 1 and up
    unsigned connect_timeout_ms = 10000;               ///< a connection without CONNECT is closed after it
    unsigned token_upload_timeout_ms = 60000; ///< an anonymous connection without a token is closed after it (8.6)
    unsigned max_token_ttl_s = 2592000;       ///< a token asked for longer gets this; 0: no cap (Q-11)
    std::size_t token_bytes = 8192;           ///< of a token, and of any field of a request to the auth server
    std::size_t revoked_tokens = 100000;      ///< remembered until they expire; above it a revocation fails (code 410)
    std::size_t token_applies_per_second = 0; ///< of one account; 0: no limit, here and in the next two (8.3)
    std::size_t token_queries_per_second = 0; ///< of one account
    std::size_t token_revokes_per_minute = 0; ///< of one account
    unsigned retry_interval_ms = 20000;       ///< unacknowledged on a live connection: sent again with DUP; 0: never
    // Offline messages (spec 9).
    std::size_t offline_messages = 1000000;    ///< of all clients together; above it the oldest are purged
    std::uint64_t retention_ms = 259200000;    ///< how long a message is kept for a client that is away
    unsigned offline_visible_delay_ms = 60000; ///< pushed and unacknowledged: offline after it; 1 to 60000
    unsigned offline_auto_interval_s = 5;      ///< automatic mode: between two batches; at least 1 (Q-10)
    std::size_t offline_auto_batch = 30;       ///< messages of a batch; at least 1
    std::size_t offline_pull_messages = 30;    ///< most of one request, at least 1; a larger number counts as this
    std::size_t offline_pulls_per_second = 5;  ///< of one client; more are acknowledged and ignored; 0: no limit
    // Connections that are not clients yet: what silent or slow peers can take up.
    std::size_t handshakes = 8192;            ///< in a TLS or WebSocket handshake; above it the oldest is closed
    std::size_t half_open_connections = 8192; ///< open and without CONNECT; above it the oldest is closed
    unsigned handshake_timeout_ms = 10000;    ///< for TLS, and again for the request of a WebSocket; real time
    unsigned flash_silence_ms = 3000;         ///< after it the policy is sent unasked (2.3); real time
};

/// What a second connection of a client id does.
enum class DuplicatePolicy {
    takeover, ///< the first one is closed
    reject,   ///< it is refused itself: CONNACK 2
};

/// What is done with a subscription beyond the limit.
enum class OverSubscription {
    fail,   ///< SUBACK 0x80
    silent, ///< granted, without effect
    close,  ///< the connection closes
};

/// Whether `a/b` and `a/b/` are one topic.
enum class TrailingSlash {
    strict,    ///< two, as in MQTT
    normalise, ///< one
};

/// When a password is checked.
enum class VerifyPasswordAt {
    connect,   ///< at CONNECT: CONNACK 4
    first_use, ///< at the first publish or subscription: the connection closes
};

/// When offline messages are pushed to who does not pull them.
enum class OfflineStart {
    seed,      ///< after the first heartbeat period (spec 9.3)
    immediate, ///< at once
};

/// The switches of open-questions.md, by the names used there.
struct PolicyConfig {
    bool plain = false; ///< an ordinary MQTT broker: any client id, any topic, anonymous login; see Config::plain
    bool group_id_allow_dash_underscore = false;                     ///< in the group ids of the configuration (Q-01)
    DuplicatePolicy duplicate_policy = DuplicatePolicy::takeover;    ///< a client id twice (Q-02)
    OverSubscription over_subscription = OverSubscription::fail;     ///< one subscription too many (Q-05)
    TrailingSlash topic_trailing_slash = TrailingSlash::strict;      ///< `a/b` and `a/b/` (Q-06)
    VerifyPasswordAt verify_password_at = VerifyPasswordAt::connect; ///< when a wrong one is noticed (Q-29)
    bool real_topic_on_pubsub = false;                               ///< `mqttRealTopic` counts beyond P2P (Q-09)
    bool enable_will = true;                                         ///< false: wills are ignored (Q-26)
    bool enable_retain = true;                                       ///< false: nothing is retained (Q-26)
    bool accept_mqisdp = true;                                       ///< MQTT 3.1 besides 3.1.1
    bool defer_token_takeover = true; ///< an anonymous CONNECT touches no session before its first token (Q-25)
    bool presence_client_ip = false;  ///< presence events have the key clientIp (Q-18)
    int p2p_max_qos = 2;              ///< that P2P messages are delivered with at most: 0, 1 or 2
    OfflineStart offline_start = OfflineStart::seed; ///< when the pushing begins (Q-10)
};

/// What moves the broker's clock.
enum class ClockMode {
    real,     ///< time
    virtual_, ///< Broker::advance alone
};

/// Everything a broker is started from.
struct Config {
    std::optional<std::string> tcp = "127.0.0.1:0"; ///< [HOST:]PORT; nothing: no such listener
    std::optional<std::string> tls;                 ///< MQTT over TLS
    std::optional<std::string> ws;                  ///< WebSocket, and what `http` serves; wss too (spec 2.2)
    std::optional<std::string> wss;                 ///< secure WebSocket
    std::optional<std::string> flash;               ///< Flash's socket policy (spec 2.3)
    std::optional<std::string> http;                ///< auth server, online status, MQ and, with `control`, /control/v1
    bool control = false;                           ///< serve /control/v1 on the HTTP and WebSocket listeners
    TlsConfig certificates;                         ///< of tls and wss
    ClockMode clock = ClockMode::real;              ///< real or virtual
    std::int64_t virtual_start_ms = 1546272000000;  ///< Unix epoch ms at which a virtual clock starts
    std::string log_level = "warn";                 ///< trace, debug, info, warn, error, off
    LogSink log;             ///< where lines go; empty: stderr. Not in a file. Called on the broker's threads
    std::uint64_t seed = 1;  ///< of everything the broker draws by chance
    InstanceConfig instance; ///< the one that is served
    std::vector<AccountConfig> accounts; ///< who may sign in
    std::vector<TopicConfig> topics;     ///< the parent topics that there are
    std::vector<GroupConfig> groups;     ///< the groups that there are
    LimitsConfig limits;                 ///< numbers
    PolicyConfig policy;                 ///< switches
    std::string store = "memory";        ///< "memory", or "sqlite:FILE": what is acknowledged outlives the process
    std::string token_key; ///< signs tokens, never printed; empty: one is drawn, which only a store in a file keeps

    /// The ready-made account of contracts.md: AK_TEST_0001 / SK_test_secret_0001, GID_AAA, GID_BBB, GID_bench,
    /// TopicA, TopicB, bench, OrderedTopic and the groups' presence topics, on an ephemeral TCP port.
    static LMQ_API Config ready_made();

    /// ready_made() as an ordinary MQTT 3.1.1 broker, as a file with policy.plain has it: no rules of groups, tokens
    /// and P2P, offline messages at once, nothing sent again but after a reconnect, limits as wide as MQTT's.
    static LMQ_API Config plain();
};

} // namespace lmq::broker

#endif
