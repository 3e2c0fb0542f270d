#include "engine/out_queue.hpp"

#include <cstring>
#include <utility>

namespace lmq::broker::engine
{

namespace
{

constexpr std::size_t buffer_bytes = 4096;       // a fresh buffer's capacity
constexpr std::size_t segment_bytes = 64 * 1024; // a copied segment is not grown beyond this
constexpr std::size_t kept_bytes = 128 * 1024;   // larger buffers are not kept for reuse
constexpr std::size_t kept_buffers = 64;
constexpr std::size_t kept_lists = 64;
constexpr std::size_t kept_segments = 8; // longer lists of segments are not kept

/// Things between two uses: a connection holds one only while something waits to be written, so idle connections cost
/// none and busy ones do not allocate.
class BufferPool
{
public:
    std::string take()
    {
        std::string buffer;
        if (!spare_.empty()) {
            buffer = std::move(spare_.back());
            spare_.pop_back();
        } else {
            buffer.reserve(buffer_bytes);
        }
        return buffer;
    }
    void give(std::string &&buffer)
    {
        if (spare_.size() >= kept_buffers || buffer.capacity() < buffer_bytes || buffer.capacity() > kept_bytes) return;
        buffer.clear();
        spare_.push_back(std::move(buffer));
    }

private:
    std::vector<std::string> spare_;
};

BufferPool &pool()
{
    thread_local BufferPool the_pool;
    return the_pool;
}

} // namespace

codec::ByteSpan OutQueue::Segment::bytes() const
{
    if (message) return message->payload();
    return codec::ByteSpan(shared ? std::string_view(*shared) : std::string_view(own));
}

/// The same for the lists of segments.
std::vector<std::vector<OutQueue::Segment>> &OutQueue::spare_lists()
{
    thread_local std::vector<std::vector<Segment>> lists;
    return lists;
}

OutQueue::Segment &OutQueue::add_segment()
{
    auto &spare = spare_lists();
    if (segments_.capacity() == 0 && !spare.empty()) {
        segments_ = std::move(spare.back());
        spare.pop_back();
    }
    return segments_.emplace_back();
}

void OutQueue::give_back_list()
{
    auto &spare = spare_lists();
    segments_.clear();
    if (spare.size() < kept_lists && segments_.capacity() <= kept_segments) spare.push_back(std::move(segments_));
    std::vector<Segment>().swap(segments_);
}

OutQueue::~OutQueue() = default; // the buffers are not given back: at exit the pool may be gone already

std::string &OutQueue::tail()
{
    if (first_ == segments_.size() || !segments_.back().is_own() || segments_.back().own.size() >= segment_bytes) {
        add_segment().own = pool().take();
    }
    return segments_.back().own;
}

void OutQueue::append(codec::ByteSpan bytes)
{
    if (bytes.empty()) return;
    tail().append(reinterpret_cast<const char *>(bytes.data), bytes.size);
    size_ += bytes.size;
}

char *OutQueue::extend(std::size_t count)
{
    std::string &buffer = tail();
    const std::size_t at = buffer.size();
    buffer.resize(at + count);
    size_ += count;
    return buffer.data() + at;
}

void OutQueue::append(const SharedBytes &bytes)
{
    if (!bytes || bytes->size() < worth_sharing) {
        if (bytes) append(codec::ByteSpan(std::string_view(*bytes)));
        return;
    }
    add_segment().shared = bytes;
    size_ += bytes->size();
}

void OutQueue::append_payload(const MessageRef &message)
{
    const codec::ByteSpan payload = message->payload();
    if (payload.size < worth_sharing) {
        append(payload);
        return;
    }
    add_segment().message = message;
    size_ += payload.size;
}

std::size_t OutQueue::gather(codec::ByteSpan *segments, std::size_t max) const
{
    std::size_t count = 0;
    std::size_t skip = offset_;
    for (std::size_t i = first_; i < segments_.size() && count < max; ++i) {
        segments[count++] = segments_[i].bytes().from(skip);
        skip = 0;
    }
    return count;
}

void OutQueue::drop(Segment &segment)
{
    if (segment.is_own()) {
        pool().give(std::move(segment.own));
        segment.own = std::string();
    }
    segment.shared.reset();
    segment.message = MessageRef();
}

void OutQueue::consume(std::size_t count)
{
    size_ -= count;
    while (first_ < segments_.size()) {
        Segment &front = segments_[first_];
        const std::size_t left = front.bytes().size - offset_;
        if (count < left) {
            offset_ += count;
            return;
        }
        count -= left;
        drop(front);
        ++first_;
        offset_ = 0;
    }
    first_ = 0;
    give_back_list();
}

void OutQueue::clear()
{
    consume(size_);
}

} // namespace lmq::broker::engine
