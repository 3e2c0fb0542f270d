#ifndef LMQ_CLOUD_TOKEN_CACHE_HPP
#define LMQ_CLOUD_TOKEN_CACHE_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "lmq/cloud/token_service.hpp"
#include "lmq/export.hpp"
#include "lmq/result.hpp"
#include "lmq/token.hpp"

namespace lmq::cloud
{

/// Where a cache's tokens come from; both wait, and are called from several threads at once.
struct TokenIssuer {
    std::function<Result<Token>(const TokenApplication &application)> apply; ///< as TokenService::apply
    std::function<Result<void>(const Secret &token)> revoke;                 ///< as TokenService::revoke
};

/// How long tokens live, and how many are kept.
struct TokenCacheOptions {
    /// What is applied for; 2 min to 30 days.
    std::chrono::milliseconds lifetime = std::chrono::hours(24);
    /// A token with no more than this left is replaced when it is next asked for; 0 to less than `lifetime`, nothing: a
    /// quarter of it.
    std::optional<std::chrono::milliseconds> renew_before = std::nullopt;
    /// After the auth server could not be reached, or could make no token, the old ones are served for so long without
    /// asking again, so that not each device waits for it; 0 to 1 h.
    std::chrono::milliseconds pause_after_failure = std::chrono::seconds(5);
    std::size_t most_tokens = 100000; ///< beyond it the token that was not asked for the longest is dropped; 1 or more
    EpochClock clock;                 ///< empty: the system's
};

/// Counters since the cache was made.
struct TokenCacheStatistics {
    std::uint64_t applications = 0;      ///< asked of the issuer
    std::uint64_t failed = 0;            ///< of those
    std::uint64_t hits = 0;              ///< answered from the cache, without need of anything else
    std::uint64_t served_while_down = 0; ///< answered with an old but valid token because no new one was to be had
    std::uint64_t joined = 0;            ///< waited for another caller's application and took its outcome
    std::uint64_t evicted = 0;           ///< dropped to make room
    std::size_t tokens = 0;              ///< now
};

/// What an app server owes the auth server and its clients (spec 8.1): no repeated applications for one client, and
/// tokens while the auth server is away. One token for each client id, type and set of resources. Thread-safe; the
/// calls wait for the issuer, with no lock held.
class LMQ_API TokenCache
{
public:
    /// Errors: out_of_range, naming the option; empty for an issuer without a function.
    static Result<TokenCache> create(TokenIssuer issuer, TokenCacheOptions options = {});
    /// The same with the auth server as the issuer.
    static Result<TokenCache> create(TokenService service, TokenCacheOptions options = {});

    /// What is moved from may only be destroyed or assigned to.
    TokenCache(TokenCache &&) noexcept;
    /// No call may be under way on either.
    TokenCache &operator=(TokenCache &&) noexcept;
    /// No call may be under way.
    ~TokenCache();

    /// The token for what `request` needs: the one at hand, unless it is about to expire or is the very one that
    /// `instead_of` tells to replace; else a new one. Callers who want the same at the same time share one application.
    /// When it fails, the old token is answered as long as it is valid, unless the server rejected it (`reason`).
    /// Whether the client may have the token is the caller's to check, before. `valid_for` is reckoned at the time of
    /// the call. Errors: empty for no client id; those of TokenService::apply; token_revoked when the client was
    /// revoked meanwhile.
    Result<Token> get(const TokenRequest &request);

    /// Drops the client's tokens; they stay valid.
    void forget(std::string_view client_id);

    /// Revokes the client's tokens, one that is being applied for too, and drops them. The caller must see to it that
    /// the client is not let in again. A token that cannot be revoked stays, so that the call can be repeated. Errors:
    /// the first one of TokenService::revoke; that a token is expired or revoked already is none.
    Result<void> revoke(std::string_view client_id);

    /// The counters, taken at one moment.
    TokenCacheStatistics statistics() const;

private:
    struct Impl;
    explicit TokenCache(std::unique_ptr<Impl> impl) noexcept;
    std::unique_ptr<Impl> impl_;
};

} // namespace lmq::cloud

#endif
