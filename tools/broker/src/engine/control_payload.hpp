#ifndef LMQ_BROKER_ENGINE_CONTROL_PAYLOAD_HPP
#define LMQ_BROKER_ENGINE_CONTROL_PAYLOAD_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "codec/span.hpp"

namespace lmq::broker::engine
{

// What clients say in control messages (spec 17). Unknown members are ignored.

/// `{"order":"true"}`, as text or as a JSON boolean (spec 13); nothing when it says neither.
std::optional<bool> order_wanted(codec::ByteSpan payload);

/// Which offline messages come first (spec 9.4).
enum class PushOrder : std::uint8_t { ascending, descending };

/// `{"pushOrder":…,"maxPushNum":…}` (spec 9.4).
struct PullRequest {
    std::size_t most = 0;
    PushOrder order = PushOrder::ascending;
};
/// What is missing or unknown counts as ascending and `most`, a larger number as `most`, a smaller one as 1; nothing
/// when it is no JSON object.
std::optional<PullRequest> read_pull(codec::ByteSpan payload, std::size_t most);

/// `{"token":…,"type":…}` (spec 8.4).
struct Upload {
    bool well_formed = false; ///< an object with both, as text
    std::string token;
    std::string type; ///< as it was written, also when it is none that there is
};
/// `Token` is accepted for `token`, which goes first.
Upload read_upload(codec::ByteSpan payload);

/// `{"code":2,"type":"RW"}` (spec 8.5).
std::string invalid_notice(int code, std::string_view type);
/// `{"expireTime":1546272000000,"type":"RW"}` (spec 8.5).
std::string expire_notice(std::int64_t expire_ms, std::string_view type);

} // namespace lmq::broker::engine

#endif
