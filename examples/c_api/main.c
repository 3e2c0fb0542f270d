/* c_api URI: a device with a main loop. LMQ_SECRET_KEY holds the key of AK_TEST_0001, or LMQ_TOKEN_FILE names a file
 * with a token and its expiry, a line each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lmq_c/client.h>

enum { TIMEOUT_MS = 10000 };

static int received;

static void on_message(void *context, const lmq_received_message *message)
{
    (void)context;
    printf("%.*s: %.*s\n", (int)message->topic.size, message->topic.data, (int)message->payload.size,
           message->payload.data);
    received = 1;
}

static void on_state(void *context, const lmq_status *status)
{
    (void)context;
    fprintf(stderr, "%s", lmq_state_name(status->state));
    if (status->error != LMQ_OK) fprintf(stderr, ", %s: %s", lmq_error_name(status->error), status->detail);
    if (status->token_error != LMQ_OK) fprintf(stderr, ", %s", status->token_detail);
    fprintf(stderr, "\n");
}

/* Where a real device would ask its app server, this one reads a file. */
static void read_token(void *path, const lmq_token_request *request, lmq_token_answer *answer)
{
    char text[8193] = "", expiry[32] = "";
    lmq_token token = LMQ_TOKEN_INIT;
    FILE *file = fopen((const char *)path, "r");
    if (file == NULL || fgets(text, sizeof text, file) == NULL || fgets(expiry, sizeof expiry, file) == NULL) {
        lmq_token_fail(answer, LMQ_ERROR_TOKEN_UNAVAILABLE, lmq_view_of("the file has no token"), -1);
    } else {
        token.text = lmq_view_from(text, strcspn(text, "\r\n"));
        token.type = request->need.type;
        token.expire_time_ms = strtoll(expiry, NULL, 10);
        if (lmq_token_deliver(answer, &token) != LMQ_OK)
            lmq_token_fail(answer, LMQ_ERROR_TOKEN_UNAVAILABLE, lmq_view_of("no token can be made of it"), -1);
    }
    if (file != NULL) fclose(file);
}

static int failed(const char *call, lmq_error error)
{
    char detail[256] = "", text[1024] = "";
    lmq_error_detail(detail, sizeof detail, NULL);
    lmq_error_describe(error, lmq_view_of(detail), text, sizeof text, NULL);
    fprintf(stderr, "%s: %s\n", call, text);
    return 1;
}

static int run(lmq_client *client)
{
    lmq_subscription filter = {LMQ_VIEW_INIT, LMQ_QOS_AT_LEAST_ONCE};
    lmq_message message = LMQ_MESSAGE_INIT;
    lmq_error error;
    int turn;
    filter.filter = lmq_view_of("TopicA/notice/");
    message.topic = filter.filter;
    message.payload = lmq_view_of("hello from C");
    lmq_client_on_message(client, on_message, NULL);
    lmq_client_on_state(client, on_state, NULL);
    if ((error = lmq_client_connect(client, TIMEOUT_MS)) != LMQ_OK) return failed("connect", error);
    if ((error = lmq_client_subscribe(client, &filter, 1, NULL, NULL)) != LMQ_OK) return failed("subscribe", error);
    if ((error = lmq_client_publish_and_wait(client, &message, TIMEOUT_MS)) != LMQ_OK) return failed("publish", error);
    for (turn = 0; turn < 10 && !received; ++turn) /* the main loop */
        lmq_client_poll(client, 1000, NULL);
    if ((error = lmq_client_close(client, TIMEOUT_MS)) != LMQ_OK) return failed("close", error);
    return received ? 0 : 1;
}

int main(int argc, char **argv)
{
    lmq_client_options options = LMQ_CLIENT_OPTIONS_INIT;
    lmq_credentials credentials = LMQ_CREDENTIALS_INIT;
    lmq_token_options tokens = LMQ_TOKEN_OPTIONS_INIT;
    lmq_token_need need = {LMQ_TOKEN_READ_WRITE, NULL, 0};
    char *token_file = getenv("LMQ_TOKEN_FILE");
    lmq_client *client = NULL;
    lmq_error error;
    int result;

    options.server_uri = lmq_view_of(argc > 1 ? argv[1] : "tcp://127.0.0.1:1883");
    options.client_id = lmq_view_of("GID_AAA@@@device-1");
    options.credentials = &credentials;
    options.dispatch = LMQ_DISPATCH_POLL; /* handlers run inside our own calls: no second thread to think of */
    credentials.kind = token_file != NULL ? LMQ_CREDENTIALS_TOKENS : LMQ_CREDENTIALS_ACCESS_KEY;
    credentials.access_key = lmq_view_of("AK_TEST_0001");
    credentials.secret_key = lmq_view_of(getenv("LMQ_SECRET_KEY"));
    credentials.tokens = &tokens;
    tokens.needs = &need;
    tokens.need_count = 1;
    tokens.provider = read_token;
    tokens.provider_context = token_file;

    if ((error = lmq_client_create(&options, &client)) != LMQ_OK) return failed("create", error);
    result = run(client);
    lmq_client_destroy(client);
    return result;
}
