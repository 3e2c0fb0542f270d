#include "engine/auth_server.hpp"

#include <algorithm>

namespace lmq::broker::engine
{

namespace
{

constexpr std::size_t nonce_size = 32;

// What the auth server has a word for (spec 8.2); the rest is a token that it cannot read.
AuthAnswer refusal(TokenCode code)
{
    if (code == TokenCode::revoked) return {static_cast<int>(code), "token has been revoked", {}};
    if (code == TokenCode::expired) return {static_cast<int>(code), "token has expired", {}};
    return {static_cast<int>(TokenCode::forged), "token cannot be parsed", {}};
}

} // namespace

AuthServer::AuthServer(const Directory &directory, const Config &config)
    : directory_(directory), config_(config), codec_(config.token_key), calls_(config.accounts.size())
{
    set_key();
}

// Its own key for each reset, so that no token outlives one.
void AuthServer::set_key()
{
    codec_ = TokenCodec(TokenCodec(config_.token_key).mac("reset " + std::to_string(resets_)));
}

// Unlike any other of this key, and not to be guessed: somebody else's token is not named by counting.
std::string AuthServer::next_nonce()
{
    constexpr char digits[] = "0123456789abcdef";
    const std::string bytes = codec_.mac("nonce " + std::to_string(epoch_) + "." + std::to_string(++issued_));
    std::string text;
    for (const char each : bytes.substr(0, nonce_size / 2)) {
        const auto byte = static_cast<unsigned char>(each);
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

// Counted once the caller is known, so that nobody uses up what is another's.
bool AuthServer::too_frequent(const AccountEntry &account, AuthCall call, std::int64_t now_ms)
{
    const LimitsConfig &limits = config_.limits;
    const std::array<std::size_t, 3> most = {limits.token_applies_per_second, limits.token_revokes_per_minute,
                                             limits.token_queries_per_second};
    const auto index = static_cast<std::size_t>(call);
    if (most[index] == 0) return false;
    const std::int64_t length_ms = call == AuthCall::revoke ? 60000 : 1000;
    Window &window = calls_[account.index][index];
    if (now_ms >= window.start_ms + length_ms || window.start_ms == INT64_MIN) window = {now_ms, 0};
    return ++window.used > most[index];
}

AuthAnswer AuthServer::apply(const AuthFields &fields, std::int64_t now_ms)
{
    TokenClaims claims;
    AuthAnswer answer = check_caller(fields, directory_, config_.limits);
    if (answer.code == auth_ok) answer = check_apply(fields, config_.limits, now_ms, claims);
    if (answer.code != auth_ok) return answer;
    claims.nonce = std::string(nonce_size, '0');
    if (TokenCodec::encoded_size(claims) > config_.limits.token_bytes)
        return {auth_bad_parameter, "resources: too long for one token", {}};
    const AccountEntry &account = *directory_.account(claims.access_key);
    if (!signed_by(account, fields, {"actions", "expireTime", "resources", "serviceName"}))
        return {auth_bad_signature, "signature check failed", {}};
    if (too_frequent(account, AuthCall::apply, now_ms)) return {auth_bad_parameter, "too frequent", {}};
    claims.nonce = next_nonce();
    answer.token = codec_.encode(claims);
    if (answer.token.empty()) return {auth_not_generated, "token generation failed", {}};
    return answer;
}

// Of a token's own state only the account that applied for it is told: to any other it is a text it cannot know.
AuthAnswer AuthServer::check_token(const AuthFields &fields, AuthCall call, std::int64_t now_ms,
                                   std::optional<TokenClaims> &claims)
{
    AuthAnswer answer = check_caller(fields, directory_, config_.limits);
    if (answer.code != auth_ok) return answer;
    const std::string &token = field_of(fields, "token");
    if (token.empty()) return {auth_bad_parameter, "token: is missing", {}};
    const AccountEntry &account = *directory_.account(field_of(fields, "accessKey"));
    if (!signed_by(account, fields, {"token"})) return {auth_bad_signature, "signature check failed", {}};
    if (too_frequent(account, call, now_ms)) return {auth_bad_parameter, "too frequent", {}};
    TokenCode code = TokenCode::forged;
    const auto said = codec_.decode(token, code);
    if (!said || said->access_key != account.config->access_key) return refusal(TokenCode::forged);
    const auto judged = judge(token, now_ms);
    if (const auto *refused = std::get_if<TokenCode>(&judged)) return refusal(*refused);
    claims = *said;
    return answer;
}

AuthAnswer AuthServer::query(const AuthFields &fields, std::int64_t now_ms)
{
    std::optional<TokenClaims> claims;
    return check_token(fields, AuthCall::query, now_ms, claims);
}

AuthAnswer AuthServer::revoke(const AuthFields &fields, std::int64_t now_ms, std::optional<TokenClaims> &revoked)
{
    std::optional<TokenClaims> claims;
    AuthAnswer answer = check_token(fields, AuthCall::revoke, now_ms, claims);
    if (!claims) return answer;
    if (!remember_revoked(*claims, now_ms))
        return {auth_not_revoked, "token revocation failed: too many are revoked", {}};
    revoked = std::move(claims);
    return answer;
}

bool AuthServer::remember_revoked(const TokenClaims &claims, std::int64_t now_ms)
{
    while (!revoked_.empty() && revoked_.begin()->first <= now_ms)
        revoked_.erase(revoked_.begin());
    if (revoked_.size() >= config_.limits.revoked_tokens) return false;
    revoked_.emplace(claims.expire_ms, claims.nonce);
    return true;
}

std::variant<TokenClaims, TokenCode> AuthServer::judge(std::string_view token, std::int64_t now_ms) const
{
    TokenCode code = TokenCode::forged;
    if (token.size() > config_.limits.token_bytes) return code; // none of ours is
    auto claims = codec_.decode(token, code);
    if (!claims) return code;
    // Whether an expired token was revoked is forgotten, now or at the next revocation: it must not matter when.
    if (claims->expire_ms <= now_ms) return TokenCode::expired;
    if (revoked_.count({claims->expire_ms, claims->nonce}) != 0) return TokenCode::revoked;
    return std::move(*claims);
}

Result<std::string> AuthServer::issue(const TokenOrder &order)
{
    TokenClaims claims;
    const auto type = type_of_actions(order.actions);
    if (!type) return fail(Errc::bad_field_type, "actions: must be R, W or R,W");
    claims.type = *type;
    if (const std::string complaint = complaint_of(order.resources, config_.limits); !complaint.empty())
        return fail(Errc::token_parameters, "resources: " + complaint);
    if (order.expire_ms < 0 || order.expire_ms > latest_expiry_ms)
        return fail(Errc::out_of_range, "expire_ms: must be from 0 to " + std::to_string(latest_expiry_ms));
    claims.resources = order.resources;
    claims.expire_ms = order.expire_ms;
    claims.access_key = order.access_key;
    if (claims.access_key.empty() && !config_.accounts.empty()) claims.access_key = config_.accounts[0].access_key;
    if (!directory_.account(claims.access_key)) return fail(Errc::token_parameters, "access_key: unknown");
    claims.nonce = next_nonce();
    if (TokenCodec::encoded_size(claims) > config_.limits.token_bytes)
        return fail(Errc::too_long, "resources: too long for one token");
    std::string token = codec_.encode(claims);
    if (token.empty()) return fail(Errc::token_not_generated, "token: the crypto library has no HMAC-SHA256");
    return token;
}

Result<TokenClaims> AuthServer::revoke(std::string_view token, std::int64_t now_ms)
{
    auto judged = judge(token, now_ms);
    if (const auto *code = std::get_if<TokenCode>(&judged)) {
        if (*code == TokenCode::revoked) return fail(Errc::token_revoked, "token: has been revoked");
        if (*code == TokenCode::expired) return fail(Errc::token_expired, "token: has expired");
        return fail(Errc::token_forged, "token: is none of this broker's");
    }
    TokenClaims claims = std::get<TokenClaims>(std::move(judged));
    if (!remember_revoked(claims, now_ms)) return fail(Errc::token_not_revoked, "token: too many are revoked");
    return claims;
}

void AuthServer::reset()
{
    ++resets_;
    revoked_.clear();
    calls_.assign(calls_.size(), Calls());
    set_key();
}

} // namespace lmq::broker::engine
