#include "capi_cloud/token_service.hpp"

#include <utility>

#include "capi_cloud/read.hpp"

using namespace lmq;

namespace
{

lmq_error read_options(const lmq_token_service_options *from, cloud::TokenServiceOptions &to)
{
    lmq_token_service_options given = LMQ_TOKEN_SERVICE_OPTIONS_INIT;
    if (const lmq_error read = capi::read_struct(from, given, "options"); read != LMQ_OK) return read;
    to.url = capi::text(given.url);
    to.access_key = capi::text(given.access_key);
    to.secret_key = Secret(capi::text(given.secret_key));
    to.attempt_timeout = capi::time_of(given.attempt_timeout_ms);
    to.total_timeout = capi::time_of(given.total_timeout_ms);
    to.attempts = given.attempts;
    to.back_off = capi::time_of(given.back_off_ms);
    to.connections = given.connections;
    to.clock = capi::read_clock(given.clock, given.clock_context);
    if (const lmq_error read = capi::read_enum(given.method, cloud::HttpMethod::get, to.method, "method");
        read != LMQ_OK)
        return read;
    return capi::read_http(given.http, to.http);
}

} // namespace

lmq_error lmq_token_service_url(lmq_view region, char *buffer, size_t size, size_t *length)
{
    return capi::guarded([&] {
        const auto url = cloud::token_service_url(capi::text(region));
        return url ? capi::write_text(*url, buffer, size, length) : capi::failed(url.error());
    });
}

lmq_error lmq_token_service_create(const lmq_token_service_options *options, lmq_token_service **service)
{
    if (service == nullptr) return capi::null_argument("service");
    *service = nullptr;
    return capi::guarded([&]() -> lmq_error {
        cloud::TokenServiceOptions read;
        if (const lmq_error error = read_options(options, read); error != LMQ_OK) return error;
        auto made = cloud::TokenService::create(std::move(read));
        if (!made) return capi::failed(made.error());
        *service = new lmq_token_service{std::move(*made)};
        return LMQ_OK;
    });
}

void lmq_token_service_destroy(lmq_token_service *service)
{
    delete service;
}

lmq_error lmq_token_service_apply(const lmq_token_service *service, const lmq_token_application *application,
                                  lmq_token_taker take, void *context)
{
    if (service == nullptr) return capi::null_argument("service");
    if (take == nullptr) return capi::null_argument("take");
    return capi::guarded([&]() -> lmq_error {
        cloud::TokenApplication read;
        if (const lmq_error error = capi::read_application(application, read); error != LMQ_OK) return error;
        const auto token = service->service.apply(read);
        if (!token) return capi::failed(token.error());
        const lmq_token lent = capi::lend(*token);
        take(context, &lent);
        return LMQ_OK;
    });
}

lmq_error lmq_token_service_revoke(const lmq_token_service *service, lmq_view token)
{
    if (service == nullptr) return capi::null_argument("service");
    return capi::guarded([&] { return capi::answer(service->service.revoke(Secret(capi::text(token)))); });
}

lmq_error lmq_token_service_query(const lmq_token_service *service, lmq_view token)
{
    if (service == nullptr) return capi::null_argument("service");
    return capi::guarded([&] { return capi::answer(service->service.query(Secret(capi::text(token)))); });
}
