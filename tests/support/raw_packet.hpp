#ifndef LMQ_TESTS_SUPPORT_RAW_PACKET_HPP
#define LMQ_TESTS_SUPPORT_RAW_PACKET_HPP

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Hand-made MQTT packets. Nothing here comes from the broker's codec, so that mistakes of one cannot cancel those of
/// the other.
namespace lmq::test
{

/// Bytes on the wire, or what happened instead of bytes (`note`).
struct Packet {
    std::string bytes;
    std::string note; ///< empty, "closed", "nothing", "half a packet, then closed"

    unsigned first() const { return bytes.empty() ? 0 : static_cast<unsigned char>(bytes[0]); }
    unsigned type() const { return first() >> 4U; }
    std::string body() const; ///< behind the fixed header

    // Of a PUBLISH:
    unsigned qos() const { return first() >> 1U & 3U; }
    bool retain() const { return (first() & 1U) != 0; }
    bool dup() const { return (first() & 8U) != 0; }
    std::string topic() const;
    std::string payload() const;
    /// Of any packet that has one, else 0.
    unsigned id() const;

    bool operator==(const Packet &other) const { return bytes == other.bytes && note == other.note; }
    bool operator!=(const Packet &other) const { return !(*this == other); }
    Packet operator+(const Packet &behind) const { return {bytes + behind.bytes, {}}; }
};
std::ostream &operator<<(std::ostream &out, const Packet &packet);

/// What a connection answers when the peer closed it.
Packet closed();

std::string from_hex(std::string_view text); ///< blanks are ignored
std::string to_hex(std::string_view bytes);
Packet hex(std::string_view text);

std::string u16(unsigned value);
std::string str16(std::string_view text);
std::string remaining_length(std::size_t length);
/// Fixed header with the right remaining length, and the body.
Packet packet(unsigned first_byte, std::string_view body);

struct Will {
    std::string topic, payload;
    unsigned qos = 0;
    bool retain = false;
};

/// What the ready-made account AK_TEST_0001 must send for the client id's group.
std::string ready_password(std::string_view client_id);

struct ConnectFields {
    std::string client_id = "GID_AAA@@@raw001";
    bool clean = true;
    unsigned keep_alive = 60;
    std::optional<std::string> user = "AK_TEST_0001";
    std::optional<std::string> password; ///< unset: that of the client id's group, when there is a user
    std::optional<Will> will;
    std::string protocol = "MQTT";
    unsigned level = 4;
    std::optional<unsigned> flags; ///< instead of those that fit
};

/// Without user name and password.
ConnectFields anonymous(const std::string &client_id, bool clean = true);

Packet connect(const ConnectFields &fields = {});
Packet connack(unsigned code, bool session_present = false);
Packet publish(std::string_view topic, std::string_view payload, unsigned qos = 0, unsigned id = 0, bool retain = false,
               bool dup = false);
/// A token for this connection (spec 8.4).
Packet upload(const std::string &token, const std::string &type, unsigned qos = 1, unsigned id = 1);
Packet subscribe(unsigned id, const std::vector<std::pair<std::string, unsigned>> &filters);
Packet suback(unsigned id, const std::vector<unsigned> &codes);
Packet unsubscribe(unsigned id, const std::vector<std::string> &filters);
Packet unsuback(unsigned id);
Packet puback(unsigned id);
Packet pubrec(unsigned id);
Packet pubrel(unsigned id);
Packet pubcomp(unsigned id);
Packet pingreq();
Packet pingresp();
Packet disconnect();

} // namespace lmq::test

#endif
