#ifndef LMQ_CONTROL_HPP
#define LMQ_CONTROL_HPP

#include <cstdint>
#include <string>
#include <string_view>

#include "lmq/export.hpp"
#include "lmq/result.hpp"
#include "lmq/secret.hpp"

/// The control messages between client and service (spec 17), for who speaks them himself; a Client does it alone.
namespace lmq::control
{

inline constexpr std::string_view upload_token_topic = "$SYS/uploadToken";                ///< client to service
inline constexpr std::string_view get_offline_topic = "$SYS/getOfflineMsg";               ///< client to service
inline constexpr std::string_view enable_order_topic = "$SYS/enableOrderMsg";             ///< client to service
inline constexpr std::string_view token_expire_notice_topic = "$SYS/tokenExpireNotice";   ///< service to client
inline constexpr std::string_view token_invalid_notice_topic = "$SYS/tokenInvalidNotice"; ///< service to client

/// What a token allows (spec 8.4).
enum class TokenType {
    read,       ///< to subscribe: `R`
    write,      ///< to publish: `W`
    read_write, ///< both: `RW`
};

/// `R`, `W` or `RW`. Thread-safe.
LMQ_API std::string_view to_string(TokenType type) noexcept;

/// The inverse of to_string. Errors: bad_field_type. Thread-safe.
LMQ_API Result<TokenType> parse_token_type(std::string_view text);

/// Order of an offline pull (spec 9.4).
enum class PullOrder {
    ascending,  ///< the oldest message first
    descending, ///< the newest message first
};

/// A request to take over a token for this connection (spec 8.4).
struct UploadToken {
    Secret token;                           ///< 1 byte to Limits::token_bytes
    TokenType type = TokenType::read_write; ///< of the token
};

/// A request for offline messages (spec 9.4).
struct GetOffline {
    PullOrder order = PullOrder::ascending; ///< of the messages
    int max_push = 30;                      ///< 1 to 30
};

/// A request to keep this connection's messages in order (spec 13).
struct EnableOrder {
    bool order = true; ///< false: without order again
};

/// The server's word that a token will expire (spec 8.5).
struct TokenExpireNotice {
    std::int64_t expire_time_ms = 0;        ///< Unix epoch
    TokenType type = TokenType::read_write; ///< of the token
};

/// The server's word that a token is no good (spec 8.5): 1 forged, 2 expired, 3 revoked, 4 resource,
/// 5 type, 8 signature, -1 account.
struct TokenInvalidNotice {
    int code = 0;                           ///< one of those above
    TokenType type = TokenType::read_write; ///< of the token
};

/// The payload's JSON text, byte for byte as the spec's wire examples. Errors: a token that is empty, too_long
/// (Limits::token_bytes), invalid_utf8 or contains_nul; max_push out_of_range. Thread-safe.
LMQ_API Result<std::string> encode(const UploadToken &message);
/// The same of GetOffline.
LMQ_API Result<std::string> encode(const GetOffline &message);
/// The same of EnableOrder.
LMQ_API Result<std::string> encode(const EnableOrder &message);
/// The same of TokenExpireNotice.
LMQ_API Result<std::string> encode(const TokenExpireNotice &message);
/// The same of TokenInvalidNotice.
LMQ_API Result<std::string> encode(const TokenInvalidNotice &message);

/// Reads a payload: unknown members are ignored, members may stand in any order, both spellings of `token`
/// are known, numbers may be given as strings (spec 17). An offline pull without or with an unknown `pushOrder` is
/// ascending; its `maxPushNum` is 30 when absent and is brought into 1 to 30 (spec 9.4). `order` may be a JSON
/// boolean (spec 13). Errors: bad_json (also for U+0000 and nesting deeper than 16), missing_field, bad_field_type,
/// each naming the member. Thread-safe.
LMQ_API Result<UploadToken> decode_upload_token(std::string_view json);
/// Reads a payload as decode_upload_token does.
LMQ_API Result<GetOffline> decode_get_offline(std::string_view json);
/// Reads a payload as decode_upload_token does.
LMQ_API Result<EnableOrder> decode_enable_order(std::string_view json);
/// Reads a payload as decode_upload_token does.
LMQ_API Result<TokenExpireNotice> decode_token_expire_notice(std::string_view json);
/// Reads a payload as decode_upload_token does.
LMQ_API Result<TokenInvalidNotice> decode_token_invalid_notice(std::string_view json);

} // namespace lmq::control

#endif
