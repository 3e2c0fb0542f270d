#include "config/schema.hpp"

#include <limits>

namespace lmq::broker::config
{
namespace
{

template <class T, class V>
Field<T> field(std::string_view key, V T::*member, std::string_view comment, bool required = false)
{
    return {key, comment, [member](const toml::node &node, T &into) { return read(node, into.*member); },
            [member](const T &from) { return print(from.*member); }, required};
}

/// Reads a number that must be from 1 to `most`.
template <class N>
Complaint read_positive(const toml::node &node, N &into, N most = std::numeric_limits<N>::max())
{
    auto complaint = read(node, into);
    if (complaint || (into >= 1 && into <= most)) return complaint;
    return into == 0 ? "must be at least 1" : "must be at most " + std::to_string(most);
}

/// A limit that would leave nothing to serve at 0.
template <class N>
Field<LimitsConfig> positive(std::string_view key, N LimitsConfig::*member, std::string_view comment,
                             N most = std::numeric_limits<N>::max())
{
    auto made = field(key, member, comment);
    made.read = [member, most](const toml::node &node, LimitsConfig &into) {
        return read_positive(node, into.*member, most);
    };
    return made;
}

/// A number that open-questions.md names as a switch.
template <class N>
Field<Config> among_switches(std::string_view key, N LimitsConfig::*member, std::string_view comment, N least)
{
    return {key, comment,
            [member, least](const toml::node &node, Config &into) {
                return least == 0 ? read(node, into.limits.*member) : read_positive(node, into.limits.*member);
            },
            [member](const Config &from) { return print(from.limits.*member); }};
}

template <class V>
Field<Config> switch_(std::string_view key, V PolicyConfig::*member, std::string_view comment)
{
    return {key, comment, [member](const toml::node &node, Config &into) { return read(node, into.policy.*member); },
            [member](const Config &from) { return print(from.policy.*member); }};
}

constexpr bool required = true;

} // namespace

const Fields<Config> &listen_fields()
{
    static const Fields<Config> all{
        field("tcp", &Config::tcp, "MQTT over TCP: \"[HOST:]PORT\", port 0 takes a free one; \"\": none"),
        field("tls", &Config::tls, "MQTT over TLS"),
        field("ws", &Config::ws, "MQTT over WebSocket, and what http serves"),
        field("wss", &Config::wss, "MQTT over secure WebSocket, and what http serves"),
        field("flash", &Config::flash, "Flash's socket policy"),
        field("http", &Config::http,
              "HTTP: /token, /healthz, /metrics, /mq/v1 and, with control, /control/v1; \"\": none"),
        field("control", &Config::control, "serve the test control /control/v1 on the HTTP and WebSocket listeners"),
    };
    return all;
}

const Fields<TlsConfig> &tls_fields()
{
    static const Fields<TlsConfig> all{
        field("certificate", &TlsConfig::certificate,
              "PEM file, the server's chain; \"\": a throw-away CA and certificate are made"),
        field("key", &TlsConfig::key, "PEM file of its private key, without a pass phrase"),
        field("client_certificate", &TlsConfig::client_certificate, "none, optional, required"),
        field("client_ca", &TlsConfig::client_ca, "PEM file: whose clients' certificates are good"),
    };
    return all;
}

const Fields<AccountConfig> &account_fields()
{
    static const Fields<AccountConfig> all{
        field("account_id", &AccountConfig::account_id, "owner of topics and groups", required),
        field("access_key", &AccountConfig::access_key, "the user name of CONNECT", required),
        field("secret_key", &AccountConfig::secret_key, "signs the password; without it the account is disabled"),
        field("parent_account_id", &AccountConfig::parent_account_id, "\"\": none"),
        field("enabled", &AccountConfig::enabled, "false: CONNACK 5"),
    };
    return all;
}

const Fields<InstanceConfig> &instance_fields()
{
    static const Fields<InstanceConfig> all{
        field("id", &InstanceConfig::id, ""),
        field("host", &InstanceConfig::host, "its endpoint's name"),
        field("region", &InstanceConfig::region, "topics and groups of other regions are out of reach"),
        field("edition", &InstanceConfig::edition, "standard_prepaid, standard_postpaid, platinum"),
        field("max_connections", &InstanceConfig::max_connections, "0: no limit"),
        field("max_tps", &InstanceConfig::max_tps, "messages a second; 0: no limit"),
        field("max_subscriptions", &InstanceConfig::max_subscriptions, "of all clients; 0: no limit"),
    };
    return all;
}

const Fields<TopicConfig> &topic_fields()
{
    static const Fields<TopicConfig> all{
        field("name", &TopicConfig::name, "the first level of MQTT topics", required),
        field("type", &TopicConfig::type, "normal, partition_order, global_order"),
        field("owner", &TopicConfig::owner, "account id", required),
        field("region", &TopicConfig::region, ""),
        field("granted_to", &TopicConfig::granted_to, "account ids that may use it besides the owner"),
    };
    return all;
}

const Fields<GroupConfig> &group_fields()
{
    static const Fields<GroupConfig> all{
        field("id", &GroupConfig::id, "GID_ and 3 to 28 letters and digits", required),
        field("owner", &GroupConfig::owner, "account id", required),
        field("region", &GroupConfig::region, ""),
        field("topic", &GroupConfig::topic, "the associated parent topic"),
        field("status", &GroupConfig::status, "serving, frozen, suspended"),
    };
    return all;
}

const Fields<LimitsConfig> &limits_fields()
{
    using L = LimitsConfig;
    static const Fields<L> all{
        positive("topic_length", &L::topic_length, "characters of a topic"),
        positive("client_id_length", &L::client_id_length, "characters of a client id"),
        positive("payload_bytes", &L::payload_bytes, "above it a message is acknowledged and discarded"),
        positive("packet_bytes", &L::packet_bytes, "remaining length above which the connection closes"),
        field("subscriptions_per_client", &L::subscriptions_per_client, "see policy.over_subscription"),
        positive("max_inflight", &L::max_inflight, "QoS 1 and 2 messages unacknowledged to one client"),
        field("session_queue_messages", &L::session_queue_messages, "waiting for one client beyond the window"),
        field("session_queue_bytes", &L::session_queue_bytes, ""),
        field("connection_out_bytes", &L::connection_out_bytes, "unsent to one client, above it QoS 0 is dropped"),
        field("retained_messages", &L::retained_messages, ""),
        field("retained_bytes", &L::retained_bytes, ""),
        field("mq_messages_per_topic", &L::mq_messages_per_topic, "the oldest are dropped first"),
        field("mq_bytes_per_topic", &L::mq_bytes_per_topic, ""),
        positive("mq_queues_per_topic", &L::mq_queues_per_topic, "of normal and partition-ordered topics"),
        field("connect_timeout_ms", &L::connect_timeout_ms, "a connection without CONNECT is closed after it"),
        field("token_upload_timeout_ms", &L::token_upload_timeout_ms, "an anonymous connection without a token"),
        positive("token_bytes", &L::token_bytes, "of a token, and of any field of a request to the auth server"),
        field("revoked_tokens", &L::revoked_tokens, "remembered until they expire; above it revoking fails"),
        field("token_applies_per_second", &L::token_applies_per_second, "of one account; 0: no limit"),
        field("token_queries_per_second", &L::token_queries_per_second, "of one account; 0: no limit"),
        field("token_revokes_per_minute", &L::token_revokes_per_minute, "of one account; 0: no limit"),
        field("retry_interval_ms", &L::retry_interval_ms, "unacknowledged: sent again with DUP; 0: never"),
        field("offline_messages", &L::offline_messages, "of all clients together; above it the oldest are purged"),
        positive("retention_ms", &L::retention_ms, "how long a message is kept for a client that is away"),
        positive("offline_visible_delay_ms", &L::offline_visible_delay_ms,
                 "pushed and unacknowledged: offline after it; at most 60000", 60000U),
        positive("offline_pull_messages", &L::offline_pull_messages, "of one request; a larger number counts as this"),
        field("offline_pulls_per_second", &L::offline_pulls_per_second, "of one client; 0: no limit"),
        positive("handshakes", &L::handshakes, "of TLS and WebSocket at once; above it the oldest is closed"),
        positive("half_open_connections", &L::half_open_connections, "without CONNECT; above it the oldest is closed"),
        positive("handshake_timeout_ms", &L::handshake_timeout_ms, "of TLS, and of a WebSocket's request"),
        positive("flash_silence_ms", &L::flash_silence_ms, "after it Flash's policy is sent unasked"),
    };
    return all;
}

const Fields<Config> &policy_fields()
{
    using P = PolicyConfig;
    static const Fields<Config> all{
        switch_("plain", &P::plain,
                "preset: an ordinary MQTT 3.1.1 broker, without the service's rules; other keys of the file stand "
                "above it"),
        switch_("group_id_allow_dash_underscore", &P::group_id_allow_dash_underscore, "Q-01"),
        switch_("duplicate_policy", &P::duplicate_policy, "Q-02: takeover, reject"),
        switch_("over_subscription", &P::over_subscription, "Q-05: fail, silent, close"),
        switch_("topic_trailing_slash", &P::topic_trailing_slash, "Q-06: strict, normalise"),
        switch_("real_topic_on_pubsub", &P::real_topic_on_pubsub, "Q-09: mqttRealTopic beyond P2P"),
        among_switches("max_token_ttl", &LimitsConfig::max_token_ttl_s,
                       "Q-11: seconds, what a token asked for longer gets; 0: no cap", 0U),
        switch_("offline_start", &P::offline_start, "Q-10: seed: after the first heartbeat period; immediate"),
        among_switches("offline_auto_interval", &LimitsConfig::offline_auto_interval_s,
                       "Q-10: seconds between two batches of offline messages", 1U),
        among_switches("offline_auto_batch", &LimitsConfig::offline_auto_batch, "Q-10: messages of a batch",
                       std::size_t{1}),
        switch_("presence_client_ip", &P::presence_client_ip, "Q-18: presence events say the client's address"),
        switch_("defer_token_takeover", &P::defer_token_takeover, "Q-25: false: CONNECT takes over, token or not"),
        switch_("enable_will", &P::enable_will, "Q-26"),
        switch_("enable_retain", &P::enable_retain, "Q-26"),
        among_switches("max_keepalive", &LimitsConfig::max_keepalive_s, "Q-28: seconds; 0: unlimited", 0U),
        switch_("verify_password_at", &P::verify_password_at, "Q-29: connect, first_use"),
        switch_("accept_mqisdp", &P::accept_mqisdp, "MQTT 3.1 besides 3.1.1"),
        switch_("p2p_max_qos", &P::p2p_max_qos, "0, 1 or 2"),
    };
    return all;
}

const Fields<Config> &tokens_fields()
{
    static const Fields<Config> all{
        field("key", &Config::token_key,
              "signs tokens; \"\": one is drawn, which a store in a file keeps; else old tokens end with the process"),
    };
    return all;
}

const Fields<Config> &store_fields()
{
    static const Fields<Config> all{
        {"kind", "memory: nothing outlives the process; sqlite:FILE: what is acknowledged does",
         [](const toml::node &node, Config &into) -> Complaint {
             constexpr std::string_view sqlite = "sqlite:";
             const auto kind = node.value_exact<std::string>();
             if (!kind ||
                 (*kind != "memory" && (kind->substr(0, sqlite.size()) != sqlite || kind->size() == sqlite.size())))
                 return "must be \"memory\" or \"sqlite:FILE\"";
             into.store = *kind;
             return std::nullopt;
         },
         [](const Config &from) { return quote(from.store); }}};
    return all;
}

const Fields<Config> &clock_fields()
{
    static const Fields<Config> all{
        field("mode", &Config::clock, "real, virtual"),
        field("start_ms", &Config::virtual_start_ms, "Unix epoch ms at which a virtual clock starts"),
        field("seed", &Config::seed, "of everything the broker draws by chance"),
    };
    return all;
}

const Fields<Config> &log_fields()
{
    static const Fields<Config> all{
        field("level", &Config::log_level, "trace, debug, info, warn, error, off; on stderr"),
    };
    return all;
}

} // namespace lmq::broker::config
