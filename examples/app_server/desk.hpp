#ifndef APP_SERVER_DESK_HPP
#define APP_SERVER_DESK_HPP

#include <functional>
#include <string>

#include <lmq/cloud/token_cache.hpp>

#include "connection.hpp"
#include "doorman.hpp"

/// Answers requests for tokens, waiting for the auth server where it must. Thread-safe.
class Desk
{
public:
    Desk(Entitlements entitlements, lmq::cloud::TokenCache cache, std::function<void(const std::string &)> log)
        : doorman_(std::move(entitlements)), cache_(std::move(cache)), log_(std::move(log))
    {
    }

    Reply serve(const Asked &asked);
    lmq::Result<void> revoke(const std::string &client_id) { return cache_.revoke(client_id); }
    lmq::Result<void> lock_out(const std::string &device_id);
    lmq::cloud::TokenCacheStatistics statistics() const { return cache_.statistics(); }

private:
    Reply refusal(const lmq::TokenRequest &request, const lmq::Error &error) const;

    Doorman doorman_;
    lmq::cloud::TokenCache cache_;
    std::function<void(const std::string &)> log_;
};

#endif
