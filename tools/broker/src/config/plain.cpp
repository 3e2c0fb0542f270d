#include "config/plain.hpp"

namespace lmq::broker::config
{

void make_plain(Config &config)
{
    constexpr std::size_t longest_string = 65535;       // MQTT 1.5.3
    constexpr std::size_t largest_packet = 268435455;   // MQTT 2.2.3
    constexpr std::uint64_t century_ms = 3155760000000; // a session ends when its client ends it (MQTT 4.1)

    config.policy.plain = true;
    config.policy.offline_start = OfflineStart::immediate;
    LimitsConfig &limits = config.limits;
    limits.topic_length = longest_string;
    limits.client_id_length = longest_string;
    limits.payload_bytes = largest_packet;
    limits.packet_bytes = largest_packet;
    limits.subscriptions_per_client = 1000000;
    limits.max_keepalive_s = 0;
    limits.retry_interval_ms = 0; // again only after a reconnect (MQTT 4.4)
    limits.retention_ms = century_ms;
}

} // namespace lmq::broker::config
