#include "lmq/cloud/https_token_provider.hpp"

#include <utility>

#include "capi_cloud/read.hpp"

using namespace lmq;

struct lmq_https_token_provider {
    TokenProvider provide;
};

namespace
{

lmq_error read_options(const lmq_https_token_provider_options *from, cloud::HttpsTokenProviderOptions &to)
{
    lmq_https_token_provider_options given = LMQ_HTTPS_TOKEN_PROVIDER_OPTIONS_INIT;
    if (const lmq_error read = capi::read_struct(from, given, "options"); read != LMQ_OK) return read;
    to.url = capi::text(given.url);
    to.device_id = capi::text(given.device_id);
    to.device_secret = Secret(capi::text(given.device_secret));
    to.timeout = capi::time_of(given.timeout_ms);
    return capi::read_http(given.http, to.http);
}

void hand_over(lmq_token_answer *answer, const TokenResult &result)
{
    if (result) {
        const lmq_token lent = capi::lend(*result);
        (void)lmq_token_deliver(answer, &lent);
        return;
    }
    const TokenFailure &failure = result.error();
    (void)lmq_token_fail(answer, capi::code(failure.error), capi::view(failure.error.detail),
                         failure.retry_after ? failure.retry_after->count() : -1);
}

} // namespace

lmq_error lmq_https_token_provider_create(const lmq_https_token_provider_options *options,
                                          lmq_https_token_provider **provider)
{
    if (provider == nullptr) return capi::null_argument("provider");
    *provider = nullptr;
    return capi::guarded([&]() -> lmq_error {
        cloud::HttpsTokenProviderOptions read;
        if (const lmq_error error = read_options(options, read); error != LMQ_OK) return error;
        auto made = cloud::https_token_provider(std::move(read));
        if (!made) return capi::failed(made.error());
        *provider = new lmq_https_token_provider{std::move(*made)};
        return LMQ_OK;
    });
}

void lmq_https_token_provider_destroy(lmq_https_token_provider *provider)
{
    delete provider;
}

void lmq_https_token_provide(void *provider, const lmq_token_request *request, lmq_token_answer *answer)
{
    if (answer == nullptr) return;
    const lmq_error error = capi::guarded([&]() -> lmq_error {
        if (provider == nullptr) return capi::null_argument("provider");
        TokenRequest read;
        if (const lmq_error refused = capi::read_request(request, read); refused != LMQ_OK) return refused;
        static_cast<const lmq_https_token_provider *>(provider)->provide(
            read, [answer](const TokenResult &result) { hand_over(answer, result); });
        return LMQ_OK;
    });
    if (error != LMQ_OK) (void)lmq_token_fail(answer, error, lmq_view_of("the request could not be read"), -1);
}
