/* lmq_c/cloud.h, called wrongly: nothing is ever sent. */
#include <string.h>

#include "lmq_c/cloud.h"
#include "misuse.h"

static lmq_error url(const void *subject, char *buffer, size_t size, size_t *length)
{
    (void)subject;
    return lmq_token_service_url(lmq_view_of("cn-beijing"), buffer, size, length);
}

static void take(void *context, const lmq_token *token)
{
    (void)context;
    CHECK(token == NULL); /* nobody gives one */
}

static lmq_error no_token(void *context, const lmq_token_application *application, lmq_token_taker to, void *to_context)
{
    lmq_token token = LMQ_TOKEN_INIT;
    CHECK(context == NULL && application->size == sizeof *application);
    to(to_context, NULL);
    token.version = 9;
    to(to_context, &token);
    token.version = LMQ_STRUCT_VERSION;
    token.type = 9;
    to(to_context, &token);
    return LMQ_OK;
}

static lmq_error no_revocation(void *context, lmq_view token)
{
    (void)context;
    (void)token;
    return -1;
}

static lmq_token_service_options service_options(void)
{
    lmq_token_service_options options = LMQ_TOKEN_SERVICE_OPTIONS_INIT;
    options.url = lmq_view_of("https://127.0.0.1:1");
    options.access_key = lmq_view_of("key");
    options.secret_key = lmq_view_of("secret");
    return options;
}

static void a_service_is_kept_from_misuse(void)
{
    unsigned i;
    lmq_token_service *service = NULL;
    lmq_token_service_options options = service_options();
    lmq_http_options http = LMQ_HTTP_OPTIONS_INIT;
    lmq_token_application application = LMQ_TOKEN_APPLICATION_INIT;
    every_length(url, NULL);
    NULLS(lmq_token_service_create(&options, NULL));
    NULLS(lmq_token_service_create(NULL, &service));
    BAD_STRUCTS(options, lmq_token_service_create(&options, &service));
    options.http = &http;
    BAD_STRUCTS(http, lmq_token_service_create(&options, &service));
    for (i = 0; i < ODD_VIEWS; ++i) {
        options.url = odd_view(i);
        CHECK(lmq_token_service_create(&options, &service) != LMQ_OK && service == NULL);
        sensible(lmq_token_service_url(odd_view(i), NULL, 0, NULL));
    }
    options = service_options();
    ANSWERS(LMQ_OK, lmq_token_service_create(&options, &service));
    NULLS(lmq_token_service_apply(NULL, &application, take, NULL));
    NULLS(lmq_token_service_apply(service, NULL, take, NULL));
    NULLS(lmq_token_service_apply(service, &application, NULL, NULL));
    BAD_STRUCTS(application, lmq_token_service_apply(service, &application, take, NULL));
    NULLS(lmq_token_service_revoke(NULL, lmq_view_of("token")));
    NULLS(lmq_token_service_query(NULL, lmq_view_of("token")));
    ANSWERS(LMQ_ERROR_EMPTY, lmq_token_service_revoke(service, lmq_view_of(NULL)));
    ANSWERS(LMQ_ERROR_TOO_LONG, lmq_token_service_query(service, odd_view(3)));
    ANSWERS(LMQ_ERROR_INVALID_UTF8, lmq_token_service_query(service, odd_view(6)));
    lmq_token_service_destroy(service);
    lmq_token_service_destroy(NULL);
}

static void a_cache_is_kept_from_misuse(void)
{
    unsigned i;
    lmq_token_cache *cache = NULL;
    lmq_token_request request = LMQ_TOKEN_REQUEST_INIT;
    lmq_token_cache_options options = LMQ_TOKEN_CACHE_OPTIONS_INIT;
    lmq_token_cache_statistics_info statistics = LMQ_TOKEN_CACHE_STATISTICS_INFO_INIT;
    options.apply = no_token;
    options.revoke = no_revocation;
    NULLS(lmq_token_cache_create(&options, NULL));
    NULLS(lmq_token_cache_create(NULL, &cache));
    BAD_STRUCTS(options, lmq_token_cache_create(&options, &cache));
    CHECK(cache == NULL);
    ANSWERS(LMQ_OK, lmq_token_cache_create(&options, &cache));
    request.client_id = lmq_view_of("GID_AAA@@@one");
    NULLS(lmq_token_cache_get(NULL, &request, take, NULL));
    NULLS(lmq_token_cache_get(cache, NULL, take, NULL));
    NULLS(lmq_token_cache_get(cache, &request, NULL, NULL));
    BAD_STRUCTS(request, lmq_token_cache_get(cache, &request, take, NULL));
    CHECK(lmq_token_cache_get(cache, &request, take, NULL) ==
          LMQ_ERROR_OUT_OF_RANGE); /* the type of what it was given */
    request.reason = 5;
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_token_cache_get(cache, &request, take, NULL));
    request.reason = 0;
    request.need.type = -1;
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_token_cache_get(cache, &request, take, NULL));
    request.need.type = 0;
    request.need.resource_count = 1;
    NULLS(lmq_token_cache_get(cache, &request, take, NULL));
    NULLS(lmq_token_cache_forget(NULL, request.client_id));
    NULLS(lmq_token_cache_revoke(NULL, request.client_id));
    for (i = 0; i < ODD_VIEWS; ++i) {
        sensible(lmq_token_cache_forget(cache, odd_view(i)));
        sensible(lmq_token_cache_revoke(cache, odd_view(i)));
    }
    NULLS(lmq_token_cache_statistics(NULL, &statistics));
    NULLS(lmq_token_cache_statistics(cache, NULL));
    BAD_STRUCTS(statistics, lmq_token_cache_statistics(cache, &statistics));
    lmq_token_cache_destroy(cache);
    lmq_token_cache_destroy(NULL);
}

static void an_online_query_is_kept_from_misuse(void)
{
    unsigned i;
    int64_t connections = 0;
    lmq_online_status *status = NULL;
    lmq_online_status_options options = LMQ_ONLINE_STATUS_OPTIONS_INIT;
    options.url = lmq_view_of("https://127.0.0.1:1");
    options.access_key = lmq_view_of("key");
    options.secret_key = lmq_view_of("secret");
    NULLS(lmq_online_status_create(&options, NULL));
    NULLS(lmq_online_status_create(NULL, &status));
    BAD_STRUCTS(options, lmq_online_status_create(&options, &status));
    CHECK(status == NULL);
    ANSWERS(LMQ_OK, lmq_online_status_create(&options, &status));
    NULLS(lmq_online_status_query(NULL, lmq_view_of("GID_AAA@@@one"), &connections));
    NULLS(lmq_online_status_query(status, lmq_view_of("GID_AAA@@@one"), NULL));
    for (i = 0; i < ODD_VIEWS; ++i)
        CHECK(lmq_online_status_query(status, odd_view(i), &connections) != LMQ_OK);
    lmq_online_status_destroy(status);
    lmq_online_status_destroy(NULL);
}

static void a_provider_is_kept_from_misuse(void)
{
    unsigned i;
    lmq_token_request request = LMQ_TOKEN_REQUEST_INIT;
    lmq_https_token_provider *provider = NULL;
    lmq_https_token_provider_options options = LMQ_HTTPS_TOKEN_PROVIDER_OPTIONS_INIT;
    options.url = lmq_view_of("https://127.0.0.1:1/token");
    options.device_id = lmq_view_of("one");
    options.device_secret = lmq_view_of("secret");
    NULLS(lmq_https_token_provider_create(&options, NULL));
    NULLS(lmq_https_token_provider_create(NULL, &provider));
    BAD_STRUCTS(options, lmq_https_token_provider_create(&options, &provider));
    for (i = 0; i < ODD_VIEWS; ++i) {
        options.url = odd_view(i);
        CHECK(lmq_https_token_provider_create(&options, &provider) != LMQ_OK && provider == NULL);
    }
    lmq_https_token_provide(NULL, &request, NULL);
    lmq_https_token_provide(NULL, NULL, NULL);
    lmq_https_token_provider_destroy(NULL);
}

int main(void)
{
    RUN(a_service_is_kept_from_misuse);
    RUN(a_cache_is_kept_from_misuse);
    RUN(an_online_query_is_kept_from_misuse);
    RUN(a_provider_is_kept_from_misuse);
    return check_result();
}
