#include <utility>

#include "engine/core.hpp"

namespace lmq::broker::engine
{

namespace
{

constexpr std::int64_t flush_timeout_ms = 5000; // for a peer that does not read its last bytes

} // namespace

// Only marks: a connection may be found to be at its end in the middle of a delivery to many, where sessions must
// stay as they are. settle() does the rest before the turn ends.
void Core::begin_close(Connection &c, CloseMode mode, std::string_view why)
{
    if (c.state != ConnectionState::closing) {
        journal_.write(LogLevel::info, [&] {
            const std::string_view id = client_id_of(c);
            return (id.empty() ? std::string() : "client " + quoted(id) + ", ") + "connection from " + c.peer +
                   " closes: " + std::string(why);
        });
        if (c.state != ConnectionState::expects_connect) --admitted_;
        c.state = ConnectionState::closing;
        c.close_mode = CloseMode::open;
        c.paused = false;
        c.output_full = false;
        timers_.cancel(c.deadline);
        timers_.cancel(c.resume);
        timers_.cancel(c.retry);
        timers_.cancel(c.push);
        if (c.tokens) timers_.cancel(c.tokens->timer);
        to_detach_.push_back(c.id);
    }
    if (c.held && mode == CloseMode::after_flush) {
        c.held->close = mode;
        return;
    }
    if (c.close_mode == CloseMode::now) return;
    c.close_mode = mode;
    if (mode == CloseMode::after_flush) {
        set_timer(c, c.deadline, Timer::deadline, now_ms_ + flush_timeout_ms);
    } else {
        c.out.clear();
        if (c.held) timers_.cancel(c.held->timer);
        c.held.reset();
    }
    mark_dirty(c);
}

void Core::settle()
{
    for (std::size_t i = 0; i < to_detach_.size(); ++i) // a will may add to it
        detach(*connections_[to_detach_[i]]);
    to_detach_.clear();
    for (const std::string &client_id : std::exchange(left_empty_, {})) {
        Session *session = find_session(client_id);
        if (session && !session->connection && done_with(*session)) remove_session(*session);
    }
}

// Nothing of a session without a connection is worth keeping.
bool Core::done_with(const Session &session) const
{
    if (session.clean) return session.shelf.count == 0;
    return !plain() && !session.has_state();
}

void Core::detach(Connection &c)
{
    Session *session = std::exchange(c.session, nullptr);
    if (!session) return;
    leaving_.emplace(c.id, session->client_id);
    const std::unique_ptr<Will> will = std::move(c.will);
    session->connection = nullptr;
    session->gate = nullptr;
    leave_connection(*session);
    // A QoS 2 subscription does not survive its connection (spec 5.2).
    if (session->clean)
        unsubscribe_all(*session, false);
    else if (!plain())
        unsubscribe_all(*session, true);
    if (session->clean) session->received = PacketIdSet();
    if (will) publish_will(c, *will, *session);
    if (done_with(*session)) remove_session(*session);
}

// What was on its way and is kept becomes offline (spec 9.1); the rest is gone. In the plain policy what was sent stays
// in the window, to be sent again with its packet id (MQTT 4.4).
void Core::leave_connection(Session &session)
{
    while (session.queued() > 0) {
        const Outgoing outgoing = session.dequeue();
        if (backlog_.holds(outgoing.place, outgoing.sequence)) make_offline(outgoing.place);
    }
    Window &window = session.window;
    for (std::size_t i = 0; i < window.span(); ++i) {
        const Outgoing &outgoing = window.at(i).outgoing;
        if (window.at(i).state == FlightState::done || !backlog_.holds(outgoing.place, outgoing.sequence)) continue;
        if (!plain()) backlog_.at(outgoing.place).packet_id = 0;
        make_offline(outgoing.place);
    }
    if (!plain()) window.clear();
}

void Core::publish_will(const Connection &c, const Will &will, const Session &sender)
{
    Passing passing;
    passing.publish.topic = will.topic;
    passing.publish.payload = codec::ByteSpan(std::string_view(will.payload));
    passing.publish.qos = will.qos;
    passing.publish.retain = will.retain;
    const Route &route = router_.find(will.topic);
    if (!plain()) {
        // Nobody is left to be told: what a PUBLISH would be refused for, a will is dropped for.
        if (route.too_long || !route.parent || !route.parent->permits(c.account)) return;
        if (c.tokens && !c.tokens->may_write(will.topic, now_ms_)) return;
        if (will.payload.size() > config_.limits.payload_bytes) {
            ++statistics_.oversize_discarded;
            return;
        }
    }
    store_in_mq(c, route, passing.publish, sender.client_id);
    distribute(route, passing, c.account, c.clean);
}

void Core::unsubscribe_all(Session &session, bool only_qos2)
{
    std::size_t kept = 0;
    for (std::size_t i = 0; i < session.subscriptions.size(); ++i) {
        Subscription &each = session.subscriptions[i];
        if (only_qos2 && each.qos != 2) {
            if (kept != i) session.subscriptions[kept] = std::move(each);
            ++kept;
            continue;
        }
        tree_.remove(each.node, &session);
        if (session.stored && store_.durable()) store_.drop_subscription(session.serial, each.filter);
        --subscriptions_;
    }
    session.subscriptions.resize(kept);
}

void Core::remove_session(Session &session)
{
    unsubscribe_all(session, false);
    forget_all(session, false);
    if (session.stored) store_.drop_session(session.serial);
    const std::string id = session.client_id; // the key is a view into what goes away
    sessions_.erase(sessions_.find(id));
}

} // namespace lmq::broker::engine
