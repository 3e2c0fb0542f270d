#include "lmq/cloud/token_cache.hpp"

#include <condition_variable>
#include <mutex>
#include <utility>

#include "cloud/epoch_clock.hpp"
#include "cloud/http_options_check.hpp"
#include "cloud/token_form.hpp"
#include "cloud/token_shelf.hpp"

namespace lmq::cloud
{

namespace
{

using std::chrono::milliseconds;

Result<void> check(const TokenIssuer &issuer, const TokenCacheOptions &options)
{
    if (!issuer.apply || !issuer.revoke) return fail(Errc::empty, "issuer: both functions must be given");
    if (auto valid = check_range("lifetime", options.lifetime, std::chrono::hours(30 * 24)); !valid) return valid;
    if (options.lifetime < std::chrono::minutes(2)) return fail(Errc::out_of_range, "lifetime: at least 2 min");
    const milliseconds renew = options.renew_before.value_or(milliseconds(0));
    if (renew.count() < 0 || renew >= options.lifetime) {
        return fail(Errc::out_of_range, "renew_before: must be 0 to less than lifetime");
    }
    if (options.pause_after_failure.count() < 0 || options.pause_after_failure > std::chrono::hours(1)) {
        return fail(Errc::out_of_range, "pause_after_failure: must be 0 to 1 h");
    }
    if (options.most_tokens < 1) return fail(Errc::out_of_range, "most_tokens: must be 1 or more");
    return {};
}

/// What another client's application would meet as well.
bool is_outage(Errc code) noexcept
{
    switch (code) {
    case Errc::http_unreachable:
    case Errc::http_timeout:
    case Errc::http_untrusted:
    case Errc::http_status:
    case Errc::http_bad_answer:
    case Errc::token_not_generated:
        return true;
    default:
        return false;
    }
}

/// The old token is no use to a client whose server turned it down.
bool insists_on_another(const TokenRequest &request) noexcept
{
    return request.reason != TokenReason::none_held && request.reason != TokenReason::renewal;
}

Token at(const Token &token, std::int64_t now)
{
    Token copy = token;
    copy.valid_for = milliseconds(token.expire_time_ms - now);
    return copy;
}

} // namespace

struct TokenCache::Impl {
    Impl(TokenIssuer from, const TokenCacheOptions &given)
        : issuer(std::move(from)), options(given), clock(or_system_clock(given.clock)),
          renew_before(given.renew_before.value_or(given.lifetime / 4)), shelf(given.most_tokens)
    {
    }

    Result<Token> get(const TokenRequest &request);
    void apply(const TokenKey &key, TokenFlight &flight, std::unique_lock<std::mutex> &lock);
    Result<Token> conclude(const TokenKey &key, const TokenRequest &request, const TokenFlight &flight);
    Result<void> revoke(std::string_view client_id);
    void forget(std::string_view client_id);

    bool is_fresh(const TokenEntry &entry, const TokenRequest &request, std::int64_t now) const;
    static bool may_serve_old(const TokenEntry &entry, const TokenRequest &request, std::int64_t now);
    bool is_paused(std::int64_t now) const;

    const TokenIssuer issuer;
    const TokenCacheOptions options;
    const EpochClock clock;
    const milliseconds renew_before;

    std::mutex mutex; ///< of all that follows
    std::condition_variable landed;
    TokenShelf shelf;
    std::optional<std::int64_t> failed_at; ///< while the auth server is taken to be down
    TokenCacheStatistics counters;
};

Result<Token> TokenCache::Impl::get(const TokenRequest &request)
{
    if (request.client_id.empty()) return fail(Errc::empty, "client_id: must be given");
    const TokenKey key{request.client_id, request.need.type, sorted_resources(request.need.resources)};
    const std::int64_t now = clock();
    std::unique_lock<std::mutex> lock(mutex);
    TokenEntry &entry = shelf.use(key);
    if (is_fresh(entry, request, now)) {
        ++counters.hits;
        return at(*entry.token, now);
    }
    if (const auto flight = entry.flight) {
        ++counters.joined;
        landed.wait(lock, [&flight] { return flight->outcome.has_value(); });
        return conclude(key, request, *flight);
    }
    if (is_paused(now) && may_serve_old(entry, request, now)) {
        ++counters.served_while_down;
        return at(*entry.token, now);
    }
    const auto flight = std::make_shared<TokenFlight>();
    entry.flight = flight;
    apply(key, *flight, lock);
    return conclude(key, request, *flight);
}

/// Called with the lock, which is released meanwhile.
void TokenCache::Impl::apply(const TokenKey &key, TokenFlight &flight, std::unique_lock<std::mutex> &lock)
{
    ++counters.applications;
    lock.unlock();
    auto outcome = issuer.apply({key.type, key.resources, clock() + options.lifetime.count()});
    std::optional<Token> unwanted;
    const std::int64_t now = clock();
    lock.lock();
    if (outcome) {
        failed_at.reset();
    } else {
        ++counters.failed;
        if (is_outage(outcome.error().code)) failed_at = now;
    }
    if (outcome && flight.revoked) {
        unwanted = std::move(*outcome);
        outcome = fail(Errc::token_revoked, "client_id: revoked while its token was being applied for");
    }
    // Forgotten or revoked meanwhile, it has no entry any more, or another flight is in it.
    if (TokenEntry *const entry = shelf.find(key); entry != nullptr && entry->flight.get() == &flight) {
        entry->flight.reset();
        if (outcome) {
            entry->token = *outcome;
            entry->fingerprint = token_fingerprint(outcome->text);
        } else if (!entry->token) {
            shelf.erase(key);
        }
    }
    flight.outcome = std::move(outcome);
    landed.notify_all();
    if (unwanted) {
        // Nobody has seen it; should this fail, it expires unseen.
        lock.unlock();
        issuer.revoke(unwanted->text);
        lock.lock();
    }
}

/// What an application's outcome is to one caller. Called with the lock.
Result<Token> TokenCache::Impl::conclude(const TokenKey &key, const TokenRequest &request, const TokenFlight &flight)
{
    const std::int64_t now = clock();
    const Result<Token> &outcome = *flight.outcome;
    if (outcome) return at(*outcome, now);
    const TokenEntry *const entry = shelf.find(key);
    if (flight.revoked || entry == nullptr || !may_serve_old(*entry, request, now)) return outcome;
    ++counters.served_while_down;
    return at(*entry->token, now);
}

bool TokenCache::Impl::is_fresh(const TokenEntry &entry, const TokenRequest &request, std::int64_t now) const
{
    return entry.token && entry.token->expire_time_ms - now > renew_before.count() &&
           (request.instead_of.empty() || request.instead_of != entry.fingerprint);
}

bool TokenCache::Impl::may_serve_old(const TokenEntry &entry, const TokenRequest &request, std::int64_t now)
{
    return entry.token && entry.token->expire_time_ms > now &&
           !(insists_on_another(request) && request.instead_of == entry.fingerprint);
}

bool TokenCache::Impl::is_paused(std::int64_t now) const
{
    // A clock that was set back ends the pause.
    return failed_at && now >= *failed_at && now - *failed_at < options.pause_after_failure.count();
}

void TokenCache::Impl::forget(std::string_view client_id)
{
    const std::lock_guard<std::mutex> lock(mutex);
    for (const TokenKey &key : shelf.keys_of(client_id))
        shelf.erase(key);
}

Result<void> TokenCache::Impl::revoke(std::string_view client_id)
{
    Result<void> result;
    const std::int64_t now = clock();
    std::unique_lock<std::mutex> lock(mutex);
    for (const TokenKey &key : shelf.keys_of(client_id)) {
        TokenEntry *entry = shelf.find(key);
        if (entry == nullptr) continue; // forgotten while the lock was released
        if (entry->flight) entry->flight->revoked = true;
        entry->flight.reset();
        if (entry->token && entry->token->expire_time_ms > now) {
            const Secret text = entry->token->text;
            const std::string fingerprint = entry->fingerprint;
            lock.unlock();
            auto revoked = issuer.revoke(text);
            lock.lock();
            const bool gone =
                revoked || revoked.error().code == Errc::token_expired || revoked.error().code == Errc::token_revoked;
            if (!gone && result) result = std::move(revoked);
            entry = shelf.find(key);
            if (!gone || entry == nullptr || entry->fingerprint != fingerprint) continue;
        }
        shelf.erase(key);
    }
    return result;
}

TokenCache::TokenCache(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
TokenCache::TokenCache(TokenCache &&) noexcept = default;
TokenCache &TokenCache::operator=(TokenCache &&) noexcept = default;
TokenCache::~TokenCache() = default;

Result<TokenCache> TokenCache::create(TokenIssuer issuer, TokenCacheOptions options)
{
    if (auto valid = check(issuer, options); !valid) return tl::unexpected<Error>(valid.error());
    return TokenCache(std::make_unique<Impl>(std::move(issuer), options));
}

Result<TokenCache> TokenCache::create(TokenService service, TokenCacheOptions options)
{
    const auto shared = std::make_shared<const TokenService>(std::move(service));
    return create(TokenIssuer{[shared](const TokenApplication &application) { return shared->apply(application); },
                              [shared](const Secret &token) { return shared->revoke(token); }},
                  std::move(options));
}

Result<Token> TokenCache::get(const TokenRequest &request)
{
    return impl_->get(request);
}

void TokenCache::forget(std::string_view client_id)
{
    impl_->forget(client_id);
}

Result<void> TokenCache::revoke(std::string_view client_id)
{
    return impl_->revoke(client_id);
}

TokenCacheStatistics TokenCache::statistics() const
{
    const std::lock_guard<std::mutex> lock(impl_->mutex);
    TokenCacheStatistics counters = impl_->counters;
    counters.evicted = impl_->shelf.evicted();
    counters.tokens = impl_->shelf.size();
    return counters;
}

} // namespace lmq::cloud
