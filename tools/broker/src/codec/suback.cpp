#include "codec/suback.hpp"

#include "codec/writer.hpp"

namespace lmq::broker::codec
{

void encode_suback(std::string &out, std::uint16_t packet_id, const std::vector<std::uint8_t> &codes)
{
    put_header(out, PacketType::suback, 0, 2 + codes.size());
    put_u16(out, packet_id);
    for (const std::uint8_t code : codes)
        put_u8(out, code);
}

} // namespace lmq::broker::codec
