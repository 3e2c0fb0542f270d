#include "support/raw_websocket.hpp"

#include <cstdint>

namespace lmq::test
{

int WebSocketFrame::close_code() const
{
    if (payload.size() < 2) return 1005;
    return static_cast<unsigned char>(payload[0]) * 256 + static_cast<unsigned char>(payload[1]);
}

std::string websocket_frame(int opcode, std::string_view payload, const FrameFault &fault)
{
    const std::string mask = "\x12\x34\x56\x78";
    std::string frame;
    frame += static_cast<char>((fault.last ? 0x80 : 0) | fault.reserved << 4 | opcode);
    const int masked = fault.masked ? 0x80 : 0;
    const std::uint64_t size = payload.size(); // shifted by up to 56 bits
    int length_bytes = 0;
    if (size < 126) {
        frame += static_cast<char>(masked | static_cast<int>(size));
    } else {
        length_bytes = size < 65536 ? 2 : 8;
        frame += static_cast<char>(masked | (length_bytes == 2 ? 126 : 127));
    }
    while (length_bytes > 0)
        frame += static_cast<char>(size >> (8 * --length_bytes));
    if (!fault.masked) return frame.append(payload);
    frame += mask;
    for (std::size_t i = 0; i < size; ++i)
        frame += static_cast<char>(payload[i] ^ mask[i % 4]);
    return frame;
}

std::string RawWebSocket::open(const std::string &path, const std::string &headers)
{
    channel_.send("GET " + path +
                  " HTTP/1.1\r\nHost: broker\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" +
                  headers + "\r\n");
    std::size_t end = 0;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos)
        if (!fill(received_.size() + 1)) return received_;
    std::string head = received_.substr(0, end + 2);
    received_.erase(0, end + 4);
    return head;
}

bool RawWebSocket::fill(std::size_t size)
{
    while (received_.size() < size) {
        const std::string more = channel_.read_some();
        if (more.empty()) return false;
        received_ += more;
    }
    return true;
}

void RawWebSocket::send_frame(int opcode, std::string_view payload, const FrameFault &fault)
{
    channel_.send(websocket_frame(opcode, payload, fault));
}

WebSocketFrame RawWebSocket::next_frame()
{
    WebSocketFrame frame;
    if (!fill(2)) return frame;
    const auto byte = [this](std::size_t at) {
        return static_cast<std::size_t>(static_cast<unsigned char>(received_[at]));
    };
    std::size_t size = byte(1);
    std::size_t header = 2;
    if (size > 125) {
        header = size == 126 ? 4 : 10;
        if (!fill(header)) return frame;
        size = 0;
        for (std::size_t i = 2; i < header; ++i)
            size = size << 8 | byte(i);
    }
    if (!fill(header + size)) return frame;
    frame.opcode = static_cast<int>(byte(0) & 15U);
    frame.last = (byte(0) & 0x80U) != 0;
    frame.payload = received_.substr(header, size);
    received_.erase(0, header + size);
    return frame;
}

Packet RawWebSocket::next()
{
    while (true) {
        std::size_t length = 0, at = 1;
        bool known = false;
        for (unsigned shift = 0; at < packets_.size() && !known; shift += 7, ++at) {
            const auto byte = static_cast<unsigned char>(packets_[at]);
            length |= static_cast<std::size_t>(byte & 127U) << shift;
            known = byte < 128;
        }
        if (known && packets_.size() >= at + length) {
            Packet packet{packets_.substr(0, at + length), {}};
            packets_.erase(0, at + length);
            return packet;
        }
        const WebSocketFrame frame = next_frame();
        if (frame.opcode != binary && frame.opcode != continuation) return closed();
        packets_ += frame.payload;
    }
}

Packet RawWebSocket::ask(const Packet &packet)
{
    send(packet);
    return next();
}

int RawWebSocket::next_close()
{
    const WebSocketFrame frame = next_frame();
    return frame.opcode == close_frame ? frame.close_code() : 0;
}

bool RawWebSocket::is_closed()
{
    return received_.empty() && channel_.read_some().empty();
}

} // namespace lmq::test
