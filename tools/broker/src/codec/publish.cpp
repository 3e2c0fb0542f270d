#include "codec/publish.hpp"

#include "codec/reader.hpp"
#include "codec/topic.hpp"
#include "codec/writer.hpp"

namespace lmq::broker::codec
{
namespace
{

constexpr unsigned dup_flag = 0x08;
constexpr unsigned retain_flag = 0x01;

std::size_t body_size(const Publish &publish)
{
    return 2 + publish.topic.size() + (publish.qos != 0 ? 2U : 0U) + publish.payload.size;
}

} // namespace

bool decode_publish(const Frame &frame, Publish &publish) noexcept
{
    if (frame.type != PacketType::publish) return false;
    publish.qos = static_cast<std::uint8_t>(frame.flags >> 1U & 3U);
    publish.retain = (frame.flags & retain_flag) != 0;
    publish.dup = (frame.flags & dup_flag) != 0;
    publish.packet_id = 0;
    if (publish.qos == 3 || (publish.dup && publish.qos == 0)) return false;

    Reader reader(frame.body);
    if (!reader.string16(publish.topic) || !valid_topic_name(publish.topic)) return false;
    if (publish.qos != 0 && (!reader.u16(publish.packet_id) || publish.packet_id == 0)) return false;
    publish.payload = reader.rest();
    return true;
}

PublishOffsets encode_publish_head(std::string &out, const Publish &publish)
{
    const std::size_t start = out.size();
    const unsigned flags =
        (publish.dup ? dup_flag : 0U) | static_cast<unsigned>(publish.qos) << 1U | (publish.retain ? retain_flag : 0U);
    // Not by put_header and put_string16: this is the hottest encoder, and one append is cheaper than six.
    char front[7];
    std::size_t size = 0;
    front[size++] = static_cast<char>(static_cast<unsigned>(PacketType::publish) << 4U | flags);
    std::size_t left = body_size(publish);
    for (; left > 0x7FU; left >>= 7U)
        front[size++] = static_cast<char>(0x80U | (left & 0x7FU));
    front[size++] = static_cast<char>(left);
    front[size++] = static_cast<char>(publish.topic.size() >> 8U);
    front[size++] = static_cast<char>(publish.topic.size() & 0xFFU);
    out.append(front, size);
    out.append(publish.topic);
    PublishOffsets offsets;
    offsets.packet_id = out.size() - start;
    if (publish.qos != 0) put_u16(out, publish.packet_id);
    offsets.payload = out.size() - start;
    return offsets;
}

PublishOffsets encode_publish(std::string &out, const Publish &publish)
{
    const PublishOffsets offsets = encode_publish_head(out, publish);
    out.append(publish.payload.text());
    return offsets;
}

std::size_t encoded_publish_size(const Publish &publish) noexcept
{
    const std::size_t body = body_size(publish);
    std::size_t length_bytes = 1;
    for (std::size_t left = body >> 7U; left != 0; left >>= 7U)
        ++length_bytes;
    return 1 + length_bytes + body;
}

void patch_packet_id(char *packet, const PublishOffsets &offsets, std::uint16_t packet_id) noexcept
{
    packet[offsets.packet_id] = static_cast<char>(packet_id >> 8U);
    packet[offsets.packet_id + 1] = static_cast<char>(packet_id & 0xFFU);
}

void patch_dup(char *packet, bool dup) noexcept
{
    const auto first = static_cast<unsigned char>(packet[0]);
    packet[0] = static_cast<char>(dup ? first | dup_flag : first & ~dup_flag);
}

} // namespace lmq::broker::codec
