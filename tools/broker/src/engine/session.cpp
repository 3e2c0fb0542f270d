#include "engine/session.hpp"

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

bool Session::passes(std::string_view topic, bool p2p, std::int64_t now_ms) const
{
    return !gate || p2p || gate->may_read(topic, now_ms);
}

} // namespace lmq::broker::engine
