#include "codec/writer.hpp"

namespace lmq::broker::codec
{

void put_u8(std::string &out, std::uint8_t value)
{
    out.push_back(static_cast<char>(value));
}

void put_u16(std::string &out, std::uint16_t value)
{
    put_u8(out, static_cast<std::uint8_t>(value >> 8U));
    put_u8(out, static_cast<std::uint8_t>(value & 0xFFU));
}

void put_string16(std::string &out, std::string_view text)
{
    put_u16(out, static_cast<std::uint16_t>(text.size()));
    out.append(text);
}

void put_remaining_length(std::string &out, std::size_t length)
{
    while (length > 0x7FU) {
        put_u8(out, static_cast<std::uint8_t>(0x80U | (length & 0x7FU)));
        length >>= 7U;
    }
    put_u8(out, static_cast<std::uint8_t>(length));
}

void put_header(std::string &out, PacketType type, std::uint8_t flags, std::size_t length)
{
    put_u8(out, static_cast<std::uint8_t>(static_cast<unsigned>(type) << 4U | flags));
    put_remaining_length(out, length);
}

} // namespace lmq::broker::codec
