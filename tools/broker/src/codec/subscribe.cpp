#include "codec/subscribe.hpp"

#include "codec/reader.hpp"
#include "codec/topic.hpp"

namespace lmq::broker::codec
{

bool decode_subscribe(const Frame &frame, std::uint16_t &packet_id, std::vector<SubscribeEntry> &entries)
{
    entries.clear();
    if (frame.type != PacketType::subscribe) return false;
    Reader reader(frame.body);
    if (!reader.u16(packet_id) || packet_id == 0) return false;
    while (!reader.at_end()) {
        SubscribeEntry entry;
        if (!reader.string16(entry.filter) || !valid_filter(entry.filter)) return false;
        if (!reader.u8(entry.qos) || entry.qos > 2) return false; // above 2: QoS 3 or a reserved bit
        entries.push_back(entry);
    }
    return !entries.empty();
}

} // namespace lmq::broker::codec
