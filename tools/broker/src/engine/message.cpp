#include "engine/message.hpp"

#include <cstring>
#include <new>
#include <string>

namespace lmq::broker::engine
{

MessageRef Message::make(const codec::Publish &publish)
{
    codec::Publish kept = publish;
    kept.qos = 1;
    kept.dup = false;
    kept.retain = false;
    kept.packet_id = 0; // each receiver's own is written over it

    thread_local std::string head; // keeps its capacity
    head.clear();
    const codec::PublishOffsets offsets = codec::encode_publish_head(head, kept);
    const std::size_t size = head.size() + kept.payload.size;

    auto *message = ::new (::operator new(sizeof(Message) + size)) Message;
    auto *bytes = reinterpret_cast<char *>(message + 1);
    std::memcpy(bytes, head.data(), head.size());
    if (kept.payload.size > 0) std::memcpy(bytes + head.size(), kept.payload.data, kept.payload.size);
    message->size_ = static_cast<std::uint32_t>(size);
    message->offsets_ = offsets;
    message->topic_at_ = static_cast<std::uint32_t>(offsets.packet_id - kept.topic.size());
    return MessageRef(message);
}

std::string_view Message::topic() const
{
    return packet().text().substr(topic_at_, offsets_.packet_id - topic_at_);
}

void MessageRef::release(Message *message)
{
    message->~Message();
    ::operator delete(message);
}

} // namespace lmq::broker::engine
