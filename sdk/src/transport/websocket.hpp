#ifndef LMQ_TRANSPORT_WEBSOCKET_HPP
#define LMQ_TRANSPORT_WEBSOCKET_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "lmq/result.hpp"
#include "transport/http_head.hpp"

namespace lmq::transport
{

/// The client's side of one WebSocket (RFC 6455), as a stream of bytes: the borders of frames and messages mean nothing
/// to MQTT (spec 2.2), so nothing is ever collected. Not thread-safe.
class WebSocket
{
public:
    /// `authority`: the Host field's value.
    WebSocket(std::string authority, std::string path);

    /// The request that asks to speak WebSocket.
    std::string upgrade_request() const;
    /// Error: websocket_refused.
    Result<void> check_upgrade(const HttpHead &head) const;

    /// Appends a binary frame of `payload` to `wire`.
    void send(std::string_view payload, std::string &wire);
    /// Appends a close frame, once.
    void close(std::uint16_t status, std::string &wire);

    /// Reads `wire`, takes what was read from it, and appends the payload of data frames to `payload` and answers to
    /// pings to `replies`. False: the peer closes; the answer to that is among the replies. Error: websocket_broken.
    Result<bool> receive(std::string &wire, std::string &payload, std::string &replies);
    /// What the peer's close frame said.
    const std::string &farewell() const { return farewell_; }

private:
    struct Frame {
        unsigned opcode = 0;
        bool final_one = false;
        std::uint64_t left = 0; ///< of its payload
    };

    void append_frame(unsigned opcode, std::string_view payload, std::string &wire);
    bool next_frame(std::string_view &wire, Result<bool> &result, std::string &replies);
    bool end_control(std::string &replies);

    std::string authority_;
    std::string path_;
    std::string key_;
    std::optional<Frame> frame_; ///< the one that is being received
    std::string control_;        ///< payload of a control frame
    bool in_message_ = false;    ///< a data frame that was not the last one came
    bool close_sent_ = false;
    std::string farewell_;
};

} // namespace lmq::transport

#endif
