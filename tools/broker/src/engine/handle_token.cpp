#include <algorithm>
#include <utility>

#include "engine/control_payload.hpp"
#include "engine/core.hpp"

namespace lmq::broker::engine
{

using codec::PacketType;

namespace
{

constexpr std::int64_t warning_ms = 300000; // before a token's expiry (spec 8.5)

std::string notice_packet(std::string_view topic, const std::string &payload)
{
    codec::Publish notice;
    notice.topic = topic;
    notice.payload = codec::ByteSpan(std::string_view(payload));
    std::string packet;
    codec::encode_publish(packet, notice);
    return packet;
}

} // namespace

void Core::notice_and_close(Connection &c, TokenCode code, std::string_view type)
{
    constexpr std::string_view topic = "$SYS/tokenInvalidNotice";
    const std::string packet = notice_packet(topic, invalid_notice(static_cast<int>(code), type));
    ++statistics_.tokens_refused[static_cast<int>(code)];
    send(c, PacketType::publish, codec::ByteSpan(std::string_view(packet)), topic);
    const std::string why =
        "token refused, code " + std::to_string(static_cast<int>(code)) + ", type " + std::string(type);
    begin_close(c, CloseMode::after_flush, why);
}

void Core::notice_and_close(Connection &c, const TokenRefusal &refusal)
{
    notice_and_close(c, refusal.code, type_text(refusal.type));
}

// Spec 8.4, with the checks of 8.5 in their order. A signature session's rights stay those of its account, whatever it
// uploads: the token is checked, and not held.
void Core::upload_token(Connection &c, const codec::Publish &publish)
{
    Upload upload = read_upload(publish.payload);
    const auto type = type_of_text(upload.type);
    const auto refuse = [&](TokenCode code) { notice_and_close(c, code, type ? type_text(*type) : "RW"); };
    if (!upload.well_formed) return refuse(TokenCode::forged);
    auto judged = auth_.judge(upload.token, now_ms_);
    if (const auto *code = std::get_if<TokenCode>(&judged)) return refuse(*code);
    TokenClaims &claims = std::get<TokenClaims>(judged);
    const AccountEntry *account = directory_.account(claims.access_key);
    if (!account || !account->config->enabled || c.group->owner != account->index)
        return refuse(TokenCode::no_permission);
    if (type != claims.type) return refuse(TokenCode::wrong_type);
    if (claims.proxy_type != "MQTT") return refuse(TokenCode::wrong_resource); // spec 8.3
    ++statistics_.tokens_accepted;
    if (!c.tokens) return acknowledge(c, publish);
    HeldToken held;
    held.type = claims.type;
    held.resources = std::move(claims.resources);
    held.expire_ms = claims.expire_ms;
    held.nonce = std::move(claims.nonce);
    c.account = account->index;
    accept_token(c, publish, std::move(held));
}

// The first token proves who the client is: only now it takes its session over (spec 8.6).
void Core::accept_token(Connection &c, const codec::Publish &publish, HeldToken token)
{
    const bool first = c.state == ConnectionState::token_pending;
    const TokenType type = token.type;
    const std::int64_t expire_ms = token.expire_ms;
    c.tokens->put(std::move(token));
    if (first) {
        bool present = false;
        if (!c.session && !enter(c, c.tokens->client_id, present)) {
            begin_close(c, CloseMode::after_flush, "its client id is connected already");
            return;
        }
        c.state = ConnectionState::ready;
        c.verified = true;
    }
    journal_.write(LogLevel::info, [&] {
        return "client " + quoted(c.tokens->client_id) + " brought a token of type " + type_text(type) +
               ", good until " + std::to_string(expire_ms);
    });
    acknowledge(c, publish);
    c.tokens->each([&](HeldToken &each) {
        if (each.type == type && each.expire_ms - warning_ms <= now_ms_) tell_expiry(c, each);
    });
    set_token_timer(c);
    if (first) {
        came_online(c);
        return resume(*c.session);
    }
    push_withheld(*c.session);
}

void Core::tell_expiry(Connection &c, HeldToken &token)
{
    constexpr std::string_view topic = "$SYS/tokenExpireNotice";
    token.expiry_told = true;
    const std::string packet = notice_packet(topic, expire_notice(token.expire_ms, type_text(token.type)));
    send(c, PacketType::publish, codec::ByteSpan(std::string_view(packet)), topic);
}

void Core::set_token_timer(Connection &c)
{
    if (c.state == ConnectionState::closing) return;
    std::int64_t due_ms = INT64_MAX;
    c.tokens->each([&](const HeldToken &each) {
        due_ms = std::min(due_ms, each.expiry_told ? each.expire_ms : each.expire_ms - warning_ms);
    });
    timers_.cancel(c.tokens->timer);
    if (due_ms != INT64_MAX) set_timer(c, c.tokens->timer, Timer::token, due_ms);
}

// Expiry acts at once, not with the next packet (spec 8.5).
void Core::token_due(Connection &c)
{
    c.tokens->each([&](HeldToken &each) {
        if (c.state == ConnectionState::closing) return;
        if (each.expire_ms <= now_ms_)
            notice_and_close(c, {TokenCode::expired, each.type});
        else if (!each.expiry_told && each.expire_ms - warning_ms <= now_ms_)
            tell_expiry(c, each);
    });
    set_token_timer(c);
}

AuthAnswer Core::authorize(AuthCall call, const AuthFields &fields)
{
    now_ms_ = clock_.now_ms();
    AuthAnswer answer;
    std::optional<TokenClaims> revoked;
    switch (call) {
    case AuthCall::apply:
        answer = auth_.apply(fields, now_ms_);
        if (answer.code == auth_ok) ++statistics_.tokens_applied;
        break;
    case AuthCall::revoke:
        if (store_refuses()) { // it would be forgotten with the process
            answer = auth_.query(fields, now_ms_);
            if (answer.code == auth_ok) answer = {auth_not_revoked, "token revocation failed: the store fails", {}};
            break;
        }
        answer = auth_.revoke(fields, now_ms_, revoked);
        if (revoked) end_revoked(*revoked);
        break;
    case AuthCall::query:
        answer = auth_.query(fields, now_ms_);
        break;
    }
    return answer;
}

Result<void> Core::revoke_token(std::string_view token)
{
    now_ms_ = clock_.now_ms();
    if (store_refuses()) return tl::unexpected<Error>(*storage_error_);
    const auto revoked = auth_.revoke(token, now_ms_);
    if (!revoked) return tl::unexpected(revoked.error());
    end_revoked(*revoked);
    return {};
}

// Seldom, and cheap beside what it ends: so no index of who holds which token is kept.
void Core::end_revoked(const TokenClaims &revoked)
{
    ++statistics_.tokens_revoked;
    if (store_.durable()) {
        store_.drop_revoked_until(now_ms_);
        store_.put_revoked(revoked.expire_ms, revoked.nonce);
    }
    for (const auto &each : connections_) {
        if (!each || !each->tokens || each->state == ConnectionState::closing) continue;
        bool held = false;
        each->tokens->each([&](const HeldToken &token) { held = held || token.nonce == revoked.nonce; });
        if (!held) continue;
        each->tokens->drop(revoked.type); // its will has this right no more either
        notice_and_close(*each, {TokenCode::revoked, revoked.type});
    }
    settle();
}

} // namespace lmq::broker::engine
