#include "lmq/cloud/token_cache.hpp"

#include <utility>

#include "capi_cloud/read.hpp"
#include "capi_cloud/token_service.hpp"

using namespace lmq;

struct lmq_token_cache {
    cloud::TokenCache cache;
};

namespace
{

/// Where an issuer's token is put by the taker that it is given.
using Taken = Result<Token>;

void take(void *context, const lmq_token *token)
{
    lmq_token given = LMQ_TOKEN_INIT;
    Token read;
    lmq_error error = capi::read_struct(token, given, "token");
    if (error == LMQ_OK) error = capi::read_enum(given.type, TokenType::read_write, read.type, "token.type");
    Taken &taken = *static_cast<Taken *>(context);
    if (error != LMQ_OK) {
        taken = fail(capi::errc(error), "the issuer's token is no lmq_token");
        return;
    }
    read.text = Secret(capi::text(given.text));
    read.expire_time_ms = given.expire_time_ms;
    if (given.valid_for_ms >= 0) read.valid_for = capi::time_of(given.valid_for_ms);
    taken = std::move(read);
}

Result<Token> apply(const lmq_token_cache_options &options, const cloud::TokenApplication &application)
{
    std::vector<lmq_view> resources;
    for (const std::string &resource : application.resources)
        resources.push_back(capi::view(resource));
    lmq_token_application given = LMQ_TOKEN_APPLICATION_INIT;
    given.type = static_cast<lmq_token_type>(application.type);
    given.resources = resources.data();
    given.resource_count = resources.size();
    given.expire_time_ms = application.expire_time_ms;
    Taken taken = fail(Errc::token_unavailable, "the issuer gave no token");
    const capi::CallbackDetail detail;
    const lmq_error error = options.apply(options.issuer_context, &given, take, &taken);
    if (error != LMQ_OK) return tl::unexpected<Error>(capi::CallbackDetail::error(error));
    return taken;
}

Result<void> revoke(const lmq_token_cache_options &options, const Secret &token)
{
    const capi::CallbackDetail detail;
    const lmq_error error = options.revoke(options.issuer_context, capi::view(token.reveal()));
    if (error != LMQ_OK) return tl::unexpected<Error>(capi::CallbackDetail::error(error));
    return {};
}

lmq_error read_issuer(const lmq_token_cache_options &given, cloud::TokenIssuer &to)
{
    if (given.service != nullptr) {
        if (given.apply != nullptr || given.revoke != nullptr)
            return capi::failed(Errc::bad_combination, "service: not together with apply and revoke");
        const cloud::TokenService &service = given.service->service;
        to.apply = [&service](const cloud::TokenApplication &application) { return service.apply(application); };
        to.revoke = [&service](const Secret &token) { return service.revoke(token); };
        return LMQ_OK;
    }
    if (given.apply == nullptr || given.revoke == nullptr)
        return capi::failed(Errc::empty, "service: neither a service nor apply and revoke");
    to.apply = [given](const cloud::TokenApplication &application) { return apply(given, application); };
    to.revoke = [given](const Secret &token) { return revoke(given, token); };
    return LMQ_OK;
}

} // namespace

lmq_error lmq_token_cache_create(const lmq_token_cache_options *options, lmq_token_cache **cache)
{
    if (cache == nullptr) return capi::null_argument("cache");
    *cache = nullptr;
    lmq_token_cache_options given = LMQ_TOKEN_CACHE_OPTIONS_INIT;
    if (const lmq_error read = capi::read_struct(options, given, "options"); read != LMQ_OK) return read;
    return capi::guarded([&]() -> lmq_error {
        cloud::TokenIssuer issuer;
        if (const lmq_error read = read_issuer(given, issuer); read != LMQ_OK) return read;
        cloud::TokenCacheOptions read;
        read.lifetime = capi::time_of(given.lifetime_ms);
        if (given.renew_before_ms != -1) read.renew_before = capi::time_of(given.renew_before_ms);
        read.pause_after_failure = capi::time_of(given.pause_after_failure_ms);
        read.most_tokens = given.most_tokens;
        read.clock = capi::read_clock(given.clock, given.clock_context);
        auto made = cloud::TokenCache::create(std::move(issuer), std::move(read));
        if (!made) return capi::failed(made.error());
        *cache = new lmq_token_cache{std::move(*made)};
        return LMQ_OK;
    });
}

void lmq_token_cache_destroy(lmq_token_cache *cache)
{
    delete cache;
}

lmq_error lmq_token_cache_get(lmq_token_cache *cache, const lmq_token_request *request, lmq_token_taker take,
                              void *context)
{
    if (cache == nullptr) return capi::null_argument("cache");
    if (take == nullptr) return capi::null_argument("take");
    return capi::guarded([&]() -> lmq_error {
        TokenRequest read;
        if (const lmq_error error = capi::read_request(request, read); error != LMQ_OK) return error;
        const auto token = cache->cache.get(read);
        if (!token) return capi::failed(token.error());
        const lmq_token lent = capi::lend(*token);
        take(context, &lent);
        return LMQ_OK;
    });
}

lmq_error lmq_token_cache_forget(lmq_token_cache *cache, lmq_view client_id)
{
    if (cache == nullptr) return capi::null_argument("cache");
    return capi::guarded([&] {
        cache->cache.forget(capi::text(client_id));
        return LMQ_OK;
    });
}

lmq_error lmq_token_cache_revoke(lmq_token_cache *cache, lmq_view client_id)
{
    if (cache == nullptr) return capi::null_argument("cache");
    return capi::guarded([&] { return capi::answer(cache->cache.revoke(capi::text(client_id))); });
}

lmq_error lmq_token_cache_statistics(const lmq_token_cache *cache, lmq_token_cache_statistics_info *statistics)
{
    if (cache == nullptr) return capi::null_argument("cache");
    return capi::guarded([&] {
        const cloud::TokenCacheStatistics counted = cache->cache.statistics();
        lmq_token_cache_statistics_info info = LMQ_TOKEN_CACHE_STATISTICS_INFO_INIT;
        info.applications = counted.applications;
        info.failed = counted.failed;
        info.hits = counted.hits;
        info.served_while_down = counted.served_while_down;
        info.joined = counted.joined;
        info.evicted = counted.evicted;
        info.tokens = counted.tokens;
        return capi::fill_struct(info, statistics, "statistics");
    });
}
