#ifndef LMQ_BROKER_ENGINE_MESSAGE_HPP
#define LMQ_BROKER_ENGINE_MESSAGE_HPP

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "codec/publish.hpp"
#include "codec/span.hpp"

namespace lmq::broker::engine
{

class MessageRef;

/// An application message that several sessions wait to hand out: encoded once, as a QoS 1 PUBLISH with packet id 0,
/// and never changed. One allocation. References are counted without atomics: the engine has one thread.
class Message
{
public:
    /// Copies topic and payload of `publish`; its QoS, flags and packet id are not kept.
    static MessageRef make(const codec::Publish &publish);

    std::string_view topic() const;
    codec::ByteSpan payload() const { return {data() + offsets_.payload, size_ - offsets_.payload}; }
    /// The whole packet, and what stands before its payload.
    codec::ByteSpan packet() const { return {data(), size_}; }
    codec::ByteSpan head() const { return {data(), offsets_.payload}; }
    const codec::PublishOffsets &offsets() const { return offsets_; }
    std::size_t size() const { return size_; }

    /// How it is known to the store: its id there, and how many kept messages need it. The engine's to use.
    struct Stored {
        std::uint64_t id = 0;
        std::uint32_t users = 0;
    };
    Stored &stored() const { return stored_; }

private:
    friend class MessageRef;
    Message() = default;
    const std::uint8_t *data() const { return reinterpret_cast<const std::uint8_t *>(this + 1); }

    mutable Stored stored_;
    std::uint32_t references_ = 0;
    std::uint32_t size_ = 0;
    codec::PublishOffsets offsets_;
    std::uint32_t topic_at_ = 0;
};

/// A counted reference to a Message; may be empty.
class MessageRef
{
public:
    MessageRef() = default;
    MessageRef(const MessageRef &other) : message_(other.message_)
    {
        if (message_) ++message_->references_;
    }
    MessageRef(MessageRef &&other) noexcept : message_(std::exchange(other.message_, nullptr)) {}
    MessageRef &operator=(MessageRef other) noexcept
    {
        std::swap(message_, other.message_);
        return *this;
    }
    ~MessageRef()
    {
        if (message_ && --message_->references_ == 0) release(message_);
    }

    explicit operator bool() const { return message_ != nullptr; }
    const Message &operator*() const { return *message_; }
    const Message *operator->() const { return message_; }

private:
    friend class Message;
    explicit MessageRef(Message *message) : message_(message) { ++message_->references_; }
    static void release(Message *message);

    Message *message_ = nullptr;
};

} // namespace lmq::broker::engine

#endif
