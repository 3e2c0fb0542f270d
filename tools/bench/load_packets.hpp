#ifndef LMQ_BENCH_LOAD_PACKETS_HPP
#define LMQ_BENCH_LOAD_PACKETS_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace lmq::bench
{

/// The first byte of each packet the load sends or knows (MQTT 3.1.1 2.2).
enum Header : std::uint8_t {
    connect_header = 0x10,
    connack_header = 0x20,
    publish_header = 0x30,
    puback_header = 0x40,
    pubrec_header = 0x50,
    pubrel_header = 0x62,
    pubcomp_header = 0x70,
    subscribe_header = 0x82,
    suback_header = 0x90,
    disconnect_header = 0xe0,
};

inline void put_u16(std::string &out, std::size_t value)
{
    out.push_back(static_cast<char>((value >> 8) & 0xff));
    out.push_back(static_cast<char>(value & 0xff));
}

inline void put_u32(std::string &out, std::uint32_t value)
{
    put_u16(out, value >> 16);
    put_u16(out, value & 0xffff);
}

inline std::uint32_t get_u16(const std::uint8_t *bytes)
{
    return static_cast<std::uint32_t>(bytes[0]) << 8 | bytes[1];
}

inline std::uint32_t get_u32(const std::uint8_t *bytes)
{
    return get_u16(bytes) << 16 | get_u16(bytes + 2);
}

inline void put_text(std::string &out, std::string_view text)
{
    put_u16(out, text.size());
    out.append(text);
}

inline void put_header(std::string &out, std::uint8_t header, std::size_t remaining)
{
    out.push_back(static_cast<char>(header));
    do {
        const std::size_t digit = remaining % 128;
        remaining /= 128;
        out.push_back(static_cast<char>(remaining > 0 ? digit | 128 : digit));
    } while (remaining > 0);
}

/// A clean session without keep-alive time-outs in reach; no user name when `user` is empty.
inline void put_connect(std::string &out, std::string_view client_id, std::string_view user, std::string_view password)
{
    const bool named = !user.empty();
    put_header(out, connect_header,
               12 + client_id.size() + (named ? 4 + user.size() + password.size() : std::size_t{0}));
    put_text(out, "MQTT");
    out.push_back(4);
    out.push_back(static_cast<char>(named ? 0xc2 : 0x02));
    put_u16(out, 100);
    put_text(out, client_id);
    if (named) {
        put_text(out, user);
        put_text(out, password);
    }
}

inline void put_subscribe(std::string &out, std::string_view filter, int qos)
{
    put_header(out, subscribe_header, 5 + filter.size());
    put_u16(out, 1);
    put_text(out, filter);
    out.push_back(static_cast<char>(qos));
}

/// The payload starts with publisher and sequence number, which the receiver checks; the rest is filler.
inline void put_publish(std::string &out, std::string_view topic, int qos, std::uint32_t id, std::uint32_t publisher,
                        std::uint32_t sequence, std::size_t payload)
{
    put_header(out, static_cast<std::uint8_t>(publish_header | (qos << 1)),
               2 + topic.size() + (qos > 0 ? 2U : 0U) + payload);
    put_text(out, topic);
    if (qos > 0) put_u16(out, id);
    put_u32(out, publisher);
    put_u32(out, sequence);
    out.append(payload - 8, 'x');
}

inline void put_acknowledgement(std::string &out, std::uint8_t header, std::uint32_t id)
{
    out.push_back(static_cast<char>(header));
    out.push_back(2);
    put_u16(out, id);
}

} // namespace lmq::bench

#endif
