/* The app server's calls against the broker's auth server and online status query. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "device.h"
#include "lmq_c/cloud.h"

static const char access_key[] = "AK_TEST_0001";
static const char secret_key[] = "SK_test_secret_0001";

enum { HOUR = 3600000, TOKEN = 8193 };

typedef struct stage {
    lmq_broker *broker;
    char url[TEXT];
    lmq_http_options http;
} stage;

static void stage_make(stage *made)
{
    const lmq_http_options http = LMQ_HTTP_OPTIONS_INIT;
    lmq_broker_options options = LMQ_BROKER_OPTIONS_INIT;
    options.http = lmq_view_of("127.0.0.1:0");
    ANSWERS(LMQ_OK, lmq_broker_create(&options, &made->broker));
    ANSWERS(LMQ_OK, lmq_broker_uri(made->broker, LMQ_DOOR_HTTP, made->url, sizeof made->url, NULL));
    made->http = http;
    made->http.allow_plain_http = 1;
}

static lmq_token_service *service_make(const stage *from)
{
    lmq_token_service *service = NULL;
    lmq_token_service_options options = LMQ_TOKEN_SERVICE_OPTIONS_INIT;
    options.url = lmq_view_of(from->url);
    options.access_key = lmq_view_of(access_key);
    options.secret_key = lmq_view_of(secret_key);
    options.http = &from->http;
    ANSWERS(LMQ_OK, lmq_token_service_create(&options, &service));
    return service;
}

static int64_t now_ms(const stage *of)
{
    int64_t now = 0;
    ANSWERS(LMQ_OK, lmq_broker_now_ms(of->broker, &now));
    return now;
}

typedef struct taken {
    int times;
    char text[TOKEN];
    int64_t expire_time_ms;
    int64_t valid_for_ms;
    lmq_token_type type;
} taken;

static void take(void *context, const lmq_token *token)
{
    taken *into = context;
    NEED(token->size == sizeof *token && token->text.size > 0 && token->text.size < TOKEN);
    ++into->times;
    memcpy(into->text, token->text.data, token->text.size);
    into->text[token->text.size] = '\0';
    into->expire_time_ms = token->expire_time_ms;
    into->valid_for_ms = token->valid_for_ms;
    into->type = token->type;
}

static void a_token_is_applied_for_checked_and_revoked(void)
{
    stage made;
    taken got;
    lmq_token_service *service;
    lmq_view resource = lmq_view_of("TopicA/x");
    lmq_token_application application = LMQ_TOKEN_APPLICATION_INIT;
    memset(&got, 0, sizeof got);
    stage_make(&made);
    service = service_make(&made);
    application.type = LMQ_TOKEN_READ;
    application.resources = &resource;
    application.resource_count = 1;
    application.expire_time_ms = now_ms(&made) + HOUR;
    ANSWERS(LMQ_OK, lmq_token_service_apply(service, &application, take, &got));
    CHECK(got.times == 1 && got.type == LMQ_TOKEN_READ && got.expire_time_ms == application.expire_time_ms);
    CHECK(got.valid_for_ms > HOUR - 60000 && got.valid_for_ms <= HOUR);
    ANSWERS(LMQ_OK, lmq_token_service_query(service, lmq_view_of(got.text)));
    ANSWERS(LMQ_OK, lmq_token_service_revoke(service, lmq_view_of(got.text)));
    ANSWERS(LMQ_ERROR_TOKEN_REVOKED, lmq_token_service_query(service, lmq_view_of(got.text)));
    ANSWERS(LMQ_ERROR_TOKEN_FORGED, lmq_token_service_query(service, lmq_view_of("no token")));
    lmq_token_service_destroy(service);
    lmq_broker_destroy(made.broker);
}

static void what_cannot_be_granted_is_refused_before_it_is_sent(void)
{
    stage made;
    taken got;
    lmq_token_service *service;
    lmq_view resource = lmq_view_of("TopicA/a,b");
    lmq_token_application application = LMQ_TOKEN_APPLICATION_INIT;
    memset(&got, 0, sizeof got);
    stage_make(&made);
    service = service_make(&made);
    application.expire_time_ms = now_ms(&made) + HOUR;
    ANSWERS(LMQ_ERROR_EMPTY, lmq_token_service_apply(service, &application, take, &got));
    application.resource_count = 1;
    ANSWERS(LMQ_ERROR_NULL_ARGUMENT, lmq_token_service_apply(service, &application, take, &got));
    application.resources = &resource;
    ANSWERS(LMQ_ERROR_BAD_COMBINATION, lmq_token_service_apply(service, &application, take, &got));
    resource = lmq_view_of("TopicA/x");
    application.type = 3;
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_token_service_apply(service, &application, take, &got));
    application.type = LMQ_TOKEN_WRITE;
    application.expire_time_ms = now_ms(&made);
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_token_service_apply(service, &application, take, &got));
    CHECK(got.times == 0);
    lmq_token_service_destroy(service);
    lmq_broker_destroy(made.broker);
}

static void a_service_is_refused_for_its_options(void)
{
    char url[TEXT];
    const lmq_http_options http = LMQ_HTTP_OPTIONS_INIT;
    lmq_token_service *service = NULL;
    lmq_token_service_options options = LMQ_TOKEN_SERVICE_OPTIONS_INIT;
    ANSWERS(LMQ_OK, lmq_token_service_url(lmq_view_of("cn-hangzhou"), url, sizeof url, NULL));
    CHECK(strncmp(url, "https://", 8) == 0);
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_token_service_url(lmq_view_of("atlantis"), url, sizeof url, NULL));
    options.url = lmq_view_of("http://127.0.0.1:1");
    options.access_key = lmq_view_of(access_key);
    options.secret_key = lmq_view_of(secret_key);
    options.http = &http;
    ANSWERS(LMQ_ERROR_BAD_URI, lmq_token_service_create(&options, &service)); /* plain HTTP was not allowed */
    options.url = lmq_view_of("https://127.0.0.1:1");
    options.secret_key = lmq_view_of("");
    ANSWERS(LMQ_ERROR_EMPTY, lmq_token_service_create(&options, &service));
    options.secret_key = lmq_view_of(secret_key);
    options.attempts = 11;
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_token_service_create(&options, &service));
    options.attempts = 1;
    options.total_timeout_ms = INT64_MAX;
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_token_service_create(&options, &service));
    options.total_timeout_ms = 1000;
    options.method = 2;
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_token_service_create(&options, &service));
    CHECK(service == NULL);
}

static lmq_token_request request_of(const lmq_view *resource)
{
    lmq_token_request request = LMQ_TOKEN_REQUEST_INIT;
    request.client_id = lmq_view_of("GID_AAA@@@one");
    request.need.resources = resource;
    request.need.resource_count = 1;
    return request;
}

static lmq_token_cache_statistics_info counted(const lmq_token_cache *cache)
{
    lmq_token_cache_statistics_info info = LMQ_TOKEN_CACHE_STATISTICS_INFO_INIT;
    ANSWERS(LMQ_OK, lmq_token_cache_statistics(cache, &info));
    return info;
}

static void a_cache_applies_once_and_again_for_a_token_that_is_to_be_replaced(void)
{
    stage made;
    taken first, second;
    char fingerprint[LMQ_TOKEN_FINGERPRINT_SIZE];
    lmq_token_cache *cache = NULL;
    lmq_token_cache_options options = LMQ_TOKEN_CACHE_OPTIONS_INIT;
    const lmq_view resource = lmq_view_of("TopicA/x");
    lmq_token_request request = request_of(&resource);
    lmq_token_service *service;
    memset(&first, 0, sizeof first);
    memset(&second, 0, sizeof second);
    stage_make(&made);
    service = service_make(&made);
    options.service = service;
    ANSWERS(LMQ_OK, lmq_token_cache_create(&options, &cache));
    ANSWERS(LMQ_OK, lmq_token_cache_get(cache, &request, take, &first));
    ANSWERS(LMQ_OK, lmq_token_cache_get(cache, &request, take, &second));
    CHECK(first.times == 1 && second.times == 1 && strcmp(first.text, second.text) == 0);
    CHECK(counted(cache).applications == 1 && counted(cache).hits == 1 && counted(cache).tokens == 1);
    ANSWERS(LMQ_OK, lmq_token_fingerprint(lmq_view_of(first.text), fingerprint, sizeof fingerprint, NULL));
    request.reason = LMQ_TOKEN_REJECTED;
    request.instead_of = lmq_view_of(fingerprint);
    ANSWERS(LMQ_OK, lmq_token_cache_get(cache, &request, take, &second));
    CHECK(strcmp(first.text, second.text) != 0 && counted(cache).applications == 2);
    ANSWERS(LMQ_OK, lmq_token_cache_revoke(cache, request.client_id));
    ANSWERS(LMQ_ERROR_TOKEN_REVOKED, lmq_token_service_query(service, lmq_view_of(second.text)));
    CHECK(counted(cache).tokens == 0);
    request.instead_of = lmq_view_of("");
    ANSWERS(LMQ_OK, lmq_token_cache_get(cache, &request, take, &first));
    ANSWERS(LMQ_OK, lmq_token_cache_forget(cache, request.client_id));
    ANSWERS(LMQ_OK, lmq_token_service_query(service, lmq_view_of(first.text)));
    CHECK(counted(cache).tokens == 0);
    request.client_id = lmq_view_of("");
    ANSWERS(LMQ_ERROR_EMPTY, lmq_token_cache_get(cache, &request, take, &first));
    lmq_token_cache_destroy(cache);
    lmq_token_service_destroy(service);
    lmq_broker_destroy(made.broker);
}

struct issuer {
    int64_t now_ms;
    int applied, revoked;
    lmq_error fails;
    int says_nothing;
};

static lmq_error issuer_applies(void *context, const lmq_token_application *application, lmq_token_taker to,
                                void *to_context)
{
    struct issuer *made = context;
    char text[32];
    lmq_token token = LMQ_TOKEN_INIT;
    if (made->fails != LMQ_OK) return lmq_fail(made->fails, lmq_view_of("the issuer is closed"));
    if (made->says_nothing) return LMQ_OK;
    CHECK(application->resource_count == 1 && view_is(application->resources[0], "TopicA/x"));
    CHECK(application->expire_time_ms == made->now_ms + 10 * HOUR);
    NEED(snprintf(text, sizeof text, "token-%d", ++made->applied) > 0);
    token.text = lmq_view_of(text);
    token.type = application->type;
    token.expire_time_ms = application->expire_time_ms;
    to(to_context, &token);
    return LMQ_OK;
}

static lmq_error issuer_revokes(void *context, lmq_view token)
{
    struct issuer *made = context;
    CHECK(view_is(token, "token-1"));
    ++made->revoked;
    return LMQ_OK;
}

static int64_t issuer_time(void *context)
{
    return ((const struct issuer *)context)->now_ms;
}

static void a_cache_over_an_issuer_of_ones_own_serves_old_tokens_while_that_fails(void)
{
    taken got;
    struct issuer issuer = {1000000, 0, 0, LMQ_OK, 0};
    lmq_token_cache *cache = NULL;
    lmq_token_cache_options options = LMQ_TOKEN_CACHE_OPTIONS_INIT;
    const lmq_view resource = lmq_view_of("TopicA/x");
    const lmq_token_request request = request_of(&resource);
    memset(&got, 0, sizeof got);
    options.apply = issuer_applies;
    options.issuer_context = &issuer;
    ANSWERS(LMQ_ERROR_EMPTY, lmq_token_cache_create(&options, &cache));
    options.revoke = issuer_revokes;
    options.clock = issuer_time;
    options.clock_context = &issuer;
    options.lifetime_ms = 10 * HOUR;
    options.renew_before_ms = HOUR;
    ANSWERS(LMQ_OK, lmq_token_cache_create(&options, &cache));
    ANSWERS(LMQ_OK, lmq_token_cache_get(cache, &request, take, &got));
    CHECK(strcmp(got.text, "token-1") == 0 && got.valid_for_ms == 10 * HOUR);
    issuer.now_ms += 9 * HOUR + 1;
    issuer.fails = LMQ_ERROR_HTTP_UNREACHABLE;
    ANSWERS(LMQ_OK, lmq_token_cache_get(cache, &request, take, &got));
    CHECK(strcmp(got.text, "token-1") == 0 && counted(cache).served_while_down == 1 && counted(cache).failed == 1);
    issuer.now_ms += HOUR;
    ANSWERS(LMQ_ERROR_HTTP_UNREACHABLE, lmq_token_cache_get(cache, &request, take, &got));
    {
        char detail[256];
        ANSWERS(LMQ_OK, lmq_error_detail(detail, sizeof detail, NULL));
        CHECK(strcmp(detail, "the issuer is closed") == 0);
    }
    issuer.fails = LMQ_OK;
    issuer.says_nothing = 1;
    issuer.now_ms += HOUR;
    ANSWERS(LMQ_ERROR_TOKEN_UNAVAILABLE, lmq_token_cache_get(cache, &request, take, &got));
    CHECK(got.times == 2);
    lmq_token_cache_destroy(cache);
    options.renew_before_ms = 10 * HOUR;
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_token_cache_create(&options, &cache));
    CHECK(cache == NULL);
}

static void a_caller_can_revoke_what_its_issuer_gave(void)
{
    taken got;
    struct issuer issuer = {1000000, 0, 0, LMQ_OK, 0};
    lmq_token_cache *cache = NULL;
    lmq_token_cache_options options = LMQ_TOKEN_CACHE_OPTIONS_INIT;
    const lmq_view resource = lmq_view_of("TopicA/x");
    const lmq_token_request request = request_of(&resource);
    options.apply = issuer_applies;
    options.revoke = issuer_revokes;
    options.issuer_context = &issuer;
    options.clock = issuer_time;
    options.clock_context = &issuer;
    options.lifetime_ms = 10 * HOUR;
    ANSWERS(LMQ_OK, lmq_token_cache_create(&options, &cache));
    ANSWERS(LMQ_OK, lmq_token_cache_get(cache, &request, take, &got));
    ANSWERS(LMQ_OK, lmq_token_cache_revoke(cache, request.client_id));
    CHECK(issuer.revoked == 1 && counted(cache).tokens == 0);
    lmq_token_cache_destroy(cache);
}

static void it_is_known_who_is_online(void)
{
    stage made;
    device one;
    int64_t connections = -7;
    lmq_online_status *status = NULL;
    lmq_online_status_options options = LMQ_ONLINE_STATUS_OPTIONS_INIT;
    stage_make(&made);
    options.url = lmq_view_of(made.url);
    options.access_key = lmq_view_of(access_key);
    options.secret_key = lmq_view_of(secret_key);
    options.http = &made.http;
    ANSWERS(LMQ_OK, lmq_online_status_create(&options, &status));
    ANSWERS(LMQ_OK, lmq_online_status_query(status, lmq_view_of("GID_AAA@@@one"), &connections));
    CHECK(connections == 0);
    device_joins(&one, made.broker, "one");
    ANSWERS(LMQ_OK, lmq_online_status_query(status, lmq_view_of("GID_AAA@@@one"), &connections));
    CHECK(connections == 1);
    device_end(&one);
    ANSWERS(LMQ_ERROR_MISSING_SEPARATOR, lmq_online_status_query(status, lmq_view_of("GID_AAA"), &connections));
    ANSWERS(LMQ_ERROR_STATUS_NOT_PERMITTED,
            lmq_online_status_query(status, lmq_view_of("GID_foreign@@@one"), &connections));
    lmq_online_status_destroy(status);
    options.secret_key = lmq_view_of("another");
    ANSWERS(LMQ_OK, lmq_online_status_create(&options, &status));
    ANSWERS(LMQ_ERROR_STATUS_SIGNATURE, lmq_online_status_query(status, lmq_view_of("GID_AAA@@@one"), &connections));
    lmq_online_status_destroy(status);
    lmq_broker_destroy(made.broker);
}

int main(void)
{
    RUN(a_token_is_applied_for_checked_and_revoked);
    RUN(what_cannot_be_granted_is_refused_before_it_is_sent);
    RUN(a_service_is_refused_for_its_options);
    RUN(a_cache_applies_once_and_again_for_a_token_that_is_to_be_replaced);
    RUN(a_cache_over_an_issuer_of_ones_own_serves_old_tokens_while_that_fails);
    RUN(a_caller_can_revoke_what_its_issuer_gave);
    RUN(it_is_known_who_is_online);
    return check_result();
}
