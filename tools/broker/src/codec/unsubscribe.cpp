#include "codec/unsubscribe.hpp"

#include "codec/reader.hpp"
#include "codec/topic.hpp"

namespace lmq::broker::codec
{

bool decode_unsubscribe(const Frame &frame, std::uint16_t &packet_id, std::vector<std::string_view> &filters)
{
    filters.clear();
    if (frame.type != PacketType::unsubscribe) return false;
    Reader reader(frame.body);
    if (!reader.u16(packet_id) || packet_id == 0) return false;
    while (!reader.at_end()) {
        std::string_view filter;
        if (!reader.string16(filter) || !valid_filter(filter)) return false;
        filters.push_back(filter);
    }
    return !filters.empty();
}

} // namespace lmq::broker::codec
