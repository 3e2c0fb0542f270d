#include "codec/empty.hpp"

namespace lmq::broker::codec
{

bool decode_empty(const Frame &frame) noexcept
{
    switch (frame.type) {
    case PacketType::pingreq:
    case PacketType::pingresp:
    case PacketType::disconnect:
        return frame.body.empty();
    default:
        return false;
    }
}

std::array<std::uint8_t, 2> encode_pingresp() noexcept
{
    return {0xD0, 0};
}

} // namespace lmq::broker::codec
