#ifndef LMQ_TESTS_SUPPORT_RAW_WEBSOCKET_HPP
#define LMQ_TESTS_SUPPORT_RAW_WEBSOCKET_HPP

#include <string>
#include <string_view>

#include "support/channel.hpp"
#include "support/raw_packet.hpp"

namespace lmq::test
{

/// A frame as it stood on the wire.
struct WebSocketFrame {
    int opcode = -1; ///< -1: the connection had ended
    bool last = true;
    std::string payload;
    /// Of a close frame; 1005 when it has none.
    int close_code() const;
};

enum Opcode { continuation = 0, text = 1, binary = 2, close_frame = 8, ping = 9, pong = 10 };

/// How a frame is made wrong.
struct FrameFault {
    bool last = true;
    bool masked = true;
    int reserved = 0; ///< the three bits
};

/// A WebSocket client that sends what it is told to, frame by frame. One thread.
class RawWebSocket
{
public:
    explicit RawWebSocket(Channel channel) : channel_(std::move(channel)) {}

    /// Asks for a WebSocket; answers the head of what comes back. `headers`: further lines, each ended by CRLF.
    std::string open(const std::string &path = "/mqtt",
                     const std::string &headers = "Sec-WebSocket-Protocol: mqtt\r\n");
    void send(std::string_view bytes) { channel_.send(bytes); }
    void send_frame(int opcode, std::string_view payload, const FrameFault &fault = {});
    void send(const Packet &packet) { send_frame(binary, packet.bytes); }
    WebSocketFrame next_frame();
    /// The next packet, whatever frames bring it; closed() at the end.
    Packet next();
    Packet ask(const Packet &packet);
    /// What the close frame says that is the next frame; 0: it is another, or the connection ended without.
    int next_close();
    /// True when the server ends TCP without another byte.
    bool is_closed();
    Channel &channel() { return channel_; }

private:
    bool fill(std::size_t size);

    Channel channel_;
    std::string received_; // of the stream
    std::string packets_;  // of the frames
};

/// The bytes of a frame.
std::string websocket_frame(int opcode, std::string_view payload, const FrameFault &fault = {});

} // namespace lmq::test

#endif
