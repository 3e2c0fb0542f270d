#include "support/raw_packet.hpp"

#include <map>
#include <stdexcept>

namespace lmq::test
{
namespace
{

std::size_t header_size(const std::string &bytes)
{
    std::size_t at = 1;
    while (at < bytes.size() && at < 5 && (static_cast<unsigned char>(bytes[at]) & 0x80U) != 0)
        ++at;
    return at + 1;
}

unsigned read_u16(const std::string &bytes, std::size_t at)
{
    if (bytes.size() < at + 2) return 0;
    return static_cast<unsigned>(static_cast<unsigned char>(bytes[at])) << 8U |
           static_cast<unsigned char>(bytes[at + 1]);
}

char to_char(unsigned value)
{
    return static_cast<char>(static_cast<unsigned char>(value));
}

unsigned nibble(char c)
{
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10U;
    throw std::invalid_argument("hex");
}

Packet ack(unsigned first, unsigned id)
{
    return packet(first, u16(id));
}

} // namespace

std::string Packet::body() const
{
    const std::size_t at = header_size(bytes);
    return at <= bytes.size() ? bytes.substr(at) : std::string();
}

std::string Packet::topic() const
{
    const std::string all = body();
    return all.size() < 2 ? std::string() : all.substr(2, read_u16(all, 0));
}

std::string Packet::payload() const
{
    const std::string all = body();
    const std::size_t at = 2 + read_u16(all, 0) + (qos() != 0 ? 2U : 0U);
    return at <= all.size() ? all.substr(at) : std::string();
}

unsigned Packet::id() const
{
    const std::string all = body();
    if (type() == 3) return qos() == 0 ? 0 : read_u16(all, 2 + read_u16(all, 0));
    return type() >= 4 && type() <= 11 ? read_u16(all, 0) : 0;
}

std::ostream &operator<<(std::ostream &out, const Packet &packet)
{
    if (!packet.note.empty()) out << '(' << packet.note << ") ";
    const std::string shown = to_hex(std::string_view(packet.bytes).substr(0, 100));
    out << shown << (packet.bytes.size() > 100 ? "…" : "");
    if (packet.type() == 3 && packet.note.empty()) {
        out << " [PUBLISH " << packet.topic() << " qos " << packet.qos() << " id " << packet.id()
            << (packet.dup() ? " dup" : "") << (packet.retain() ? " retain" : "") << ": "
            << packet.payload().substr(0, 40) << ']';
    }
    return out;
}

Packet closed()
{
    return {{}, "closed"};
}

std::string from_hex(std::string_view text)
{
    std::string digits;
    for (const char c : text)
        if (c != ' ') digits.push_back(c);
    if (digits.size() % 2 != 0) throw std::invalid_argument("hex");
    std::string bytes;
    for (std::size_t i = 0; i < digits.size(); i += 2)
        bytes.push_back(to_char(nibble(digits[i]) << 4U | nibble(digits[i + 1])));
    return bytes;
}

std::string to_hex(std::string_view bytes)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text.push_back(digits[byte >> 4U]);
        text.push_back(digits[byte & 15U]);
    }
    return text;
}

Packet hex(std::string_view text)
{
    return {from_hex(text), {}};
}

std::string u16(unsigned value)
{
    return {to_char(value >> 8U & 255U), to_char(value & 255U)};
}

std::string str16(std::string_view text)
{
    return u16(static_cast<unsigned>(text.size())) + std::string(text);
}

std::string remaining_length(std::size_t length)
{
    std::string bytes;
    do {
        const unsigned digit = length % 128;
        length /= 128;
        bytes.push_back(to_char(length > 0 ? digit + 128 : digit));
    } while (length > 0);
    return bytes;
}

Packet packet(unsigned first_byte, std::string_view body)
{
    return {std::string(1, to_char(first_byte)) + remaining_length(body.size()) + std::string(body), {}};
}

std::string ready_password(std::string_view client_id)
{
    // Base64 of HMAC-SHA1 over the group id with SK_test_secret_0001, worked out with openssl.
    static const std::map<std::string_view, const char *> passwords = {
        {"GID_AAA", "ssReP+eu30aC5+KnUoIuTnSiSXk="},
        {"GID_BBB", "NBfcUL/Nr8ciUWrEGJbnWXpqnMQ="},
        {"GID_FOREIGN", "BdKzNs68g9kM2nyb54OIV4BlLKY="},
        {"GID_FROZEN", "27wetxt2UPirCZm+PbFNIk7Kx5w="},
        {"GID_SUSPENDED", "OijOGH5IoyffODYNrS61qQF3c8w="},
        {"GID_FARAWAY", "OnQmWsDIO5vyaVC+oLCkVXr/9J4="},
        {"GID_UNKNOWN", "Dp+MZ0ZtLCYQNUbuoeQX3JIFo9U="},
        {"GID_zzzzzzzzzzzzzzzzzzzzzzzzzzzz", "5rbAX/H1snOT/oiWaWIxnEaod/k="},
    };
    const auto found = passwords.find(client_id.substr(0, client_id.find("@@@")));
    return found == passwords.end() ? "no password for this group" : found->second;
}

ConnectFields anonymous(const std::string &client_id, bool clean)
{
    ConnectFields fields;
    fields.client_id = client_id;
    fields.user.reset();
    fields.clean = clean;
    return fields;
}

Packet connect(const ConnectFields &fields)
{
    const bool has_password = fields.password || fields.user;
    unsigned flags = fields.clean ? 2U : 0U;
    if (fields.will) flags |= 4U | fields.will->qos << 3U | (fields.will->retain ? 32U : 0U);
    if (fields.user) flags |= 128U;
    if (has_password) flags |= 64U;
    std::string body = str16(fields.protocol);
    body.push_back(to_char(fields.level));
    body.push_back(to_char(fields.flags.value_or(flags)));
    body += u16(fields.keep_alive) + str16(fields.client_id);
    if (fields.will) body += str16(fields.will->topic) + str16(fields.will->payload);
    if (fields.user) body += str16(*fields.user);
    if (has_password) body += str16(fields.password ? *fields.password : ready_password(fields.client_id));
    return packet(0x10, body);
}

Packet connack(unsigned code, bool session_present)
{
    return packet(0x20, std::string(1, to_char(session_present ? 1 : 0)) + to_char(code));
}

Packet publish(std::string_view topic, std::string_view payload, unsigned qos, unsigned id, bool retain, bool dup)
{
    const unsigned first = 0x30U | (dup ? 8U : 0U) | qos << 1U | (retain ? 1U : 0U);
    return packet(first, str16(topic) + (qos != 0 ? u16(id) : std::string()) + std::string(payload));
}

Packet upload(const std::string &token, const std::string &type, unsigned qos, unsigned id)
{
    return publish("$SYS/uploadToken", R"({"token":")" + token + R"(","type":")" + type + R"("})", qos,
                   qos == 0 ? 0 : id);
}

Packet subscribe(unsigned id, const std::vector<std::pair<std::string, unsigned>> &filters)
{
    std::string body = u16(id);
    for (const auto &[filter, qos] : filters)
        body += str16(filter) + to_char(qos);
    return packet(0x82, body);
}

Packet suback(unsigned id, const std::vector<unsigned> &codes)
{
    std::string body = u16(id);
    for (const unsigned code : codes)
        body.push_back(to_char(code));
    return packet(0x90, body);
}

Packet unsubscribe(unsigned id, const std::vector<std::string> &filters)
{
    std::string body = u16(id);
    for (const std::string &filter : filters)
        body += str16(filter);
    return packet(0xA2, body);
}

Packet unsuback(unsigned id)
{
    return ack(0xB0, id);
}

Packet puback(unsigned id)
{
    return ack(0x40, id);
}

Packet pubrec(unsigned id)
{
    return ack(0x50, id);
}

Packet pubrel(unsigned id)
{
    return ack(0x62, id);
}

Packet pubcomp(unsigned id)
{
    return ack(0x70, id);
}

Packet pingreq()
{
    return packet(0xC0, {});
}

Packet pingresp()
{
    return packet(0xD0, {});
}

Packet disconnect()
{
    return packet(0xE0, {});
}

} // namespace lmq::test
