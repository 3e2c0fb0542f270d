#include "transport/websocket.hpp"

#include <algorithm>
#include <utility>

#include <openssl/rand.h>
#include <openssl/sha.h>

#include "core/text.hpp"

namespace lmq::transport
{
namespace
{

constexpr unsigned op_continue = 0;
constexpr unsigned op_text = 1;
constexpr unsigned op_binary = 2;
constexpr unsigned op_close = 8;
constexpr unsigned op_ping = 9;
constexpr unsigned op_pong = 10;

constexpr std::uint16_t status_protocol_error = 1002;
constexpr std::uint16_t status_unsupported = 1003;

constexpr std::size_t most_control_bytes = 125;

// Masks keep proxies from taking payload for requests; nothing secret hangs on them, the key names one handshake.
template <std::size_t N>
std::array<unsigned char, N> random_bytes()
{
    std::array<unsigned char, N> bytes{};
    RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
}

std::string bytes_of(std::uint64_t number, std::size_t count)
{
    std::string bytes;
    for (std::size_t i = count; i > 0; --i)
        bytes.push_back(static_cast<char>((number >> (8 * (i - 1))) & 0xFF));
    return bytes;
}

std::uint64_t number_of(std::string_view bytes)
{
    std::uint64_t number = 0;
    for (const char byte : bytes)
        number = (number << 8) | static_cast<unsigned char>(byte);
    return number;
}

} // namespace

WebSocket::WebSocket(std::string authority, std::string path) : authority_(std::move(authority)), path_(std::move(path))
{
    const auto bytes = random_bytes<16>();
    key_ = to_base64(std::string_view(reinterpret_cast<const char *>(bytes.data()), bytes.size()));
}

std::string WebSocket::upgrade_request() const
{
    return "GET " + path_ + " HTTP/1.1\r\nHost: " + authority_ +
           "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " + key_ +
           "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n";
}

Result<void> WebSocket::check_upgrade(const HttpHead &head) const
{
    constexpr int switching = 101;
    if (head.status != switching)
        return core::failure(Errc::websocket_refused,
                             {path_, ": HTTP status ", core::Decimal(head.status), " ", head.reason});
    const std::string text = key_ + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, SHA_DIGEST_LENGTH> hash{};
    SHA1(reinterpret_cast<const unsigned char *>(text.data()), text.size(), hash.data());
    const std::string wanted = to_base64(std::string_view(reinterpret_cast<const char *>(hash.data()), hash.size()));
    if (!head.lists("upgrade", "websocket") || !head.lists("connection", "upgrade") ||
        head.field("sec-websocket-accept") != wanted)
        return core::failure(Errc::websocket_refused, {path_, ": the answer 101 does not belong to the request"});
    if (head.field("sec-websocket-protocol").value_or("mqtt") != "mqtt")
        return core::failure(
            Errc::websocket_refused,
            {path_, ": the server speaks '", head.field("sec-websocket-protocol")->substr(0, 80), "' instead of mqtt"});
    if (head.field("sec-websocket-extensions"))
        return core::failure(Errc::websocket_refused, {path_, ": the server uses an extension that was not offered"});
    return {};
}

void WebSocket::append_frame(unsigned opcode, std::string_view payload, std::string &wire)
{
    constexpr unsigned char last = 0x80;
    constexpr unsigned char masked = 0x80;
    wire.push_back(static_cast<char>(last | opcode));
    if (payload.size() <= most_control_bytes) {
        wire.push_back(static_cast<char>(masked | payload.size()));
    } else if (payload.size() <= 0xFFFF) {
        wire.push_back(static_cast<char>(masked | 126U));
        wire += bytes_of(payload.size(), 2);
    } else {
        wire.push_back(static_cast<char>(masked | 127U));
        wire += bytes_of(payload.size(), 8);
    }
    const auto mask = random_bytes<4>();
    wire.append(reinterpret_cast<const char *>(mask.data()), mask.size());
    const std::size_t at = wire.size();
    wire.append(payload);
    for (std::size_t i = 0; i < payload.size(); ++i)
        wire[at + i] = static_cast<char>(static_cast<unsigned char>(wire[at + i]) ^ mask[i % mask.size()]);
}

void WebSocket::send(std::string_view payload, std::string &wire)
{
    if (!payload.empty() && !close_sent_) append_frame(op_binary, payload, wire);
}

void WebSocket::close(std::uint16_t status, std::string &wire)
{
    if (!std::exchange(close_sent_, true)) append_frame(op_close, bytes_of(status, 2), wire);
}

Result<bool> WebSocket::receive(std::string &wire, std::string &payload, std::string &replies)
{
    std::string_view rest = wire;
    Result<bool> open = true;
    while (open && *open && next_frame(rest, open, replies)) {
        const std::size_t size = static_cast<std::size_t>(std::min<std::uint64_t>(frame_->left, rest.size()));
        (frame_->opcode >= op_close ? control_ : payload).append(rest.substr(0, size));
        rest.remove_prefix(size);
        frame_->left -= size;
        if (frame_->left > 0) break; // more to come
        const unsigned opcode = std::exchange(frame_, std::nullopt)->opcode;
        if (opcode == op_ping && !close_sent_) append_frame(op_pong, control_, replies);
        if (opcode == op_close) open = end_control(replies);
        control_.clear();
    }
    wire.erase(0, wire.size() - rest.size());
    return open;
}

// True once there is a frame to go on with; `result` tells when there never will be.
bool WebSocket::next_frame(std::string_view &wire, Result<bool> &result, std::string &replies)
{
    if (frame_) return true;
    if (wire.size() < 2) return false;
    const auto broken = [&](std::uint16_t status, const char *why) {
        close(status, replies);
        result = fail(Errc::websocket_broken, why);
        return false;
    };
    const unsigned first = static_cast<unsigned char>(wire[0]);
    const unsigned second = static_cast<unsigned char>(wire[1]);
    Frame frame;
    frame.final_one = (first & 0x80U) != 0;
    frame.opcode = first & 0x0FU;
    if ((first & 0x70U) != 0) return broken(status_protocol_error, "a frame with a reserved bit set");
    if ((second & 0x80U) != 0) return broken(status_protocol_error, "a masked frame from the server");
    const std::uint64_t short_size = second & 0x7FU;
    const bool control = frame.opcode >= op_close;
    if (control && (!frame.final_one || short_size > most_control_bytes))
        return broken(status_protocol_error, "a control frame that is fragmented or too long");
    if (frame.opcode == op_text) return broken(status_unsupported, "a text frame, where MQTT is binary");
    if (frame.opcode > op_pong || (frame.opcode > op_binary && !control))
        return broken(status_protocol_error, "a frame of an unknown kind");
    if (!control && (frame.opcode == op_continue) != in_message_)
        return broken(status_protocol_error, "a fragment out of order");

    const std::size_t extended = short_size == 127 ? 8 : short_size == 126 ? 2 : 0;
    if (wire.size() < 2 + extended) return false;
    frame.left = extended == 0 ? short_size : number_of(wire.substr(2, extended));
    if ((frame.left >> 63) != 0) return broken(status_protocol_error, "a frame with an impossible length");
    wire.remove_prefix(2 + extended);
    if (!control) in_message_ = !frame.final_one;
    frame_ = frame;
    return true;
}

bool WebSocket::end_control(std::string &replies)
{
    farewell_ = "closed without a status";
    if (control_.size() >= 2) {
        farewell_ = "closed with status " + std::to_string(number_of(std::string_view(control_).substr(0, 2)));
        // Only what may stand in a log line.
        std::string reason = control_.substr(2, 80);
        std::replace_if(
            reason.begin(), reason.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, '?');
        if (!reason.empty()) farewell_ += ": " + reason;
    }
    if (!std::exchange(close_sent_, true)) append_frame(op_close, std::string_view(control_).substr(0, 2), replies);
    control_.clear();
    return false;
}

} // namespace lmq::transport
