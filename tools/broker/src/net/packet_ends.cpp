#include "net/packet_ends.hpp"

#include <algorithm>

namespace lmq::broker::net
{

std::size_t PacketEnds::next(codec::ByteSpan bytes)
{
    std::size_t at = 0;
    while (at < bytes.size && part_ != Part::body) {
        const std::uint8_t byte = bytes.data[at++];
        if (part_ == Part::first_byte) {
            part_ = Part::length;
            shift_ = 0;
            left_ = 0;
        } else {
            left_ |= static_cast<std::size_t>(byte & 0x7F) << shift_;
            shift_ += 7;
            if ((byte & 0x80) == 0) part_ = Part::body;
        }
    }
    if (part_ == Part::body) {
        const std::size_t taken = std::min(left_, bytes.size - at);
        at += taken;
        left_ -= taken;
        if (left_ == 0) part_ = Part::first_byte;
    }
    return at;
}

} // namespace lmq::broker::net
