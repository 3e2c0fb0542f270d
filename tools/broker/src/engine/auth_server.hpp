#ifndef LMQ_BROKER_ENGINE_AUTH_SERVER_HPP
#define LMQ_BROKER_ENGINE_AUTH_SERVER_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "engine/auth_request.hpp"
#include "engine/directory.hpp"
#include "engine/token_codec.hpp"
#include "lmq/result.hpp"
#include "lmq_broker/broker.hpp"

namespace lmq::broker::engine
{

/// Issues, revokes and judges tokens (spec 8.2, 8.3). What it knows of a token is in the token, but for those revoked.
class AuthServer
{
public:
    AuthServer(const Directory &directory, const Config &config);

    /// Parameters (400), then the signature (407), then the business: the first complaint is the answer.
    AuthAnswer apply(const AuthFields &fields, std::int64_t now_ms);
    /// `revoked`: the token's claims, when it now is.
    AuthAnswer revoke(const AuthFields &fields, std::int64_t now_ms, std::optional<TokenClaims> &revoked);
    AuthAnswer query(const AuthFields &fields, std::int64_t now_ms);

    /// The token that `order` asks for, whenever it expires. Errors: as Broker::issue_token.
    Result<std::string> issue(const TokenOrder &order);
    /// The claims of the token that was revoked. Errors: as Broker::revoke_token.
    Result<TokenClaims> revoke(std::string_view token, std::int64_t now_ms);

    /// What of spec 8.5 a token shows by itself: its format, its signature, whether it is revoked or expired.
    std::variant<TokenClaims, TokenCode> judge(std::string_view token, std::int64_t now_ms) const;

    /// A token that an earlier life of the broker revoked.
    void restore(std::int64_t expire_ms, std::string_view nonce) { revoked_.emplace(expire_ms, nonce); }
    /// Sets this life's nonces apart from those of earlier ones with the same key.
    void set_epoch(std::uint64_t epoch) { epoch_ = epoch; }

    /// As a fresh start: no token is revoked, and none issued before is any good.
    void reset();

private:
    struct Window {
        std::int64_t start_ms = INT64_MIN;
        std::size_t used = 0;
    };
    using Calls = std::array<Window, 3>;

    AuthAnswer check_token(const AuthFields &fields, AuthCall call, std::int64_t now_ms,
                           std::optional<TokenClaims> &claims);
    bool too_frequent(const AccountEntry &account, AuthCall call, std::int64_t now_ms);
    bool remember_revoked(const TokenClaims &claims, std::int64_t now_ms);
    void set_key();
    std::string next_nonce();

    const Directory &directory_;
    const Config &config_;
    TokenCodec codec_;
    std::uint64_t epoch_ = 0;
    std::uint64_t resets_ = 0;
    std::uint64_t issued_ = 0;
    std::set<std::pair<std::int64_t, std::string>> revoked_; ///< by expiry and nonce, until the expiry
    std::vector<Calls> calls_;                               ///< by account
};

} // namespace lmq::broker::engine

#endif
