#include <algorithm>

#include "engine/core.hpp"

namespace lmq::broker::engine
{

void Core::set_timer(Connection &c, Timers::Id &timer, Timer kind, std::int64_t due_ms)
{
    timers_.set(timer, due_ms, static_cast<std::uint8_t>(kind), c.id);
}

void Core::run_due()
{
    now_ms_ = clock_.now_ms();
    while (const auto fired = timers_.take_due(now_ms_)) {
        const auto kind = static_cast<Timer>(fired->kind);
        if (fired->owner == no_connection) {
            if (kind == Timer::retention) {
                retention_ = Timers::none;
                expire_offline();
            } else {
                storage_retry_ = Timers::none; // the commit that follows each turn is the retry
            }
            settle();
            continue;
        }
        Connection &c = *connections_[fired->owner];
        switch (kind) {
        case Timer::deadline:
            c.deadline = Timers::none;
            deadline_passed(c);
            break;
        case Timer::resume:
            c.resume = Timers::none;
            c.paused = false;
            mark_dirty(c);
            break;
        case Timer::release_output:
            c.held->timer = Timers::none;
            release_output(c);
            break;
        case Timer::retry:
            c.retry = Timers::none;
            retry(c);
            break;
        case Timer::token:
            c.tokens->timer = Timers::none;
            token_due(c);
            break;
        case Timer::push:
            c.push = Timers::none;
            push_due(c);
            break;
        case Timer::retention:
        case Timer::storage: // above
            break;
        }
        settle();
    }
}

// One timer a connection, moved only when it fires: a packet just leaves its time behind.
void Core::deadline_passed(Connection &c)
{
    if (c.state == ConnectionState::expects_connect || c.state == ConnectionState::closing) {
        begin_close(c, CloseMode::now, "no CONNECT in time");
        return;
    }
    std::int64_t due_ms = INT64_MAX;
    if (c.keep_alive_s > 0) {
        due_ms = c.last_packet_ms + std::int64_t{1500} * c.keep_alive_s; // spec 2.4
        if (now_ms_ >= due_ms) {
            begin_close(c, CloseMode::now, "nothing heard for 1.5 times the keepalive");
            return;
        }
    }
    if (c.state == ConnectionState::token_pending) {
        if (now_ms_ >= c.token_due_ms) {
            notice_and_close(c, TokenCode::no_permission, "RW");
            return;
        }
        due_ms = std::min(due_ms, c.token_due_ms);
    }
    if (due_ms != INT64_MAX) set_timer(c, c.deadline, Timer::deadline, due_ms);
}

// How long a message may be unacknowledged on a live connection; 0: for ever. A kept one is offline then (spec 9.1).
std::int64_t Core::patience_ms(const Outgoing &outgoing) const
{
    const LimitsConfig &limits = config_.limits;
    return outgoing.sequence != 0 && !plain() ? limits.offline_visible_delay_ms : limits.retry_interval_ms;
}

void Core::retry_by(Connection &c, std::int64_t due_ms)
{
    if (c.retry != Timers::none && c.retry_due_ms <= due_ms) return;
    c.retry_due_ms = due_ms;
    set_timer(c, c.retry, Timer::retry, due_ms);
}

void Core::retry(Connection &c)
{
    if (!c.session) return;
    Window &window = c.session->window;
    // What still waits to be written was not lost: sending it twice would only lengthen the queue.
    const bool unwritten = !c.out.empty();
    std::int64_t next = INT64_MAX;
    for (std::size_t i = 0; i < window.span() && c.state == ConnectionState::ready; ++i) {
        Flight &flight = window.at(i);
        const Outgoing &outgoing = flight.outgoing;
        const std::int64_t patience = patience_ms(outgoing);
        if (flight.state == FlightState::done || patience == 0) continue;
        const bool kept = backlog_.holds(outgoing.place, outgoing.sequence);
        if (outgoing.sequence != 0 && !kept) continue; // purged or expired since it was sent
        if (kept && backlog_.at(outgoing.place).state == KeptState::offline) continue;
        if (flight.sent_ms + patience <= now_ms_) {
            if (kept && !pushes_at_once()) {
                make_offline(outgoing.place);
                continue;
            }
            const bool may_go = flight.state != FlightState::waiting ||
                                c.session->passes(outgoing.message->topic(), outgoing.p2p, now_ms_);
            if (!unwritten && may_go)
                send_flight(c, flight, true);
            else
                flight.sent_ms = now_ms_;
        }
        next = std::min(next, flight.sent_ms + patience);
    }
    if (next != INT64_MAX && c.state == ConnectionState::ready) retry_by(c, next);
}

} // namespace lmq::broker::engine
