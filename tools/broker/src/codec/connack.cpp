#include "codec/connack.hpp"

namespace lmq::broker::codec
{

std::array<std::uint8_t, 4> encode_connack(bool session_present, std::uint8_t code) noexcept
{
    const bool present = session_present && code == 0;
    return {0x20, 2, static_cast<std::uint8_t>(present ? 1 : 0), code};
}

} // namespace lmq::broker::codec
