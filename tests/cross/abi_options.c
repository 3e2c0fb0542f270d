/* What a client may be made from, without a server. */
#include <string.h>

#include "check.h"
#include "lmq_c/client.h"

static lmq_client_options device(void)
{
    lmq_client_options options = LMQ_CLIENT_OPTIONS_INIT;
    options.server_uri = lmq_view_of("tcp://127.0.0.1:1");
    options.client_id = lmq_view_of("GID_AAA@@@d");
    return options;
}

/* What lmq_client_create answers; its detail must hold `named`. */
static lmq_error create(const lmq_client_options *options, const char *named)
{
    char detail[256] = "";
    lmq_client *client = NULL;
    lmq_error error = lmq_client_create(options, &client);
    CHECK((error == LMQ_OK) == (client != NULL));
    lmq_client_destroy(client);
    if (error == LMQ_OK) return error;
    ANSWERS(LMQ_OK, lmq_error_detail(detail, sizeof detail, NULL));
    if (!CHECK(strstr(detail, named) != NULL)) lmq_fail(error, lmq_view_of(detail));
    return error;
}

static void the_defaults_make_a_client_that_is_idle(void)
{
    lmq_client_options options = device();
    lmq_client *client = NULL;
    lmq_status status = LMQ_STATUS_INIT;
    lmq_statistics statistics = LMQ_STATISTICS_INIT;
    ANSWERS(LMQ_OK, lmq_client_create(&options, &client));
    ANSWERS(LMQ_OK, lmq_client_status(client, &status));
    CHECK(status.state == LMQ_STATE_IDLE && status.error == LMQ_OK && status.detail[0] == '\0');
    ANSWERS(LMQ_OK, lmq_client_statistics(client, &statistics));
    CHECK(statistics.publishes_accepted == 0 && statistics.connects == 0);
    ANSWERS(LMQ_ERROR_WRONG_MODE, lmq_client_poll(client, 0, NULL));
    lmq_client_destroy(client);
    lmq_client_destroy(NULL);
}

static void structs_of_another_size_or_version_are_refused_by_name(void)
{
    lmq_client_options options = device();
    lmq_outbox_options outbox = LMQ_OUTBOX_OPTIONS_INIT;
    lmq_credentials credentials = LMQ_CREDENTIALS_INIT;
    lmq_token_options tokens = LMQ_TOKEN_OPTIONS_INIT;
    options.version = 2;
    ANSWERS(LMQ_ERROR_BAD_STRUCT, create(&options, "options"));
    options = device();
    options.size -= 8;
    ANSWERS(LMQ_ERROR_BAD_STRUCT, create(&options, "options"));
    ANSWERS(LMQ_ERROR_NULL_ARGUMENT, create(NULL, "options"));
    options = device();
    outbox.size = 0;
    options.outbox = &outbox;
    ANSWERS(LMQ_ERROR_BAD_STRUCT, create(&options, "outbox"));
    options = device();
    options.credentials = &credentials;
    credentials.kind = LMQ_CREDENTIALS_TOKENS;
    ANSWERS(LMQ_ERROR_NULL_ARGUMENT, create(&options, "credentials.tokens"));
    credentials.tokens = &tokens;
    tokens.version = 0;
    ANSWERS(LMQ_ERROR_BAD_STRUCT, create(&options, "credentials.tokens"));
}

static void a_number_that_is_no_choice_is_refused_by_name(void)
{
    lmq_client_options options = device();
    lmq_credentials credentials = LMQ_CREDENTIALS_INIT;
    lmq_outbox_options outbox = LMQ_OUTBOX_OPTIONS_INIT;
    lmq_will will = LMQ_WILL_INIT;
    options.profile = 2;
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, create(&options, "profile"));
    options = device();
    options.dispatch = -1;
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, create(&options, "dispatch"));
    options = device();
    options.log_level = 6;
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, create(&options, "log_level"));
    options = device();
    credentials.kind = 5;
    options.credentials = &credentials;
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, create(&options, "credentials.kind"));
    options = device();
    outbox.policy = 3;
    options.outbox = &outbox;
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, create(&options, "outbox.policy"));
    options = device();
    will.topic = lmq_view_of("TopicA/will");
    will.qos = 256; /* as a byte it would be 0 */
    options.will = &will;
    ANSWERS(LMQ_ERROR_BAD_QOS, create(&options, "qos"));
}

static void what_cplusplus_refuses_is_refused_with_its_number_and_name(void)
{
    lmq_client_options options = device();
    lmq_back_off back_off = LMQ_BACK_OFF_INIT;
    lmq_tls_options tls = LMQ_TLS_OPTIONS_INIT;
    lmq_http_proxy proxy = LMQ_HTTP_PROXY_INIT;
    lmq_offline_pull pull = LMQ_OFFLINE_PULL_INIT;
    lmq_credentials credentials = LMQ_CREDENTIALS_INIT;
    lmq_view pin = lmq_view_of("not a pin");
    options.server_uri = lmq_view_of("http://127.0.0.1");
    ANSWERS(LMQ_ERROR_BAD_URI, create(&options, "server_uri"));
    options = device();
    options.keep_alive_s = -1;
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, create(&options, "keep_alive"));
    options = device();
    options.connect_timeout_ms = INT64_MIN;
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, create(&options, "connect_timeout"));
    options = device();
    back_off.min_ms = 10;
    back_off.max_ms = 9;
    options.back_off = &back_off;
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, create(&options, "back_off.max"));
    options = device();
    tls.ca_pem = lmq_view_of("x");
    options.tls = &tls;
    ANSWERS(LMQ_ERROR_BAD_COMBINATION, create(&options, "tls"));
    options.server_uri = lmq_view_of("ssl://127.0.0.1");
    ANSWERS(LMQ_ERROR_TLS_CA_UNUSABLE, create(&options, "ca_pem"));
    tls.ca_pem = lmq_view_of(NULL);
    tls.pins = &pin;
    tls.pin_count = 1;
    ANSWERS(LMQ_ERROR_TLS_BAD_SETTING, create(&options, "pins"));
    tls.pins = NULL;
    ANSWERS(LMQ_ERROR_NULL_ARGUMENT, create(&options, "tls.pins"));
    options = device();
    options.http_proxy = &proxy;
    proxy.host = lmq_view_of("proxy");
    proxy.port = 0;
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, create(&options, "http_proxy.port"));
    options = device();
    options.offline_pull = &pull;
    pull.batch = 31;
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, create(&options, "offline_pull.batch"));
    options = device();
    options.credentials = &credentials;
    credentials.kind = LMQ_CREDENTIALS_ACCESS_KEY;
    credentials.access_key = lmq_view_of("AK");
    ANSWERS(LMQ_ERROR_EMPTY, create(&options, "credentials.secret_key"));
    credentials.kind = LMQ_CREDENTIALS_SIGNER;
    ANSWERS(LMQ_ERROR_NULL_ARGUMENT, create(&options, "credentials.signer"));
}

static void the_longest_times_there_are_do_no_harm(void)
{
    lmq_client_options options = device();
    lmq_back_off back_off = LMQ_BACK_OFF_INIT;
    lmq_outbox_options outbox = LMQ_OUTBOX_OPTIONS_INIT;
    options.connect_timeout_ms = options.ack_timeout_ms = INT64_MAX;
    back_off.min_ms = back_off.max_ms = back_off.stable_after_ms = INT64_MAX;
    outbox.max_age_ms = INT64_MAX;
    options.back_off = &back_off;
    options.outbox = &outbox;
    ANSWERS(LMQ_OK, create(&options, ""));
}

static void a_call_without_a_client_or_with_a_negative_time_is_refused(void)
{
    lmq_client_options options = device();
    lmq_message message = LMQ_MESSAGE_INIT;
    lmq_subscription filter = {LMQ_VIEW_INIT, LMQ_QOS_AT_LEAST_ONCE};
    lmq_client *client = NULL;
    ANSWERS(LMQ_ERROR_NULL_ARGUMENT, lmq_client_create(&options, NULL));
    ANSWERS(LMQ_ERROR_NULL_ARGUMENT, lmq_client_start(NULL));
    ANSWERS(LMQ_ERROR_NULL_ARGUMENT, lmq_client_publish(NULL, &message, NULL, NULL));
    ANSWERS(LMQ_ERROR_NULL_ARGUMENT, lmq_client_close(NULL, 0));
    ANSWERS(LMQ_OK, lmq_client_create(&options, &client));
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_client_connect(client, -1));
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_client_poll(client, -1, NULL));
    ANSWERS(LMQ_ERROR_NULL_ARGUMENT, lmq_client_publish(client, NULL, NULL, NULL));
    ANSWERS(LMQ_ERROR_NULL_ARGUMENT, lmq_client_subscribe(client, NULL, 1, NULL, NULL));
    ANSWERS(LMQ_ERROR_NULL_ARGUMENT, lmq_client_unsubscribe(client, NULL, 1, NULL, NULL));
    ANSWERS(LMQ_ERROR_NULL_ARGUMENT, lmq_client_status(client, NULL));
    ANSWERS(LMQ_ERROR_NULL_ARGUMENT, lmq_client_statistics(client, NULL));
    ANSWERS(LMQ_ERROR_EMPTY, lmq_client_subscribe(client, NULL, 0, NULL, NULL));
    ANSWERS(LMQ_ERROR_EMPTY, lmq_client_subscribe(client, &filter, 1, NULL, NULL));
    message.topic = lmq_view_of("TopicA/x");
    message.qos = 3;
    ANSWERS(LMQ_ERROR_BAD_QOS, lmq_client_publish(client, &message, NULL, NULL));
    message.qos = LMQ_QOS_AT_MOST_ONCE;
    message.priority = 3;
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_client_publish(client, &message, NULL, NULL));
    message.priority = LMQ_PRIORITY_LOW;
    message.time_to_live_ms = -5;
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_client_publish(client, &message, NULL, NULL));
    message.time_to_live_ms = 0;
    message.size += 4;
    ANSWERS(LMQ_ERROR_BAD_STRUCT, lmq_client_publish(client, &message, NULL, NULL));
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_client_pull(client, 31, LMQ_PULL_ASCENDING, NULL, NULL));
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_client_pull(client, 1, 2, NULL, NULL));
    ANSWERS(LMQ_OK, lmq_client_close(client, 0));
    ANSWERS(LMQ_ERROR_CLOSED, lmq_client_start(client));
    lmq_client_destroy(client);
}

static void files_need_a_build_with_sqlite(void)
{
    lmq_client_options options = device();
    lmq_inbox_options inbox = LMQ_INBOX_OPTIONS_INIT;
    lmq_error error;
    inbox.file = lmq_view_of("/no/such/folder/inbox.db");
    options.inbox = &inbox;
    error = create(&options, "inbox.db");
    CHECK(error == LMQ_ERROR_STORE_FAILED || error == LMQ_ERROR_STORE_UNSUPPORTED);
}

static void names_are_told(void)
{
    CHECK(strcmp(lmq_state_name(LMQ_STATE_AWAITING_TOKEN), "awaiting_token") == 0);
    CHECK(strcmp(lmq_state_name(LMQ_STATE_REFUSED), "refused") == 0);
    CHECK(strcmp(lmq_state_name(8), "unknown") == 0);
    CHECK(strcmp(lmq_state_name(-1), "unknown") == 0);
}

int main(void)
{
    RUN(the_defaults_make_a_client_that_is_idle);
    RUN(structs_of_another_size_or_version_are_refused_by_name);
    RUN(a_number_that_is_no_choice_is_refused_by_name);
    RUN(what_cplusplus_refuses_is_refused_with_its_number_and_name);
    RUN(the_longest_times_there_are_do_no_harm);
    RUN(a_call_without_a_client_or_with_a_negative_time_is_refused);
    RUN(files_need_a_build_with_sqlite);
    RUN(names_are_told);
    return check_result();
}
