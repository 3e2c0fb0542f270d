#include "http/routes.hpp"

namespace lmq::broker::http
{
namespace
{

/// The invalid notices sent, by code.
std::string refusals(const std::map<int, std::uint64_t> &by_code)
{
    std::string text = "# HELP lmq_tokens_refused_total Invalid notices sent, by code.\n"
                       "# TYPE lmq_tokens_refused_total counter\n";
    for (const auto &[code, count] : by_code)
        text += "lmq_tokens_refused_total{code=\"" + std::to_string(code) + "\"} " + std::to_string(count) + "\n";
    return text;
}

/// One family of the Prometheus text format.
std::string family(const char *name, const char *type, const char *help, std::uint64_t value)
{
    const std::string full = std::string("lmq_") + name;
    return "# HELP " + full + " " + help + "\n# TYPE " + full + " " + type + "\n" + full + " " + std::to_string(value) +
           "\n";
}

std::string exposition(const BrokerStatistics &now)
{
    constexpr const char *counter = "counter";
    constexpr const char *gauge = "gauge";
    return family("connections_accepted_total", counter, "MQTT connections accepted.", now.connections_accepted) +
           family("connections", gauge, "MQTT connections open.", now.connections) +
           family("sessions", gauge, "MQTT sessions, connected or kept.", now.sessions) +
           family("packets_received_total", counter, "MQTT packets received.", now.packets_in) +
           family("packets_sent_total", counter, "MQTT packets sent.", now.packets_out) +
           family("publishes_received_total", counter, "PUBLISH packets received.", now.publishes_in) +
           family("publishes_sent_total", counter, "PUBLISH packets sent.", now.publishes_out) +
           family("qos0_dropped_total", counter, "QoS 0 messages dropped for slow consumers.", now.qos0_dropped) +
           family("queue_dropped_total", counter, "QoS 1 and 2 messages beyond a session's queue.", now.queue_dropped) +
           family("oversize_discarded_total", counter, "Messages acknowledged and discarded for their size.",
                  now.oversize_discarded) +
           family("kept_messages", gauge, "Messages kept until acknowledged, one for each receiver.", now.kept) +
           family("offline_messages", gauge, "Kept messages that are offline.", now.offline) +
           family("offline_purged_total", counter, "Offline messages beyond the instance's cap.", now.offline_purged) +
           family("offline_expired_total", counter, "Offline messages past their retention.", now.offline_expired) +
           family("offline_pulls_total", counter, "Pulls served.", now.offline_pulls) +
           family("presence_events_total", counter, "Presence events put into MQ.", now.presence_events) +
           family("tokens_applied_total", counter, "Tokens issued by /token/apply.", now.tokens_applied) +
           family("tokens_revoked_total", counter, "Tokens revoked.", now.tokens_revoked) +
           family("tokens_accepted_total", counter, "Token uploads accepted.", now.tokens_accepted) +
           refusals(now.tokens_refused);
}

} // namespace

void add_metrics_routes(Router &router, net::Server &server)
{
    router.add("GET", "/metrics", [&server](const ExchangePtr &exchange) {
        exchange->reply({200, exposition(server.engine().statistics()), "text/plain; version=0.0.4", {}});
    });
}

} // namespace lmq::broker::http
