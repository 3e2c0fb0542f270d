#ifndef LMQ_TEST_CLOUD_TOKEN_CACHE_FIXTURE_HPP
#define LMQ_TEST_CLOUD_TOKEN_CACHE_FIXTURE_HPP

#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lmq/cloud/token_cache.hpp"
#include "unit/core/expect_error.hpp"

namespace lmq::test
{

inline constexpr std::int64_t minute_ms = 60000;
inline constexpr std::int64_t hour_ms = 60 * minute_ms;

/// An auth server in the form of two functions: numbers its tokens, can be down, can be made to wait. Thread-safe.
class Issuer
{
public:
    std::atomic<std::int64_t> now{1546268400000};

    cloud::TokenIssuer functions()
    {
        return {[this](const cloud::TokenApplication &application) { return apply(application); },
                [this](const Secret &token) { return revoke(token); }};
    }
    cloud::TokenCache cache(cloud::TokenCacheOptions options = {})
    {
        options.clock = [this] { return now.load(); };
        auto made = cloud::TokenCache::create(functions(), std::move(options));
        REQUIRE(made.has_value());
        return std::move(*made);
    }

    /// Every application and revocation fails with this from now on; nothing: they succeed.
    void fail_with(std::optional<Errc> code)
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        failure_ = code;
    }
    /// Applications wait until release().
    void hold()
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        held_ = true;
    }
    void release()
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        held_ = false;
        changed_.notify_all();
    }
    /// Waits until so many applications have begun.
    bool began(std::size_t count)
    {
        std::unique_lock<std::mutex> lock(mutex_);
        return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return applications_.size() >= count; });
    }
    std::vector<cloud::TokenApplication> applications()
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        return applications_;
    }
    std::vector<std::string> revoked()
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        return revoked_;
    }

private:
    Result<Token> apply(const cloud::TokenApplication &application)
    {
        std::unique_lock<std::mutex> lock(mutex_);
        applications_.push_back(application);
        const std::string name = "token-" + std::to_string(applications_.size());
        changed_.notify_all();
        changed_.wait(lock, [this] { return !held_; });
        if (failure_) return fail(*failure_, "as told");
        return Token{Secret(name), application.type, application.expire_time_ms};
    }
    Result<void> revoke(const Secret &token)
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (failure_) return fail(*failure_, "as told");
        revoked_.emplace_back(token.reveal());
        return {};
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<Errc> failure_;
    bool held_ = false;
    std::vector<cloud::TokenApplication> applications_;
    std::vector<std::string> revoked_;
};

inline TokenRequest request_of(const std::string &device, std::vector<std::string> resources = {"TopicA/notice/"})
{
    TokenRequest request;
    request.client_id = "GID_AAA@@@" + device;
    request.need = {TokenType::read_write, std::move(resources)};
    return request;
}

/// The text of the token, or the name of the error.
inline std::string text_of(const Result<Token> &token)
{
    return token ? std::string(token->text.reveal()) : std::string(error_info(token.error().code).name);
}

} // namespace lmq::test

#endif
