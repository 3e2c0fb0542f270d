/* Token mode in C: a desk hands out tokens straight from the broker, as an app server would. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "device.h"
#include "folder.h"

enum { HOUR = 3600000, ASKED = 16 };

typedef struct desk {
    waiter waiter;
    lmq_broker *broker;
    const char *resource;
    int failures;       /* answers these first */
    const char *forced; /* instead of a good token, next time */
    int late;           /* keeps the answer in `pending` */
    lmq_token_answer *pending;
    unsigned long pending_count;
    lmq_token_reason reasons[ASKED];
    int32_t notice_codes[ASKED];
    unsigned long asked;
    char last[9000];
} desk;

static void desk_make(desk *made, lmq_broker *broker)
{
    memset(made, 0, sizeof *made);
    waiter_make(&made->waiter);
    made->broker = broker;
    made->resource = "TopicA/#";
}

static void issue(desk *made, lmq_token *token)
{
    lmq_broker_token_order order = LMQ_BROKER_TOKEN_ORDER_INIT;
    lmq_view resource = lmq_view_of(made->resource);
    int64_t now = 0;
    ANSWERS(LMQ_OK, lmq_broker_now_ms(made->broker, &now));
    order.resources = &resource;
    order.resource_count = 1;
    order.expire_time_ms = now + HOUR;
    ANSWERS(LMQ_OK, lmq_broker_issue_token(made->broker, &order, made->last, sizeof made->last, NULL));
    if (made->forced != NULL) strcpy(made->last, made->forced);
    made->forced = NULL;
    token->text = lmq_view_of(made->last);
    token->expire_time_ms = order.expire_time_ms;
    token->valid_for_ms = HOUR;
}

static void provide(void *context, const lmq_token_request *request, lmq_token_answer *answer)
{
    desk *made = context;
    CHECK(request->size == sizeof *request && request->version == LMQ_STRUCT_VERSION);
    CHECK(view_is(request->client_id, "GID_AAA@@@phone") && request->need.type == LMQ_TOKEN_READ_WRITE);
    waiter_lock(&made->waiter);
    NEED(made->asked < ASKED);
    made->reasons[made->asked] = request->reason;
    made->notice_codes[made->asked] = request->notice_code;
    ++made->asked;
    if (made->late) {
        made->pending = answer;
        ++made->pending_count;
    } else if (made->failures > 0) {
        --made->failures;
        ANSWERS(LMQ_OK, lmq_token_fail(answer, LMQ_ERROR_TOKEN_UNAVAILABLE, lmq_view_of("the desk is closed"), 1));
    } else {
        lmq_token token = LMQ_TOKEN_INIT;
        issue(made, &token);
        ANSWERS(LMQ_OK, lmq_token_deliver(answer, &token));
    }
    waiter_unlock(&made->waiter);
}

/* Waits for the question that was left open, and answers it. */
static void *answer_late(void *context)
{
    desk *made = context;
    lmq_token token = LMQ_TOKEN_INIT;
    NEED(waiter_reaches(&made->waiter, &made->pending_count, 1));
    issue(made, &token);
    ANSWERS(LMQ_OK, lmq_token_deliver(made->pending, &token));
    return NULL;
}

typedef struct phone_setup {
    setup from;
    lmq_token_options tokens;
    lmq_token_need need;
} phone_setup;

static void phone_make(phone_setup *made, desk *tokens_from)
{
    const lmq_token_options tokens = LMQ_TOKEN_OPTIONS_INIT;
    setup_make(&made->from, tokens_from->broker, "phone");
    made->need.type = LMQ_TOKEN_READ_WRITE;
    made->need.resources = NULL;
    made->need.resource_count = 0;
    made->tokens = tokens;
    made->tokens.needs = &made->need;
    made->tokens.need_count = 1;
    made->tokens.provider = provide;
    made->tokens.provider_context = tokens_from;
    made->from.credentials.kind = LMQ_CREDENTIALS_TOKENS;
    made->from.credentials.tokens = &made->tokens;
}

static void a_device_with_a_token_publishes_and_receives(void)
{
    lmq_broker *broker = broker_make();
    desk tokens_from;
    phone_setup from;
    device made;
    desk_make(&tokens_from, broker);
    phone_make(&from, &tokens_from);
    device_make(&made, &from.from);
    device_connects(&made);
    CHECK(broker_knows(broker, made.id).tokens == 1);
    device_subscribes(&made, "TopicA/x", LMQ_QOS_AT_LEAST_ONCE);
    device_publishes(&made, "TopicA/x", "by token", LMQ_QOS_AT_LEAST_ONCE);
    CHECK(device_receives(&made, 1));
    CHECK(tokens_from.asked == 1 && tokens_from.reasons[0] == LMQ_TOKEN_NONE_HELD);
    device_end(&made);
    waiter_end(&tokens_from.waiter);
    lmq_broker_destroy(broker);
}

static void a_provider_may_answer_later_from_another_thread(void)
{
    lmq_broker *broker = broker_make();
    desk tokens_from;
    phone_setup from;
    device made;
    pthread_t thread;
    desk_make(&tokens_from, broker);
    tokens_from.late = 1;
    phone_make(&from, &tokens_from);
    device_make(&made, &from.from);
    ANSWERS(LMQ_OK, lmq_client_start(made.client));
    NEED(device_becomes(&made, LMQ_STATE_AWAITING_TOKEN));
    NEED(pthread_create(&thread, NULL, answer_late, &tokens_from) == 0);
    device_connects(&made);
    NEED(pthread_join(thread, NULL) == 0);
    device_end(&made);
    waiter_end(&tokens_from.waiter);
    lmq_broker_destroy(broker);
}

static void an_answer_after_the_clients_end_is_taken_and_forgotten(void)
{
    lmq_broker *broker = broker_make();
    desk tokens_from;
    phone_setup from;
    lmq_token token = LMQ_TOKEN_INIT;
    device made;
    desk_make(&tokens_from, broker);
    tokens_from.late = 1;
    phone_make(&from, &tokens_from);
    device_make(&made, &from.from);
    ANSWERS(LMQ_OK, lmq_client_start(made.client));
    NEED(waiter_reaches(&tokens_from.waiter, &tokens_from.pending_count, 1));
    device_end(&made);
    ANSWERS(LMQ_ERROR_NULL_ARGUMENT, lmq_token_deliver(tokens_from.pending, NULL));
    token.version = 0;
    ANSWERS(LMQ_ERROR_BAD_STRUCT, lmq_token_deliver(tokens_from.pending, &token));
    token.version = LMQ_STRUCT_VERSION;
    token.type = 3;
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_token_deliver(tokens_from.pending, &token));
    token.type = LMQ_TOKEN_READ;
    ANSWERS(LMQ_OK, lmq_token_deliver(tokens_from.pending, &token));
    ANSWERS(LMQ_ERROR_NULL_ARGUMENT, lmq_token_deliver(NULL, &token));
    ANSWERS(LMQ_ERROR_NULL_ARGUMENT, lmq_token_fail(NULL, LMQ_ERROR_INTERNAL, lmq_view_of(""), -1));
    waiter_end(&tokens_from.waiter);
    lmq_broker_destroy(broker);
}

/* Whether the desk's words were told. */
static void on_trouble(void *context, const lmq_status *status)
{
    if (status->token_error == LMQ_ERROR_TOKEN_UNAVAILABLE && strstr(status->token_detail, "the desk is closed"))
        *(int *)context = 1;
}

static void a_provider_that_fails_is_asked_again_and_its_words_are_told(void)
{
    lmq_broker *broker = broker_make();
    desk tokens_from;
    phone_setup from;
    device made;
    lmq_status status;
    int trouble = 0;
    desk_make(&tokens_from, broker);
    tokens_from.failures = 2;
    phone_make(&from, &tokens_from);
    device_make(&made, &from.from);
    ANSWERS(LMQ_OK, lmq_client_on_state(made.client, on_trouble, &trouble));
    device_connects(&made);
    CHECK(tokens_from.asked == 3);
    CHECK(trouble == 1);
    status = device_status(&made);
    CHECK(status.token_error == LMQ_OK && status.token_detail[0] == '\0');
    device_end(&made);
    waiter_end(&tokens_from.waiter);
    lmq_broker_destroy(broker);
}

static void a_token_that_the_server_refuses_is_replaced(void)
{
    lmq_broker *broker = broker_make();
    desk tokens_from;
    phone_setup from;
    device made;
    desk_make(&tokens_from, broker);
    tokens_from.forced = "not a token of the service";
    phone_make(&from, &tokens_from);
    device_make(&made, &from.from);
    device_connects(&made);
    NEED(tokens_from.asked == 2);
    CHECK(tokens_from.reasons[1] == LMQ_TOKEN_REJECTED && tokens_from.notice_codes[1] == 1);
    CHECK(device_told(&made, LMQ_ERROR_TOKEN_FORGED));
    device_end(&made);
    waiter_end(&tokens_from.waiter);
    lmq_broker_destroy(broker);
}

static void a_token_is_renewed_in_the_same_connection_ahead_of_its_end(void)
{
    lmq_broker *broker = broker_on_virtual_clock();
    desk tokens_from;
    phone_setup from;
    device made;
    int minute;
    desk_make(&tokens_from, broker);
    phone_make(&from, &tokens_from);
    from.from.options.keep_alive_s = 120;
    device_make(&made, &from.from);
    device_connects(&made);
    for (minute = 0; minute < 56; minute += 2) { /* within the keep-alive */
        ANSWERS(LMQ_OK, lmq_broker_advance(broker, 2 * 60000));
        device_publishes(&made, "TopicA/x", "m", LMQ_QOS_AT_LEAST_ONCE);
    }
    NEED(waiter_reaches(&tokens_from.waiter, &tokens_from.asked, 2));
    CHECK(tokens_from.reasons[1] == LMQ_TOKEN_RENEWAL);
    CHECK(device_statistics(&made).connects == 1);
    device_end(&made);
    waiter_end(&tokens_from.waiter);
    lmq_broker_destroy(broker);
}

static void what_the_needs_do_not_cover_is_refused_locally(void)
{
    lmq_broker *broker = broker_make();
    lmq_view resource = lmq_view_of("TopicA/mine/#");
    lmq_message message = message_of("TopicA/yours", "x", LMQ_QOS_AT_LEAST_ONCE);
    lmq_subscription wanted = {LMQ_VIEW_INIT, LMQ_QOS_AT_LEAST_ONCE};
    desk tokens_from;
    phone_setup from;
    device made;
    desk_make(&tokens_from, broker);
    phone_make(&from, &tokens_from);
    from.need.resources = &resource;
    from.need.resource_count = 1;
    device_make(&made, &from.from);
    ANSWERS(LMQ_ERROR_TOKEN_RESOURCE, lmq_client_publish(made.client, &message, NULL, NULL));
    wanted.filter = lmq_view_of("TopicA/yours");
    ANSWERS(LMQ_ERROR_TOKEN_RESOURCE, lmq_client_subscribe(made.client, &wanted, 1, NULL, NULL));
    device_end(&made);
    waiter_end(&tokens_from.waiter);
    lmq_broker_destroy(broker);
}

typedef struct shelf { /* a token store */
    waiter waiter;
    char text[9000];
    lmq_token token;
    size_t count;
    int broken;
    unsigned long saves;
} shelf;

static lmq_error shelf_load(void *context, lmq_view client_id, lmq_token_list *list)
{
    shelf *made = context;
    CHECK(view_is(client_id, "GID_AAA@@@phone"));
    if (made->broken) return lmq_fail(LMQ_ERROR_TOKEN_STORE_FAILED, lmq_view_of("the shelf is broken"));
    ANSWERS(LMQ_ERROR_NULL_ARGUMENT, lmq_token_list_add(list, NULL));
    return made->count == 0 ? LMQ_OK : lmq_token_list_add(list, &made->token);
}

static lmq_error shelf_save(void *context, lmq_view client_id, const lmq_token *const *tokens, size_t count)
{
    shelf *made = context;
    CHECK(view_is(client_id, "GID_AAA@@@phone"));
    waiter_lock(&made->waiter);
    made->count = count;
    if (count == 1) {
        made->token = *tokens[0];
        memcpy(made->text, tokens[0]->text.data, tokens[0]->text.size);
        made->token.text = lmq_view_from(made->text, tokens[0]->text.size);
    }
    ++made->saves;
    waiter_unlock(&made->waiter);
    return LMQ_OK;
}

static void a_store_of_ones_own_spares_the_next_life_from_asking(void)
{
    lmq_broker *broker = broker_make();
    lmq_token_store store = LMQ_TOKEN_STORE_INIT;
    static shelf shelf;
    desk tokens_from;
    phone_setup from;
    device made;
    int life;
    desk_make(&tokens_from, broker);
    waiter_make(&shelf.waiter);
    phone_make(&from, &tokens_from);
    store.context = &shelf;
    store.load = shelf_load;
    store.save = shelf_save;
    from.tokens.store = &store;
    for (life = 0; life < 2; ++life) {
        device_make(&made, &from.from);
        device_connects(&made);
        NEED(waiter_reaches(&shelf.waiter, &shelf.saves, 1));
        device_end(&made);
    }
    CHECK(tokens_from.asked == 1);
    CHECK(view_is(shelf.token.text, tokens_from.last) && shelf.token.type == LMQ_TOKEN_READ_WRITE);
    shelf.broken = 1;
    device_make(&made, &from.from);
    CHECK(device_status(&made).token_error == LMQ_ERROR_TOKEN_STORE_FAILED);
    CHECK(strstr(device_status(&made).token_detail, "the shelf is broken") != NULL);
    device_connects(&made);
    CHECK(tokens_from.asked == 2);
    device_end(&made);
    store.save = NULL;
    ANSWERS(LMQ_ERROR_NULL_ARGUMENT, lmq_client_create(&from.from.options, &made.client));
    waiter_end(&shelf.waiter);
    waiter_end(&tokens_from.waiter);
    lmq_broker_destroy(broker);
}

static void a_token_file_spares_the_next_life_from_asking(void)
{
    lmq_broker *broker = broker_make();
    lmq_token_store store = LMQ_TOKEN_STORE_INIT;
    folder files;
    char path[2 * FOLDER_TEXT];
    desk tokens_from;
    phone_setup from;
    device made;
    int life;
    folder_make(&files);
    desk_make(&tokens_from, broker);
    phone_make(&from, &tokens_from);
    from.tokens.file = lmq_view_of(folder_file(&files, "tokens", path));
    for (life = 0; life < 2; ++life) {
        device_make(&made, &from.from);
        device_connects(&made);
        device_end(&made);
    }
    CHECK(tokens_from.asked == 1);
    from.tokens.store = &store;
    ANSWERS(LMQ_ERROR_BAD_COMBINATION, lmq_client_create(&from.from.options, &made.client));
    waiter_end(&tokens_from.waiter);
    folder_end(&files);
    lmq_broker_destroy(broker);
}

int main(void)
{
    RUN(a_device_with_a_token_publishes_and_receives);
    RUN(a_provider_may_answer_later_from_another_thread);
    RUN(an_answer_after_the_clients_end_is_taken_and_forgotten);
    RUN(a_provider_that_fails_is_asked_again_and_its_words_are_told);
    RUN(a_token_that_the_server_refuses_is_replaced);
    RUN(a_token_is_renewed_in_the_same_connection_ahead_of_its_end);
    RUN(what_the_needs_do_not_cover_is_refused_locally);
    RUN(a_store_of_ones_own_spares_the_next_life_from_asking);
    RUN(a_token_file_spares_the_next_life_from_asking);
    return check_result();
}
