#include "engine/session.hpp"

#include <algorithm>
#include <utility>

#include "engine/connection.hpp"
#include "engine/held_tokens.hpp"

namespace lmq::broker::engine
{

std::string_view client_id_of(const Connection &c)
{
    if (c.session) return c.session->client_id;
    return c.tokens ? std::string_view(c.tokens->client_id) : std::string_view();
}

bool Session::take_in(Ring<Outgoing> &ring, Outgoing outgoing, const LimitsConfig &limits)
{
    const std::size_t size = outgoing.message->size();
    if (queue_.size() + held_.size() >= limits.session_queue_messages ||
        queued_bytes_ + size > limits.session_queue_bytes)
        return false;
    queued_bytes_ += size;
    outgoing.order = ++last_order_;
    ring.push_back(std::move(outgoing));
    return true;
}

bool Session::enqueue(Outgoing outgoing, const LimitsConfig &limits)
{
    return take_in(queue_, std::move(outgoing), limits);
}

bool Session::hold(Outgoing outgoing, const LimitsConfig &limits)
{
    return take_in(held_, std::move(outgoing), limits);
}

bool Session::passes(const Outgoing &outgoing, std::int64_t now_ms) const
{
    return !gate || outgoing.p2p || gate->may_read(outgoing.message->topic(), now_ms);
}

void Session::append_waiting(std::vector<Outgoing> &all)
{
    const auto take = [&all](Ring<Outgoing> &ring) {
        all.push_back(std::move(ring.front()));
        ring.pop_front();
    };
    while (!queue_.empty() && !held_.empty()) {
        // The numbers may wrap around, but never lie half their range apart.
        const bool held_first = static_cast<std::int32_t>(held_.front().order - queue_.front().order) < 0;
        take(held_first ? held_ : queue_);
    }
    while (!queue_.empty())
        take(queue_);
    while (!held_.empty())
        take(held_);
}

void Session::sort(std::vector<Outgoing> all, std::int64_t now_ms)
{
    for (Outgoing &each : all) {
        each.order = ++last_order_;
        Ring<Outgoing> &ring = passes(each, now_ms) ? queue_ : held_;
        ring.push_back(std::move(each));
    }
}

void Session::sort_by_gate(std::int64_t now_ms)
{
    if (held_.empty() && !gate) return;
    std::vector<Outgoing> all;
    append_waiting(all);
    sort(std::move(all), now_ms);
}

void Session::take_back(std::int64_t now_ms)
{
    if (!gate) return;
    std::vector<Outgoing> all;
    for (std::size_t i = window.span(); i-- > 0;) { // from the back: finishing the front one moves the others
        Flight &flight = window.at(i);
        if (flight.state != FlightState::waiting || passes(flight.outgoing, now_ms)) continue;
        queued_bytes_ += flight.outgoing.message->size();
        all.push_back(std::move(flight.outgoing));
        window.finish(flight);
    }
    std::reverse(all.begin(), all.end());
    append_waiting(all);
    sort(std::move(all), now_ms);
}

Outgoing Session::dequeue()
{
    Outgoing outgoing = std::move(queue_.front());
    queue_.pop_front();
    queued_bytes_ -= outgoing.message->size();
    return outgoing;
}

void Session::keep_what_outlives()
{
    for (std::size_t i = 0; i < window.span();) {
        Flight &flight = window.at(i);
        const std::size_t before = window.span();
        if (flight.state != FlightState::done && !flight.outgoing.outlives_connection) window.finish(flight);
        i = window.span() == before ? i + 1 : 0; // the front moved
    }
    for (std::size_t left = queue_.size(); left > 0; --left) {
        Outgoing outgoing = dequeue();
        if (!outgoing.outlives_connection) continue;
        queued_bytes_ += outgoing.message->size();
        queue_.push_back(std::move(outgoing));
    }
}

} // namespace lmq::broker::engine
