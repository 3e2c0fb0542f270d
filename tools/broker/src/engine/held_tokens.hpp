#ifndef LMQ_BROKER_ENGINE_HELD_TOKENS_HPP
#define LMQ_BROKER_ENGINE_HELD_TOKENS_HPP

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/timers.hpp"
#include "engine/token_codec.hpp"
#include "lmq_broker/config.hpp"

namespace lmq::broker::engine
{

/// A token that was uploaded and found good.
struct HeldToken {
    TokenType type = TokenType::read_write;
    std::vector<std::string> resources; ///< as routing sees them
    std::int64_t expire_ms = 0;
    std::string nonce;
    bool expiry_told = false; ///< once for each upload (spec 8.5)
};

/// Why something is not allowed: what the notice says (spec 8.5).
struct TokenRefusal {
    TokenCode code = TokenCode::no_permission;
    TokenType type = TokenType::read_write;
};

/// The tokens of one connection that signed in without a password, at most one of each type (spec 8.4).
class HeldTokens
{
public:
    HeldTokens(std::string_view client, const PolicyConfig &policy) : client_id(client), policy_(policy) {}

    const std::string client_id;     ///< that CONNECT brought
    Timers::Id timer = Timers::none; ///< the next expiry, or notice of one

    /// Takes the place of the token of the same type, if there is one: a renewal.
    void put(HeldToken token);
    void drop(TokenType type);
    bool none() const;
    template <class Visit>
    void each(Visit visit)
    {
        for (auto &token : tokens_)
            if (token) visit(*token);
    }
    template <class Visit>
    void each(Visit visit) const
    {
        for (const auto &token : tokens_)
            if (token) visit(*token);
    }

    /// Nothing when a token allows publishing to `topic` at `now_ms`. `account_permits`: the parent topic is there and
    /// the account may use it.
    std::optional<TokenRefusal> refuses_publish(std::string_view topic, bool account_permits, std::int64_t now_ms);
    /// The same for subscribing to `filter`.
    std::optional<TokenRefusal> refuses_subscribe(std::string_view filter, bool account_permits, std::int64_t now_ms);
    /// Whether messages on `topic` may be delivered: the gate of spec 8.5.
    bool may_read(std::string_view topic, std::int64_t now_ms);
    /// Whether a will may go out on `topic`; the connection may be at its end for want of another token.
    bool may_write(std::string_view topic, std::int64_t now_ms) const;

private:
    struct Verdict {
        std::string topic; ///< keeps its capacity
        bool known = false;
        bool allowed = false;
    };
    std::optional<TokenRefusal> refuses(TokenType need, std::string_view wanted, bool account_permits,
                                        std::int64_t now_ms) const;
    void forget_verdicts();

    const PolicyConfig &policy_;
    std::array<std::optional<HeldToken>, 3> tokens_; // by type
    std::int64_t first_expiry_ms_ = INT64_MAX;
    // Of the last topic: most clients keep to one.
    Verdict written_;
    Verdict read_;
};

} // namespace lmq::broker::engine

#endif
