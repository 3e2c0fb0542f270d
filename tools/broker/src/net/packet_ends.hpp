#ifndef LMQ_BROKER_NET_PACKET_ENDS_HPP
#define LMQ_BROKER_NET_PACKET_ENDS_HPP

#include <cstddef>

#include "codec/span.hpp"

namespace lmq::broker::net
{

/// Finds where MQTT packets end in a stream of our own packets, wherever its pieces are cut.
class PacketEnds
{
public:
    /// How many of the next bytes belong to one packet: up to its end, or all of them when it ends later.
    std::size_t next(codec::ByteSpan bytes);

private:
    enum class Part { first_byte, length, body };
    Part part_ = Part::first_byte;
    unsigned shift_ = 0;   // of the length's next seven bits
    std::size_t left_ = 0; // of the body
};

} // namespace lmq::broker::net

#endif
