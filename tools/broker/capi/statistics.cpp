#include "handle.hpp"

using namespace lmq;
using namespace lmq::broker::capi;
using lmq::broker::Broker;

lmq_error lmq_broker_statistics(const lmq_broker *broker, lmq_broker_statistics_info *statistics)
{
    return with(broker, [&](const Broker &b) {
        const auto counted = b.statistics();
        lmq_broker_statistics_info info = LMQ_BROKER_STATISTICS_INFO_INIT;
        info.connections_accepted = counted.connections_accepted;
        info.connections = counted.connections;
        info.sessions = counted.sessions;
        info.packets_in = counted.packets_in;
        info.packets_out = counted.packets_out;
        info.publishes_in = counted.publishes_in;
        info.publishes_out = counted.publishes_out;
        info.qos0_dropped = counted.qos0_dropped;
        info.queue_dropped = counted.queue_dropped;
        info.oversize_discarded = counted.oversize_discarded;
        info.kept = counted.kept;
        info.offline = counted.offline;
        info.offline_purged = counted.offline_purged;
        info.offline_expired = counted.offline_expired;
        info.offline_pulls = counted.offline_pulls;
        info.presence_events = counted.presence_events;
        info.tokens_applied = counted.tokens_applied;
        info.tokens_revoked = counted.tokens_revoked;
        info.tokens_accepted = counted.tokens_accepted;
        for (const auto &[code, count] : counted.tokens_refused)
            info.tokens_refused += count;
        return fill_struct(info, statistics, "statistics");
    });
}

lmq_error lmq_broker_tokens_refused(const lmq_broker *broker, int32_t code, uint64_t *count)
{
    if (count == nullptr) return null_argument("count");
    return with(broker, [&](const Broker &b) {
        const auto refused = b.statistics().tokens_refused;
        const auto found = refused.find(code);
        *count = found == refused.end() ? 0 : found->second;
        return LMQ_OK;
    });
}
