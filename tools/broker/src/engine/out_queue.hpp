#ifndef LMQ_BROKER_ENGINE_OUT_QUEUE_HPP
#define LMQ_BROKER_ENGINE_OUT_QUEUE_HPP

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>

#include "codec/span.hpp"

namespace lmq::broker::engine
{

/// Encoded bytes that many connections may share; immutable once shared.
using SharedBytes = std::shared_ptr<const std::string>;

/// Bytes that wait to be written to one connection: small pieces copied together, large ones shared.
class OutQueue
{
public:
    /// Copies `bytes` behind what is queued.
    void append(codec::ByteSpan bytes);
    /// Queues `bytes` without copying when they are large enough to be worth a segment of their own.
    void append(const SharedBytes &bytes);

    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }

    /// Fills `segments` with up to `max` pieces in order, answers how many: for one gathered write.
    std::size_t gather(codec::ByteSpan *segments, std::size_t max) const;
    /// The first `count` bytes were written.
    void consume(std::size_t count);
    void clear();

private:
    struct Segment {
        std::string own; // used when `shared` is empty
        SharedBytes shared;
        codec::ByteSpan bytes() const
        {
            return codec::ByteSpan(shared ? std::string_view(*shared) : std::string_view(own));
        }
    };
    std::deque<Segment> segments_;
    std::size_t offset_ = 0; // consumed bytes of the front segment
    std::size_t size_ = 0;
};

} // namespace lmq::broker::engine

#endif
