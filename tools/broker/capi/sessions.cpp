#include "handle.hpp"

using namespace lmq;
using namespace lmq::broker::capi;
using lmq::broker::Broker;
using lmq::broker::SessionInfo;

namespace
{

lmq_broker_session_info to_c(const SessionInfo &session)
{
    lmq_broker_session_info info = LMQ_BROKER_SESSION_INFO_INIT;
    info.exists = 1;
    info.connected = session.connected ? 1 : 0;
    info.clean_session = session.clean_session ? 1 : 0;
    info.ordered = session.ordered ? 1 : 0;
    info.keep_alive_s = session.keep_alive_s;
    info.subscriptions = session.subscriptions.size();
    info.inflight = session.inflight;
    info.queued = session.queued;
    info.offline = session.offline;
    info.tokens = session.tokens.size();
    return info;
}

} // namespace

lmq_error lmq_broker_session(const lmq_broker *broker, lmq_view client_id, lmq_broker_session_info *info)
{
    return with(broker, [&](const Broker &b) {
        lmq_broker_session_info known = LMQ_BROKER_SESSION_INFO_INIT;
        if (const auto session = b.session(text(client_id))) known = to_c(*session);
        return fill_struct(known, info, "info");
    });
}

lmq_error lmq_broker_sessions(const lmq_broker *broker, lmq_broker_session_handler handler, void *context)
{
    if (handler == nullptr) return null_argument("handler");
    return with(broker, [&](const Broker &b) {
        for (const SessionInfo &session : b.sessions()) {
            const lmq_broker_session_info info = to_c(session);
            handler(context, view(session.client_id), view(session.peer), &info);
        }
        return LMQ_OK;
    });
}

lmq_error lmq_broker_subscriptions(const lmq_broker *broker, lmq_view client_id,
                                   lmq_broker_subscription_handler handler, void *context)
{
    if (handler == nullptr) return null_argument("handler");
    return with(broker, [&](const Broker &b) {
        if (const auto session = b.session(text(client_id)))
            for (const auto &subscription : session->subscriptions)
                handler(context, view(subscription.filter), subscription.qos);
        return LMQ_OK;
    });
}

lmq_error lmq_broker_held_tokens(const lmq_broker *broker, lmq_view client_id, lmq_broker_held_token_handler handler,
                                 void *context)
{
    if (handler == nullptr) return null_argument("handler");
    return with(broker, [&](const Broker &b) {
        if (const auto session = b.session(text(client_id)))
            for (const auto &[type, expire_time_ms] : session->tokens)
                handler(context, view(type), expire_time_ms);
        return LMQ_OK;
    });
}

lmq_error lmq_broker_alarms(const lmq_broker *broker, lmq_broker_alarm_handler handler, void *context)
{
    if (handler == nullptr) return null_argument("handler");
    return with(broker, [&](const Broker &b) {
        for (const auto &alarm : b.alarms())
            handler(context, view(alarm.kind), view(alarm.instance), view(alarm.detail), alarm.time_ms);
        return LMQ_OK;
    });
}
