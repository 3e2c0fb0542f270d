#ifndef LMQ_TOKEN_HPP
#define LMQ_TOKEN_HPP

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lmq/control.hpp"
#include "lmq/export.hpp"
#include "lmq/result.hpp"
#include "lmq/secret.hpp"

namespace lmq
{

using control::TokenType; ///< What a token allows.

/// A temporary credential of the service (spec 8): what it allows is fixed when it is issued.
struct Token {
    Secret text;                            ///< opaque, at most Limits::token_bytes
    TokenType type = TokenType::read_write; ///< what it allows
    std::int64_t expire_time_ms = 0;        ///< Unix epoch, by the service's clock
    /// How much longer it is good, as whoever handed it out reckoned. Spares a device whose own clock is wrong from
    /// guessing; without it `expire_time_ms` is compared with the device's clock.
    std::optional<std::chrono::milliseconds> valid_for = std::nullopt;
};

/// One token that a device needs: at most one of each type (spec 8.4).
struct TokenNeed {
    TokenType type = TokenType::read_write; ///< what it is to allow
    /// The topics and filters it is to cover, at most 100. When given, a publish or subscribe that none of them covers
    /// is refused locally. Empty: the app server knows by itself, and nothing is checked locally.
    std::vector<std::string> resources;
};

/// Why a client asks for a token.
enum class TokenReason {
    none_held,    ///< it has none of this type
    renewal,      ///< the one it has is about to expire
    expired,      ///< the one it has has expired, by its own reckoning
    rejected,     ///< the server said that the one it has is no good: forged, expired, revoked, … (spec 8.5)
    wider_rights, ///< the server said that the one it has does not cover what was asked (codes 4 and 5)
};

/// The enumerator's name. Thread-safe.
LMQ_API std::string_view to_string(TokenReason reason) noexcept;

/// What a client wants of its provider.
struct TokenRequest {
    std::string client_id;                       ///< of the device, `GroupID@@@DeviceID`
    TokenNeed need;                              ///< what the token is to allow
    TokenReason reason = TokenReason::none_held; ///< why it is asked for
    int notice_code = 0;                         ///< rejected, wider_rights: the server's code
    /// token_fingerprint() of the token that is to be replaced; empty: none is held. An app server that has a newer one
    /// answers that; one that has just this one applies for another.
    std::string instead_of;
    unsigned attempt = 1; ///< 1, and one more after each failure in a row
};

/// Why a provider gave no token.
struct TokenFailure {
    Error error; ///< of any number; goes into ConnectionStatus::token_error, so no secret may be in it
    /// When to ask again, at the earliest; nothing: after the client's own back-off.
    std::optional<std::chrono::milliseconds> retry_after = std::nullopt;
};

/// A token, or why there is none.
using TokenResult = tl::expected<Token, TokenFailure>;

/// Takes the provider's answer, once: later calls, and those after the client is gone, are ignored. Any thread, within
/// the provider's call or afterwards.
using TokenAnswer = std::function<void(TokenResult)>;

/// Gets a token from the app server (spec 8.1). Called on the client's dispatch thread or inside poll(), never on one
/// of Paho's and never while an earlier call has neither been answered nor timed out. Should not block: what takes time
/// belongs on a thread of its own, for the client does nothing else meanwhile.
using TokenProvider = std::function<void(const TokenRequest &request, TokenAnswer answer)>;

/// The error of one of the service's codes about a token (spec 8.5: 1, 2, 3, 4, 5, 8, -1); nothing for another code.
/// Thread-safe.
LMQ_API std::optional<Errc> token_errc(std::int64_t code) noexcept;

/// The first 16 hex digits of the token's SHA-256: tells tokens apart in logs and requests without giving them away.
/// Thread-safe.
LMQ_API std::string token_fingerprint(const Secret &token);

} // namespace lmq

#endif
