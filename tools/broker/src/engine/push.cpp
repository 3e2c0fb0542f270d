// How offline messages reach a connected client (spec 9.3, 9.4).

#include <memory>
#include <utility>
#include <vector>

#include "engine/control_payload.hpp"
#include "engine/core.hpp"

namespace lmq::broker::engine
{

namespace
{

constexpr std::int64_t second_ms = 1000;
constexpr unsigned heartbeat_without_keepalive_s = 60; // spec 9.4

} // namespace

bool Core::pushes_at_once() const
{
    return plain() || config_.policy.offline_start == OfflineStart::immediate;
}

// The session is there: at CONNACK, or with the first token (spec 8.6). What waited follows as the service paces it;
// in the plain policy as MQTT has it, the unacknowledged first.
void Core::resume(Session &session)
{
    Connection &c = *session.connection;
    const unsigned heartbeat_s = c.asked_keep_alive_s == 0 ? heartbeat_without_keepalive_s : c.asked_keep_alive_s;
    c.heartbeat_end_ms = now_ms_ + heartbeat_s * second_ms;
    session.online_after = backlog_.last_sequence();
    session.nothing_passes = false;
    if (plain()) resend(session);
    pump(session);
    schedule_push(c);
}

void Core::schedule_push(Connection &c)
{
    if (pushes_at_once() || c.state != ConnectionState::ready || c.pulls || c.push != Timers::none) return;
    if (c.session->shelf.offline == 0 || !proven(c)) return; // to be given what was stored is a use of the password
    const std::int64_t interval_ms = config_.limits.offline_auto_interval_s * second_ms;
    std::int64_t due_ms = c.heartbeat_end_ms;
    if (now_ms_ >= due_ms) due_ms += ((now_ms_ - due_ms) / interval_ms + 1) * interval_ms;
    set_timer(c, c.push, Timer::push, due_ms);
}

void Core::push_due(Connection &c)
{
    if (c.state != ConnectionState::ready || !c.session || c.pulls) return;
    // Online messages go first: while some wait, there is no room for others.
    if (c.session->queued() == 0) push(*c.session, config_.limits.offline_auto_batch, PushOrder::ascending);
    schedule_push(c);
}

// As many as the window takes, in their order; the rest follows when there is room.
void Core::push_all(Session &session)
{
    if (session.nothing_passes || !session.connection || !proven(*session.connection)) return;
    for (Backlog::Place place = session.shelf.front; place != 0 && session.queued() == 0 && has_room(session);) {
        const Backlog::Place next = backlog_.offline_after(place);
        push(session, place);
        place = next;
    }
}

void Core::push(Session &session, std::size_t most, PushOrder order)
{
    if (session.nothing_passes) return;
    const bool ascending = order == PushOrder::ascending;
    Backlog::Place place = session.shelf.front;
    if (!ascending) {
        place = session.shelf.last;
        if (place != 0 && backlog_.at(place).state != KeptState::offline) place = backlog_.offline_before(place);
    }
    std::size_t pushed = 0;
    while (place != 0 && pushed < most) {
        const Backlog::Place next = ascending ? backlog_.offline_after(place) : backlog_.offline_before(place);
        pushed += push(session, place) ? 1 : 0;
        place = next;
    }
    const bool reads = session.connection->out.size() <= config_.limits.connection_out_bytes;
    session.nothing_passes = pushed == 0 && place == 0 && reads;
}

// False when the gate, or a peer that does not read, keeps it back.
bool Core::push(Session &session, Backlog::Place place)
{
    const Kept &kept = backlog_.at(place);
    if (!session.passes(kept.message->topic(), kept.p2p, now_ms_)) return false;
    // Sent on this connection and not acknowledged in time: the same packet again (spec 9.3).
    Flight *flight = session.window.find(kept.packet_id);
    if (!flight || flight->outgoing.sequence != kept.sequence) {
        hand_over(session, on_its_way(place));
        return true;
    }
    Connection &c = *session.connection;
    if (c.out.size() > config_.limits.connection_out_bytes) return false; // it does not read
    send_flight(c, *flight, true);
    return true;
}

// What came during this connection and was kept back by the gate follows when a token covers it.
void Core::push_withheld(Session &session)
{
    session.nothing_passes = false;
    if (pushes_at_once()) return pump(session);
    std::vector<Backlog::Place> withheld;
    for (Backlog::Place place = session.shelf.last; place != 0; place = backlog_.at(place).previous) {
        const Kept &kept = backlog_.at(place);
        if (kept.sequence <= session.online_after) break;
        if (kept.state == KeptState::offline && kept.packet_id == 0) withheld.push_back(place);
    }
    for (auto place = withheld.rbegin(); place != withheld.rend(); ++place)
        push(session, *place);
}

// True when this request is within the rate (spec 9.4).
bool Core::take_pull(Connection &c) const
{
    const std::size_t most = config_.limits.offline_pulls_per_second;
    if (most == 0) return true;
    if (!c.pulled_ms) c.pulled_ms = std::make_unique<Ring<std::int64_t>>();
    Ring<std::int64_t> &times = *c.pulled_ms;
    while (!times.empty() && times.front() + second_ms <= now_ms_)
        times.pop_front();
    if (times.size() >= most) return false;
    times.push_back(now_ms_);
    return true;
}

void Core::pull(Connection &c, codec::ByteSpan payload)
{
    const auto asked = read_pull(payload, config_.limits.offline_pull_messages);
    if (!asked || !take_pull(c)) return;
    ++statistics_.offline_pulls;
    if (now_ms_ < c.heartbeat_end_ms && !c.pulls) { // for as long as the connection lasts
        c.pulls = true;
        timers_.cancel(c.push);
    }
    push(*c.session, asked->most, asked->order);
}

} // namespace lmq::broker::engine
