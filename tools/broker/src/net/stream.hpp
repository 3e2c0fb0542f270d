#ifndef LMQ_BROKER_NET_STREAM_HPP
#define LMQ_BROKER_NET_STREAM_HPP

#include <cstddef>
#include <cstdint>
#include <memory>

#include "codec/span.hpp"

namespace lmq::broker::net
{

/// Who is told that a stream can get on. Kept alive by the stream while a wait is under way.
class StreamOwner
{
public:
    virtual ~StreamOwner() = default;
    virtual void readable() = 0;
    virtual void writable() = 0;
};

enum class IoStatus {
    done,        ///< some bytes passed
    would_block, ///< none can pass now: wait
    closed,      ///< the peer has ended its side, or the stream is broken
};

struct IoResult {
    IoStatus status;
    std::size_t bytes = 0;
};

/// The bytes of one MQTT connection, whatever carries them. Reads and writes never block; waits tell the owner once,
/// from the loop. TLS and WebSocket are further kinds of it.
class Stream
{
public:
    virtual ~Stream() = default;
    virtual IoResult read(std::uint8_t *to, std::size_t size) = 0;
    /// One gathered write of up to `max_segments` pieces.
    virtual IoResult write(const codec::ByteSpan *segments, std::size_t count) = 0;
    virtual void wait_readable(std::shared_ptr<StreamOwner> owner) = 0;
    virtual void wait_writable(std::shared_ptr<StreamOwner> owner) = 0;
    /// Tells the peer that no more will come; reading goes on.
    virtual void end_output() = 0;
    virtual void close() = 0;

    static constexpr std::size_t max_segments = 64;
};

} // namespace lmq::broker::net

#endif
