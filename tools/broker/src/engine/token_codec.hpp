#ifndef LMQ_BROKER_ENGINE_TOKEN_CODEC_HPP
#define LMQ_BROKER_ENGINE_TOKEN_CODEC_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lmq/secret.hpp"

namespace lmq::broker::engine
{

/// What a token permits, and the type by which it is uploaded (spec 8.4).
enum class TokenType : std::uint8_t { read, write, read_write };

/// "R", "W" or "RW": as an upload and a notice name it.
const char *type_text(TokenType type);
std::optional<TokenType> type_of_text(std::string_view text);
/// "R", "W", "R,W" or "W,R": as a request to the auth server names it.
std::optional<TokenType> type_of_actions(std::string_view actions);

/// The codes of spec 8.5: why a token is refused.
enum class TokenCode : int {
    forged = 1, ///< not a token of this service at all
    expired = 2,
    revoked = 3,
    wrong_resource = 4,
    wrong_type = 5,
    bad_signature = 8,
    no_permission = -1, ///< the account, or no token
};

/// What a token says.
struct TokenClaims {
    std::string access_key; ///< of the account that applied for it
    TokenType type = TokenType::read_write;
    std::vector<std::string> resources;
    std::int64_t expire_ms = 0;
    std::string proxy_type = "MQTT";
    std::string nonce; ///< unlike that of any other token of the same key
};

/// Writes and reads the text of a token (spec 8.3): `base64url(JSON) "." base64url(HMAC-SHA256(key, first part))`.
class TokenCodec
{
public:
    explicit TokenCodec(std::string_view key) : key_(key) {}

    /// Empty when the crypto library has no HMAC-SHA256.
    std::string encode(const TokenClaims &claims) const;
    /// The size of what encode() answers.
    static std::size_t encoded_size(const TokenClaims &claims);
    /// Nothing when `text` is no token of this key: `code` is then `forged` or `bad_signature`, in this order.
    std::optional<TokenClaims> decode(std::string_view text, TokenCode &code) const;

    /// HMAC-SHA256 of `text` with the key, 32 bytes; empty when the crypto library has none.
    std::string mac(std::string_view text) const;

private:
    Secret key_;
};

} // namespace lmq::broker::engine

#endif
