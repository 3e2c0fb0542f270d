#include "engine/held_tokens.hpp"

#include <algorithm>
#include <utility>

#include "engine/route.hpp"
#include "engine/token_rights.hpp"

namespace lmq::broker::engine
{

namespace
{

std::size_t place_of(TokenType type)
{
    return static_cast<std::size_t>(type);
}

bool covers(const HeldToken &token, std::string_view wanted)
{
    return std::any_of(token.resources.begin(), token.resources.end(),
                       [wanted](const std::string &resource) { return resource_covers(resource, wanted); });
}

} // namespace

void HeldTokens::put(HeldToken token)
{
    for (std::string &resource : token.resources)
        resource.resize(routing_text(resource, policy_).size());
    const std::size_t place = place_of(token.type);
    tokens_[place] = std::move(token);
    forget_verdicts();
}

void HeldTokens::drop(TokenType type)
{
    tokens_[place_of(type)].reset();
    forget_verdicts();
}

bool HeldTokens::none() const
{
    return std::none_of(tokens_.begin(), tokens_.end(), [](const auto &token) { return token.has_value(); });
}

void HeldTokens::forget_verdicts()
{
    written_.known = false;
    read_.known = false;
    first_expiry_ms_ = INT64_MAX;
    each([this](const HeldToken &token) { first_expiry_ms_ = std::min(first_expiry_ms_, token.expire_ms); });
}

// The order of spec 8.5, of which an upload has checked the beginning: expired, account, type, resource.
std::optional<TokenRefusal> HeldTokens::refuses(TokenType need, std::string_view wanted, bool account_permits,
                                                std::int64_t now_ms) const
{
    // All tokens must be valid: one that has expired ends the connection, whatever the others allow.
    for (const auto &token : tokens_)
        if (token && token->expire_ms <= now_ms) return TokenRefusal{TokenCode::expired, token->type};
    const HeldToken *usable = nullptr;
    const HeldToken *any = nullptr;
    const std::string_view text = routing_text(wanted, policy_);
    for (const TokenType type : {need, TokenType::read_write}) { // `W` before `RW`, `R` before `RW`
        const auto &token = tokens_[place_of(type)];
        if (!token) continue;
        if (!usable) usable = &*token;
        if (account_permits && covers(*token, text)) return std::nullopt;
    }
    for (const auto &token : tokens_)
        if (token && !any) any = &*token;
    if (!any) return TokenRefusal{TokenCode::no_permission, need};
    const TokenType shown = usable ? usable->type : any->type;
    if (!account_permits) return TokenRefusal{TokenCode::no_permission, shown};
    return TokenRefusal{usable ? TokenCode::wrong_resource : TokenCode::wrong_type, shown};
}

std::optional<TokenRefusal> HeldTokens::refuses_publish(std::string_view topic, bool account_permits,
                                                        std::int64_t now_ms)
{
    if (written_.known && account_permits && now_ms < first_expiry_ms_ && written_.topic == topic) return std::nullopt;
    const auto refusal = refuses(TokenType::write, topic, account_permits, now_ms);
    written_.known = !refusal;
    if (!refusal) written_.topic = topic;
    return refusal;
}

std::optional<TokenRefusal> HeldTokens::refuses_subscribe(std::string_view filter, bool account_permits,
                                                          std::int64_t now_ms)
{
    return refuses(TokenType::read, filter, account_permits, now_ms);
}

bool HeldTokens::may_write(std::string_view topic, std::int64_t now_ms) const
{
    const std::string_view text = routing_text(topic, policy_);
    for (const TokenType type : {TokenType::write, TokenType::read_write}) {
        const auto &token = tokens_[place_of(type)];
        if (token && token->expire_ms > now_ms && covers(*token, text)) return true;
    }
    return false;
}

bool HeldTokens::may_read(std::string_view topic, std::int64_t now_ms)
{
    if (now_ms >= first_expiry_ms_) return false; // the connection is about to be closed for it
    if (read_.known && read_.topic == topic) return read_.allowed;
    const std::string_view text = routing_text(topic, policy_);
    read_.topic = topic;
    read_.known = true;
    read_.allowed = false;
    for (const TokenType type : {TokenType::read, TokenType::read_write}) {
        const auto &token = tokens_[place_of(type)];
        if (token && covers(*token, text)) read_.allowed = true;
    }
    return read_.allowed;
}

} // namespace lmq::broker::engine
