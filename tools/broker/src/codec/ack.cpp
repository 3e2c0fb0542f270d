#include "codec/ack.hpp"

#include "codec/reader.hpp"

namespace lmq::broker::codec
{
namespace
{

bool is_ack(PacketType type)
{
    return (type >= PacketType::puback && type <= PacketType::pubcomp) || type == PacketType::unsuback;
}

} // namespace

bool decode_ack(const Frame &frame, std::uint16_t &packet_id) noexcept
{
    if (!is_ack(frame.type)) return false;
    Reader reader(frame.body);
    return reader.u16(packet_id) && packet_id != 0 && reader.at_end();
}

std::array<std::uint8_t, 4> encode_ack(PacketType type, std::uint16_t packet_id) noexcept
{
    const unsigned flags = type == PacketType::pubrel ? 2 : 0; // [MQTT-3.6.1-1]
    return {static_cast<std::uint8_t>(static_cast<unsigned>(type) << 4U | flags), 2,
            static_cast<std::uint8_t>(packet_id >> 8U), static_cast<std::uint8_t>(packet_id & 0xFFU)};
}

} // namespace lmq::broker::codec
