#include "engine/session.hpp"

#include <utility>

namespace lmq::broker::engine
{

bool Session::enqueue(Outgoing outgoing, const LimitsConfig &limits)
{
    const std::size_t size = outgoing.message->size();
    if (queue_.size() >= limits.session_queue_messages || queued_bytes_ + size > limits.session_queue_bytes)
        return false;
    queued_bytes_ += size;
    queue_.push_back(std::move(outgoing));
    return true;
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
