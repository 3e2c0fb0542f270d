#include <algorithm>

#include "engine/core.hpp"

namespace lmq::broker::engine
{

namespace
{

SessionInfo describe(const Session &session)
{
    SessionInfo info;
    info.client_id = session.client_id;
    info.connected = session.connection != nullptr;
    info.clean_session = session.clean;
    if (session.connection) {
        info.ordered = session.connection->ordered;
        info.peer = session.connection->peer;
        info.keep_alive_s = session.connection->keep_alive_s;
    }
    for (const Subscription &each : session.subscriptions)
        info.subscriptions.push_back({each.filter, each.qos});
    if (info.connected) {
        info.inflight = session.window.size();
        info.queued = session.queued();
        if (session.gate)
            session.gate->each(
                [&](const HeldToken &each) { info.tokens.emplace_back(type_text(each.type), each.expire_ms); });
    }
    info.offline = info.connected ? session.shelf.offline : session.shelf.count;
    return info;
}

} // namespace

std::vector<SessionInfo> Core::sessions() const
{
    std::vector<const Session *> all;
    for (const auto &each : sessions_)
        all.push_back(each.second.get());
    std::sort(all.begin(), all.end(), [](const Session *a, const Session *b) { return a->serial < b->serial; });
    std::vector<SessionInfo> infos;
    for (const Session *each : all)
        infos.push_back(describe(*each));
    return infos;
}

std::optional<SessionInfo> Core::session(std::string_view client_id) const
{
    const Session *found = find_session(client_id);
    if (!found) return std::nullopt;
    return describe(*found);
}

bool Core::kick(std::string_view client_id)
{
    now_ms_ = clock_.now_ms();
    const Session *found = find_session(client_id);
    if (!found || !found->connection) return false;
    begin_close(*found->connection, CloseMode::now, "kicked");
    settle();
    return true;
}

BrokerStatistics Core::statistics() const
{
    BrokerStatistics statistics = statistics_;
    statistics.sessions = sessions_.size();
    statistics.offline = backlog_.offline();
    statistics.kept = backlog_.size();
    return statistics;
}

void Core::reset()
{
    now_ms_ = clock_.now_ms();
    for (const auto &each : connections_) {
        if (!each) continue;
        each->will.reset(); // nobody is to hear of this
        each->channel = 0;
        begin_close(*each, CloseMode::now, "reset");
    }
    settle();
    while (!sessions_.empty())
        remove_session(*sessions_.begin()->second);
    timers_.cancel(retention_);
    store_.clear();
    alarms_.clear();
    retained_.clear();
    mq_.clear();
    auth_.reset();
    presence_.reset();
    announcements_.clear();
    faults_.clear();
    tps_second_ = 0;
    tps_used_ = 0;
    const std::size_t open = statistics_.connections;
    statistics_ = BrokerStatistics();
    statistics_.connections = open;
}

} // namespace lmq::broker::engine
