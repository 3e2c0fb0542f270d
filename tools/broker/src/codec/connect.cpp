#include "codec/connect.hpp"

#include "codec/reader.hpp"
#include "codec/topic.hpp"

namespace lmq::broker::codec
{
namespace
{

constexpr unsigned reserved_flag = 0x01;
constexpr unsigned clean_session_flag = 0x02;
constexpr unsigned will_flag = 0x04;
constexpr unsigned will_qos_mask = 0x18;
constexpr unsigned will_retain_flag = 0x20;
constexpr unsigned password_flag = 0x40;
constexpr unsigned user_name_flag = 0x80;

/// The combinations that 3.1.2.3 to 3.1.2.9 rule out.
bool valid_flags(unsigned flags)
{
    if ((flags & reserved_flag) != 0) return false;
    if ((flags & will_flag) == 0 && (flags & (will_qos_mask | will_retain_flag)) != 0) return false;
    if ((flags & will_qos_mask) == will_qos_mask) return false;
    return (flags & user_name_flag) != 0 || (flags & password_flag) == 0;
}

bool read_will(Reader &reader, unsigned flags, ConnectWill &will)
{
    will.qos = static_cast<std::uint8_t>((flags & will_qos_mask) >> 3U);
    will.retain = (flags & will_retain_flag) != 0;
    return reader.string16(will.topic) && valid_topic_name(will.topic) && reader.bytes16(will.payload);
}

} // namespace

ConnectStatus decode_connect(const Frame &frame, Connect &connect) noexcept
{
    connect = Connect();
    if (frame.type != PacketType::connect || frame.flags != 0) return ConnectStatus::malformed;

    Reader reader(frame.body);
    if (!reader.string16(connect.protocol_name) || !reader.u8(connect.level)) return ConnectStatus::malformed;
    const bool current = connect.protocol_name == "MQTT";
    if (!current && connect.protocol_name != "MQIsdp") return ConnectStatus::malformed;
    // What another level looks like further on is not ours to judge.
    if (connect.level != (current ? 4 : 3)) return ConnectStatus::bad_protocol_level;

    std::uint8_t flags = 0;
    if (!reader.u8(flags) || !valid_flags(flags) || !reader.u16(connect.keep_alive_s)) return ConnectStatus::malformed;
    connect.clean_session = (flags & clean_session_flag) != 0;

    if (!reader.string16(connect.client_id)) return ConnectStatus::malformed;
    if ((flags & will_flag) != 0 && !read_will(reader, flags, connect.will.emplace())) return ConnectStatus::malformed;
    if ((flags & user_name_flag) != 0 && !reader.string16(connect.user_name.emplace())) return ConnectStatus::malformed;
    if ((flags & password_flag) != 0 && !reader.bytes16(connect.password.emplace())) return ConnectStatus::malformed;
    return reader.at_end() ? ConnectStatus::ok : ConnectStatus::malformed;
}

} // namespace lmq::broker::codec
