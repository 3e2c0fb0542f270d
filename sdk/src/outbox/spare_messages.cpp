#include "outbox/spare_messages.hpp"

#include <utility>

namespace lmq::outbox
{

Message SpareMessages::take()
{
    wanted_ = true;
    if (kept_.empty()) return {};
    Message message = std::move(kept_.back());
    kept_.pop_back();
    bytes_ -= memory_of(message);
    return message;
}

void SpareMessages::give(Message message)
{
    const std::size_t bytes = memory_of(message);
    if (!wanted_ || bytes_ + bytes > most_bytes) return;
    bytes_ += bytes;
    Message spare;
    spare.topic = std::move(message.topic);
    spare.payload = std::move(message.payload);
    spare.topic.clear();
    spare.payload.clear();
    kept_.push_back(std::move(spare));
}

std::size_t SpareMessages::memory_of(const Message &message)
{
    return sizeof message + message.topic.capacity() + message.payload.capacity();
}

} // namespace lmq::outbox
