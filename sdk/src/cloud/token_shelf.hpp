#ifndef LMQ_CLOUD_TOKEN_SHELF_HPP
#define LMQ_CLOUD_TOKEN_SHELF_HPP

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lmq/result.hpp"
#include "lmq/token.hpp"

namespace lmq::cloud
{

/// What a token is kept under. Ordered by client first.
struct TokenKey {
    std::string client_id;
    TokenType type = TokenType::read;
    std::vector<std::string> resources; ///< sorted, each once

    bool operator<(const TokenKey &other) const;
};

/// An application under way, shared by those who wait for it.
struct TokenFlight {
    std::optional<Result<Token>> outcome; ///< when it is over
    bool revoked = false;                 ///< what it brings is not to be handed out
};

struct TokenEntry {
    std::optional<Token> token;
    std::string fingerprint; ///< of the token
    std::shared_ptr<TokenFlight> flight;
    std::list<const TokenKey *>::iterator place; ///< in the order of use
};

/// The tokens of a cache in the order of their use, at most so many. Not thread-safe.
class TokenShelf
{
public:
    explicit TokenShelf(std::size_t most) : most_(most) {}

    /// The entry of `key`, made when there is none; it is now the last used. Making one may drop others, never one with
    /// a flight.
    TokenEntry &use(const TokenKey &key);
    /// Null when there is none.
    TokenEntry *find(const TokenKey &key);
    void erase(const TokenKey &key);
    std::vector<TokenKey> keys_of(std::string_view client_id) const;

    std::size_t size() const { return entries_.size(); }
    std::size_t evicted() const { return evicted_; }

private:
    void make_room();

    const std::size_t most_;
    std::size_t evicted_ = 0;
    std::map<TokenKey, TokenEntry> entries_;
    std::list<const TokenKey *> used_; ///< the last used at the end
};

} // namespace lmq::cloud

#endif
