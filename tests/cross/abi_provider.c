/* A device that gets its token over HTTP from an app server, both in C: the app server asks the broker's auth server.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"
#include "device.h"
#include "lmq_c/cloud.h"

enum { REQUEST = 4096, ANSWER = 12000 };

/* Answers every request for GID_AAA@@@phone with a token of its cache, one connection after the other. */
typedef struct app_server {
    lmq_token_service *service;
    lmq_token_cache *cache;
    int listener;
    pthread_t thread;
    char url[TEXT];
    char answer[ANSWER];
    unsigned long asked;
} app_server;

static void write_answer(void *context, const lmq_token *token)
{
    app_server *made = context;
    char body[ANSWER / 2];
    int length = snprintf(body, sizeof body, "{\"token\":\"%.*s\",\"type\":\"RW\",\"expire_time_ms\":%lld}",
                          (int)token->text.size, token->text.data, (long long)token->expire_time_ms);
    NEED(length > 0 && length < (int)sizeof body);
    NEED(snprintf(made->answer, sizeof made->answer,
                  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", length,
                  body) > 0);
}

/* The header up to its empty line, and the JSON, which ends with its only `}`. */
static int read_request(int peer, char *request)
{
    size_t length = 0;
    for (;;) {
        ssize_t got = read(peer, request + length, REQUEST - 1 - length);
        if (got <= 0) return 0;
        length += (size_t)got;
        request[length] = '\0';
        if (strstr(request, "\r\n\r\n") != NULL && strchr(request, '}') != NULL) return 1;
        NEED(length < REQUEST - 1);
    }
}

static void serve(app_server *made, int peer)
{
    char request[REQUEST];
    while (read_request(peer, request)) {
        const lmq_view resource = lmq_view_of("TopicA/x");
        lmq_token_request wanted = LMQ_TOKEN_REQUEST_INIT;
        ++made->asked;
        /* The device's secret, and its client id, are good. */
        CHECK(strstr(request, "Authorization: Basic cGhvbmU6c2VzYW1l\r\n") != NULL);
        CHECK(strstr(request, "\"client_id\":\"GID_AAA@@@phone\"") != NULL);
        wanted.client_id = lmq_view_of("GID_AAA@@@phone");
        wanted.need.resources = &resource;
        wanted.need.resource_count = 1;
        ANSWERS(LMQ_OK, lmq_token_cache_get(made->cache, &wanted, write_answer, made));
        CHECK(write(peer, made->answer, strlen(made->answer)) == (ssize_t)strlen(made->answer));
    }
}

static void *run(void *context)
{
    app_server *made = context;
    for (;;) {
        int peer = accept(made->listener, NULL, NULL);
        if (peer < 0) return NULL; /* shut down */
        serve(made, peer);
        close(peer);
    }
}

static void app_server_make(app_server *made, const lmq_broker *broker)
{
    char url[TEXT];
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    lmq_http_options http = LMQ_HTTP_OPTIONS_INIT;
    lmq_token_service_options options = LMQ_TOKEN_SERVICE_OPTIONS_INIT;
    lmq_token_cache_options cache = LMQ_TOKEN_CACHE_OPTIONS_INIT;
    memset(made, 0, sizeof *made);
    http.allow_plain_http = 1;
    ANSWERS(LMQ_OK, lmq_broker_uri(broker, LMQ_DOOR_HTTP, url, sizeof url, NULL));
    options.url = lmq_view_of(url);
    options.access_key = lmq_view_of("AK_TEST_0001");
    options.secret_key = lmq_view_of("SK_test_secret_0001");
    options.http = &http;
    ANSWERS(LMQ_OK, lmq_token_service_create(&options, &made->service));
    cache.service = made->service;
    ANSWERS(LMQ_OK, lmq_token_cache_create(&cache, &made->cache));
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    made->listener = socket(AF_INET, SOCK_STREAM, 0);
    NEED(made->listener >= 0 && bind(made->listener, (struct sockaddr *)&address, sizeof address) == 0);
    NEED(listen(made->listener, 8) == 0);
    NEED(getsockname(made->listener, (struct sockaddr *)&address, &size) == 0);
    NEED(snprintf(made->url, sizeof made->url, "http://127.0.0.1:%u/v1/token", ntohs(address.sin_port)) > 0);
    NEED(pthread_create(&made->thread, NULL, run, made) == 0);
}

static void app_server_end(app_server *made)
{
    shutdown(made->listener, SHUT_RDWR);
    NEED(pthread_join(made->thread, NULL) == 0);
    close(made->listener);
    lmq_token_cache_destroy(made->cache);
    lmq_token_service_destroy(made->service);
}

static lmq_https_token_provider *provider_make(const char *url)
{
    lmq_https_token_provider *provider = NULL;
    lmq_http_options http = LMQ_HTTP_OPTIONS_INIT;
    lmq_https_token_provider_options options = LMQ_HTTPS_TOKEN_PROVIDER_OPTIONS_INIT;
    http.allow_plain_http = 1;
    options.url = lmq_view_of(url);
    options.device_id = lmq_view_of("phone");
    options.device_secret = lmq_view_of("sesame");
    options.http = &http;
    ANSWERS(LMQ_OK, lmq_https_token_provider_create(&options, &provider));
    return provider;
}

static lmq_broker *broker_with_http(void)
{
    lmq_broker *broker = NULL;
    lmq_broker_options options = LMQ_BROKER_OPTIONS_INIT;
    options.http = lmq_view_of("127.0.0.1:0");
    ANSWERS(LMQ_OK, lmq_broker_create(&options, &broker));
    return broker;
}

/* A phone that signs in with what `provider` gets. */
static void phone_make(device *made, lmq_broker *broker, lmq_https_token_provider *provider)
{
    setup from;
    lmq_token_options tokens = LMQ_TOKEN_OPTIONS_INIT;
    lmq_token_need need = {LMQ_TOKEN_READ_WRITE, NULL, 0};
    setup_make(&from, broker, "phone");
    tokens.needs = &need;
    tokens.need_count = 1;
    tokens.provider = lmq_https_token_provide;
    tokens.provider_context = provider;
    from.credentials.kind = LMQ_CREDENTIALS_TOKENS;
    from.credentials.tokens = &tokens;
    device_make(made, &from);
}

static void note_token(void *context, lmq_view type, int64_t expire_time_ms)
{
    unsigned *count = context;
    CHECK(view_is(type, "RW") && expire_time_ms > 0);
    ++*count;
}

static void a_device_signs_in_with_a_token_that_an_app_server_in_c_got_for_it(void)
{
    app_server server;
    device phone;
    unsigned held = 0;
    lmq_broker *broker = broker_with_http();
    lmq_https_token_provider *provider;
    app_server_make(&server, broker);
    provider = provider_make(server.url);
    phone_make(&phone, broker, provider);
    device_connects(&phone);
    device_subscribes(&phone, "TopicA/x", LMQ_QOS_AT_LEAST_ONCE);
    device_publishes(&phone, "TopicA/x", "by token", LMQ_QOS_AT_LEAST_ONCE);
    CHECK(device_receives(&phone, 1));
    ANSWERS(LMQ_OK, lmq_broker_held_tokens(broker, lmq_view_of(phone.id), note_token, &held));
    CHECK(held == 1);
    device_end(&phone);
    lmq_https_token_provider_destroy(provider);
    app_server_end(&server);
    CHECK(server.asked == 1);
    lmq_broker_destroy(broker);
}

static void what_the_app_server_says_instead_of_a_token_reaches_the_device(void)
{
    char url[TEXT];
    device phone;
    lmq_broker *broker = broker_with_http();
    lmq_https_token_provider *provider;
    ANSWERS(LMQ_OK, lmq_broker_uri(broker, LMQ_DOOR_HTTP, url, sizeof url, NULL));
    strcat(url, "/nothing/here"); /* 404 */
    provider = provider_make(url);
    phone_make(&phone, broker, provider);
    ANSWERS(LMQ_OK, lmq_client_start(phone.client));
    CHECK(device_told(&phone, LMQ_ERROR_HTTP_STATUS));
    device_end(&phone);
    lmq_https_token_provider_destroy(provider);
    lmq_broker_destroy(broker);
}

static void a_provider_is_refused_for_its_options(void)
{
    lmq_https_token_provider *provider = NULL;
    lmq_https_token_provider_options options = LMQ_HTTPS_TOKEN_PROVIDER_OPTIONS_INIT;
    options.url = lmq_view_of("http://127.0.0.1:1/v1/token");
    options.device_id = lmq_view_of("phone");
    options.device_secret = lmq_view_of("sesame");
    ANSWERS(LMQ_ERROR_BAD_URI, lmq_https_token_provider_create(&options, &provider));
    options.url = lmq_view_of("https://127.0.0.1:1/v1/token");
    options.device_id = lmq_view_of("pho:ne");
    ANSWERS(LMQ_ERROR_BAD_COMBINATION, lmq_https_token_provider_create(&options, &provider));
    options.device_id = lmq_view_of("phone");
    options.timeout_ms = 0;
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_https_token_provider_create(&options, &provider));
    CHECK(provider == NULL);
}

int main(void)
{
    RUN(a_device_signs_in_with_a_token_that_an_app_server_in_c_got_for_it);
    RUN(what_the_app_server_says_instead_of_a_token_reaches_the_device);
    RUN(a_provider_is_refused_for_its_options);
    return check_result();
}
