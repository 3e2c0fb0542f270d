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
        Connection &c = *connections_[fired->owner];
        switch (static_cast<Timer>(fired->kind)) {
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

void Core::retry(Connection &c)
{
    const std::int64_t interval = config_.limits.retry_interval_ms;
    if (!c.session || interval == 0) return;
    Window &window = c.session->window;
    // What still waits to be written was not lost: sending it twice would only lengthen the queue.
    const bool unwritten = !c.out.empty();
    std::int64_t next = INT64_MAX;
    for (std::size_t i = 0; i < window.span() && c.state == ConnectionState::ready; ++i) {
        Flight &flight = window.at(i);
        if (flight.state == FlightState::done) continue;
        if (flight.sent_ms + interval <= now_ms_) {
            if (unwritten || (flight.state == FlightState::waiting && !c.session->passes(flight.outgoing, now_ms_)))
                flight.sent_ms = now_ms_;
            else
                send_flight(c, flight, true);
        }
        next = std::min(next, flight.sent_ms + interval);
    }
    if (next != INT64_MAX && c.state == ConnectionState::ready) set_timer(c, c.retry, Timer::retry, next);
}

} // namespace lmq::broker::engine
