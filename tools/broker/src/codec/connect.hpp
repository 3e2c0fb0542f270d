#ifndef LMQ_BROKER_CODEC_CONNECT_HPP
#define LMQ_BROKER_CODEC_CONNECT_HPP

#include <cstdint>
#include <optional>
#include <string_view>

#include "codec/frame.hpp"
#include "codec/span.hpp"

namespace lmq::broker::codec
{

struct ConnectWill {
    std::string_view topic;
    ByteSpan payload;
    std::uint8_t qos = 0;
    bool retain = false;
};

/// A CONNECT packet (MQTT 3.1). Everything in it is a view into the frame.
struct Connect {
    std::string_view protocol_name; ///< "MQTT" or "MQIsdp"
    std::uint8_t level = 0;         ///< 4, or 3 with "MQIsdp"
    bool clean_session = false;
    std::uint16_t keep_alive_s = 0;
    std::string_view client_id; ///< may be empty
    std::optional<ConnectWill> will;
    std::optional<std::string_view> user_name;
    std::optional<ByteSpan> password;
};

enum class ConnectStatus {
    ok,
    malformed,          ///< close without CONNACK
    bad_protocol_level, ///< CONNACK 1; only name and level are filled in
};

/// Both "MQTT" with level 4 and "MQIsdp" with level 3 are ok; whether to serve the latter is the caller's policy.
ConnectStatus decode_connect(const Frame &frame, Connect &connect) noexcept;

} // namespace lmq::broker::codec

#endif
