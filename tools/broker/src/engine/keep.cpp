// Kept messages: from their storing to their end (spec 9.1, 9.2).

#include <algorithm>
#include <string>
#include <utility>

#include "engine/core.hpp"

namespace lmq::broker::engine
{

// Stores a message for a session, and sends it when the session is connected.
void Core::keep(Session &session, Passing &passing, How how)
{
    if (!passing.message) passing.message = Message::make(passing.publish);
    keep(session, passing.message, how);
}

void Core::keep(Session &session, const MessageRef &message, How how)
{
    remember(session);
    Kept kept;
    kept.message = message;
    kept.store_ms = now_ms_;
    kept.qos = how.qos;
    kept.retain = how.retain;
    kept.p2p = how.p2p;
    const Backlog::Place place = backlog_.add(session, std::move(kept));
    store_kept(place);
    Connection *c = session.connection;
    const bool takes = c && c->state == ConnectionState::ready && proven(*c);
    if (takes && pushes_at_once() && session.shelf.offline > 0) { // behind what waits already
        make_offline(place);
        pump(session);
    } else if (takes && session.passes(message->topic(), how.p2p, now_ms_)) {
        hand_over(session, on_its_way(place));
    } else {
        make_offline(place);
    }
}

// From here on the window or the queue has it.
Outgoing Core::on_its_way(Backlog::Place place)
{
    backlog_.set_state(place, KeptState::queued);
    const Kept &kept = backlog_.at(place);
    Outgoing outgoing;
    outgoing.message = kept.message;
    outgoing.sequence = kept.sequence;
    outgoing.place = place;
    outgoing.qos = kept.qos;
    outgoing.retain = kept.retain;
    outgoing.p2p = kept.p2p;
    return outgoing;
}

void Core::mark_pushed(const Flight &flight)
{
    const Outgoing &outgoing = flight.outgoing;
    if (!backlog_.holds(outgoing.place, outgoing.sequence)) return;
    backlog_.set_state(outgoing.place, KeptState::pushed);
    Kept &kept = backlog_.at(outgoing.place);
    const bool first = kept.packet_id == 0;
    kept.packet_id = flight.packet_id;
    if (first && kept.qos == 2) store_flight(flight);
}

// Acknowledged, purged or expired.
void Core::forget(Backlog::Place place)
{
    const Kept &kept = backlog_.at(place);
    if (store_.durable()) {
        store_.drop_entry(kept.sequence);
        Message::Stored &stored = kept.message->stored();
        if (--stored.users == 0) store_.drop_body(stored.id);
    }
    backlog_.remove(place);
}

// Of a clean session only what is P2P outlives its subscriptions (spec 6.5).
void Core::forget_all(Session &session, bool but_p2p)
{
    for (Backlog::Place place = session.shelf.first; place != 0;) {
        const Backlog::Place next = backlog_.at(place).next;
        if (!but_p2p || !backlog_.at(place).p2p) forget(place);
        place = next;
    }
}

void Core::make_offline(Backlog::Place place)
{
    Session &session = *backlog_.at(place).session;
    backlog_.set_state(place, KeptState::offline);
    session.nothing_passes = false;
    if (backlog_.oldest() == place) set_retention_timer();
    if (session.connection) schedule_push(*session.connection);
    if (backlog_.offline() > config_.limits.offline_messages) purge();
}

// Spec 9.2: the oldest of all clients go.
void Core::purge()
{
    while (backlog_.offline() > config_.limits.offline_messages) {
        drop_oldest();
        ++statistics_.offline_purged;
    }
    alarm("offline_messages",
          "more than " + std::to_string(config_.limits.offline_messages) + " offline messages: the oldest are purged");
}

void Core::drop_oldest()
{
    const Backlog::Place oldest = backlog_.oldest();
    Session &session = *backlog_.at(oldest).session;
    forget(oldest);
    if (!session.connection && session.shelf.count == 0) left_empty_.push_back(session.client_id);
}

void Core::set_retention_timer()
{
    const Backlog::Place oldest = backlog_.oldest();
    if (oldest == 0) return;
    const auto kept_for = static_cast<std::int64_t>(config_.limits.retention_ms);
    timers_.set(retention_, std::max(backlog_.at(oldest).store_ms + kept_for, now_ms_),
                static_cast<std::uint8_t>(Timer::retention), no_connection);
}

// So many at once that others do not wait.
void Core::expire_offline()
{
    constexpr int most = 20000;
    const auto kept_for = static_cast<std::int64_t>(config_.limits.retention_ms);
    for (int i = 0; i < most; ++i) {
        const Backlog::Place oldest = backlog_.oldest();
        if (oldest == 0 || backlog_.at(oldest).store_ms + kept_for > now_ms_) return set_retention_timer();
        drop_oldest();
        ++statistics_.offline_expired;
    }
    timers_.set(retention_, now_ms_ + 1, static_cast<std::uint8_t>(Timer::retention), no_connection);
}

} // namespace lmq::broker::engine
