#ifndef LMQ_BROKER_ENGINE_OUT_QUEUE_HPP
#define LMQ_BROKER_ENGINE_OUT_QUEUE_HPP

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "codec/span.hpp"
#include "engine/message.hpp"

namespace lmq::broker::engine
{

/// Encoded bytes that many connections may share; immutable once shared.
using SharedBytes = std::shared_ptr<const std::string>;

/// Bytes that wait to be written to one connection: small pieces copied together, large ones shared.
class OutQueue
{
public:
    /// From this size on sharing is cheaper than copying: a shared piece costs a segment and its place in the write.
    static constexpr std::size_t worth_sharing = 2048;

    OutQueue() = default;
    OutQueue(OutQueue &&) = default;
    OutQueue &operator=(OutQueue &&) = default;
    ~OutQueue();

    /// Copies `bytes` behind what is queued.
    void append(codec::ByteSpan bytes);
    /// Queues `bytes` without copying when they are large enough to be worth a segment of their own.
    void append(const SharedBytes &bytes);
    /// Queues the payload of `message`, shared when that is worth it.
    void append_payload(const MessageRef &message);
    /// Room for `count` bytes behind what is queued, for the caller to fill in at once.
    char *extend(std::size_t count);

    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }

    /// Fills `segments` with up to `max` pieces in order, answers how many: for one gathered write.
    std::size_t gather(codec::ByteSpan *segments, std::size_t max) const;
    /// The first `count` bytes were written.
    void consume(std::size_t count);
    void clear();

private:
    struct Segment {
        std::string own; // used when the two below are empty
        SharedBytes shared;
        MessageRef message;
        codec::ByteSpan bytes() const;
        bool is_own() const { return !shared && !message; }
    };
    static std::vector<std::vector<Segment>> &spare_lists();
    Segment &add_segment();
    void give_back_list();
    std::string &tail();
    void drop(Segment &segment);

    std::vector<Segment> segments_; // those before first_ are spent
    std::size_t size_ = 0;
    std::uint32_t first_ = 0;
    std::uint32_t offset_ = 0; // consumed bytes of the front segment
};

} // namespace lmq::broker::engine

#endif
