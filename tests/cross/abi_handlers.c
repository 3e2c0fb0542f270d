/* What may be done in handlers, poll mode, the end of a client, and what a log holds, in C. */
#include <string.h>

#include "check.h"
#include "device.h"

typedef struct caller {
    waiter waiter;
    lmq_client *client;
    pthread_t thread; /* that the handler ran on */
    unsigned long calls;
    unsigned long done;
} caller;

static void caller_make(caller *made, lmq_client *client)
{
    memset(made, 0, sizeof *made);
    waiter_make(&made->waiter);
    made->client = client;
}

static void on_done(void *context, lmq_error error, lmq_view detail)
{
    caller *made = context;
    (void)error;
    (void)detail;
    waiter_lock(&made->waiter);
    ++made->done;
    waiter_unlock(&made->waiter);
}

static void call_everything(void *context, const lmq_received_message *received)
{
    caller *made = context;
    lmq_client *client = made->client;
    lmq_message message = message_of("TopicA/answer", "answer", LMQ_QOS_AT_LEAST_ONCE);
    lmq_subscription wanted = {LMQ_VIEW_INIT, LMQ_QOS_AT_LEAST_ONCE};
    lmq_status status = LMQ_STATUS_INIT;
    wanted.filter = lmq_view_of("TopicA/answer");
    CHECK(view_is(received->payload, "ask"));
    ANSWERS(LMQ_ERROR_WOULD_DEADLOCK, lmq_client_connect(client, PATIENCE));
    ANSWERS(LMQ_ERROR_WOULD_DEADLOCK, lmq_client_publish_and_wait(client, &message, PATIENCE));
    ANSWERS(LMQ_ERROR_WOULD_DEADLOCK, lmq_client_subscribe_and_wait(client, &wanted, 1, NULL, PATIENCE));
    ANSWERS(LMQ_ERROR_WOULD_DEADLOCK, lmq_client_unsubscribe_and_wait(client, &wanted.filter, 1, PATIENCE));
    ANSWERS(LMQ_ERROR_WOULD_DEADLOCK, lmq_client_disconnect(client, PATIENCE));
    ANSWERS(LMQ_ERROR_WOULD_DEADLOCK, lmq_client_close(client, PATIENCE));
    ANSWERS(LMQ_OK, lmq_client_start(client));
    ANSWERS(LMQ_OK, lmq_client_subscribe(client, &wanted, 1, NULL, NULL));
    ANSWERS(LMQ_OK, lmq_client_publish(client, &message, on_done, made));
    ANSWERS(LMQ_OK, lmq_client_on_message(client, NULL, NULL));
    ANSWERS(LMQ_OK, lmq_client_status(client, &status));
    CHECK(status.state == LMQ_STATE_READY);
    waiter_lock(&made->waiter);
    ++made->calls;
    waiter_unlock(&made->waiter);
}

static void in_a_handler_calls_that_wait_are_refused_and_the_others_work(void)
{
    lmq_broker *broker = broker_make();
    caller in_handler;
    device made;
    device_joins(&made, broker, "d");
    caller_make(&in_handler, made.client);
    device_subscribes(&made, "TopicA/ask", LMQ_QOS_AT_LEAST_ONCE);
    ANSWERS(LMQ_OK, lmq_client_on_message(made.client, call_everything, &in_handler));
    device_publishes(&made, "TopicA/ask", "ask", LMQ_QOS_AT_LEAST_ONCE);
    CHECK(waiter_reaches(&in_handler.waiter, &in_handler.done, 1));
    CHECK(in_handler.calls == 1);
    device_end(&made);
    waiter_end(&in_handler.waiter);
    lmq_broker_destroy(broker);
}

static void destroy_it(void *context, const lmq_received_message *message)
{
    caller *made = context;
    (void)message;
    lmq_client_destroy(made->client);
    waiter_lock(&made->waiter);
    made->client = NULL;
    ++made->calls;
    waiter_unlock(&made->waiter);
}

static void never_after_its_end(void *context, const lmq_status *status)
{
    (void)status;
    CHECK(((caller *)context)->client != NULL);
}

static void a_client_may_be_destroyed_in_its_own_handler_and_completes_what_was_left(void)
{
    lmq_broker *broker = broker_make();
    caller in_handler;
    setup from;
    lmq_message message = message_of("TopicA/x", "x", LMQ_QOS_AT_LEAST_ONCE);
    lmq_subscription wanted = {LMQ_VIEW_INIT, LMQ_QOS_AT_MOST_ONCE};
    lmq_client *client = NULL;
    setup_make(&from, broker, "d");
    ANSWERS(LMQ_OK, lmq_client_create(&from.options, &client));
    caller_make(&in_handler, client);
    wanted.filter = message.topic;
    ANSWERS(LMQ_OK, lmq_client_on_state(client, never_after_its_end, &in_handler));
    ANSWERS(LMQ_OK, lmq_client_on_message(client, destroy_it, &in_handler));
    ANSWERS(LMQ_OK, lmq_client_connect(client, PATIENCE));
    ANSWERS(LMQ_OK, lmq_client_subscribe_and_wait(client, &wanted, 1, NULL, PATIENCE));
    broker_strikes(broker, LMQ_PACKET_PUBACK, LMQ_FAULT_DROP, 1);
    ANSWERS(LMQ_OK, lmq_client_publish(client, &message, on_done, &in_handler));
    NEED(waiter_reaches(&in_handler.waiter, &in_handler.calls, 1));
    CHECK(waiter_reaches(&in_handler.waiter, &in_handler.done, 1));
    CHECK(broker_has(broker, from.id, 0));
    waiter_end(&in_handler.waiter);
    lmq_broker_destroy(broker);
}

static void on_any_state(void *context, const lmq_status *status)
{
    caller *made = context;
    (void)status;
    made->thread = pthread_self();
    ++made->calls;
}

static void poll_once(lmq_client *client)
{
    size_t ran = 77;
    ANSWERS(LMQ_OK, lmq_client_poll(client, 50, &ran));
    CHECK(ran != 77);
}

static void in_poll_mode_a_main_loop_does_everything_on_its_own_thread(void)
{
    lmq_broker *broker = broker_make();
    caller in_handler;
    setup from;
    device made;
    setup_make(&from, broker, "d");
    from.options.dispatch = LMQ_DISPATCH_POLL;
    device_make(&made, &from);
    caller_make(&in_handler, made.client);
    ANSWERS(LMQ_OK, lmq_client_on_state(made.client, on_any_state, &in_handler));
    ANSWERS(LMQ_OK, lmq_client_start(made.client));
    while (device_status(&made).state != LMQ_STATE_READY)
        poll_once(made.client);
    CHECK(in_handler.calls > 0 && pthread_equal(in_handler.thread, pthread_self()));
    device_subscribes(&made, "TopicA/x", LMQ_QOS_AT_LEAST_ONCE); /* calls that wait poll by themselves */
    {
        lmq_message message = message_of("TopicA/x", "x", LMQ_QOS_AT_LEAST_ONCE);
        ANSWERS(LMQ_OK, device_hands_over(&made, &message));
    }
    while (made.message_count == 0 || made.done_count == 0)
        poll_once(made.client);
    broker_kicks(broker, made.id);
    while (device_statistics(&made).connects < 2)
        poll_once(made.client);
    device_end(&made);
    waiter_end(&in_handler.waiter);
    lmq_broker_destroy(broker);
}

static void a_client_may_be_destroyed_in_a_handler_that_poll_runs(void)
{
    lmq_broker *broker = broker_make();
    caller in_handler;
    setup from;
    lmq_message message = message_of("TopicA/x", "x", LMQ_QOS_AT_MOST_ONCE);
    lmq_subscription wanted = {LMQ_VIEW_INIT, LMQ_QOS_AT_MOST_ONCE};
    lmq_client *client = NULL;
    setup_make(&from, broker, "d");
    from.options.dispatch = LMQ_DISPATCH_POLL;
    ANSWERS(LMQ_OK, lmq_client_create(&from.options, &client));
    caller_make(&in_handler, client);
    wanted.filter = message.topic;
    ANSWERS(LMQ_OK, lmq_client_on_message(client, destroy_it, &in_handler));
    ANSWERS(LMQ_OK, lmq_client_connect(client, PATIENCE));
    ANSWERS(LMQ_OK, lmq_client_subscribe_and_wait(client, &wanted, 1, NULL, PATIENCE));
    ANSWERS(LMQ_OK, lmq_client_publish(client, &message, NULL, NULL));
    while (in_handler.client != NULL)
        poll_once(in_handler.client);
    CHECK(broker_has(broker, from.id, 0));
    waiter_end(&in_handler.waiter);
    lmq_broker_destroy(broker);
}

static void an_end_amid_callbacks_completes_each_publish_once_and_calls_no_more(void)
{
    enum { MANY = 100 };
    lmq_broker *broker = broker_make();
    device made;
    int i;
    device_joins(&made, broker, "d");
    device_subscribes(&made, "TopicA/#", LMQ_QOS_AT_LEAST_ONCE);
    for (i = 0; i < MANY; ++i) {
        lmq_message message = message_of("TopicA/x", "x", LMQ_QOS_AT_LEAST_ONCE);
        ANSWERS(LMQ_OK, device_hands_over(&made, &message));
    }
    lmq_client_destroy(made.client);
    CHECK(made.done_count == MANY);
    for (i = 0; i < MANY; ++i)
        CHECK(made.tickets[i].calls == 1 &&
              (made.tickets[i].error == LMQ_OK || made.tickets[i].error == LMQ_ERROR_CANCELLED));
    waiter_end(&made.waiter);
    lmq_broker_destroy(broker);
}

static void after_close_every_call_answers_closed(void)
{
    lmq_broker *broker = broker_make();
    device made;
    lmq_message message = message_of("TopicA/x", "x", LMQ_QOS_AT_LEAST_ONCE);
    device_joins(&made, broker, "d");
    ANSWERS(LMQ_OK, lmq_client_close(made.client, PATIENCE));
    ANSWERS(LMQ_ERROR_CLOSED, lmq_client_start(made.client));
    ANSWERS(LMQ_ERROR_CLOSED, lmq_client_connect(made.client, PATIENCE));
    ANSWERS(LMQ_ERROR_CLOSED, lmq_client_publish(made.client, &message, NULL, NULL));
    ANSWERS(LMQ_ERROR_CLOSED, lmq_client_unsubscribe(made.client, &message.topic, 1, NULL, NULL));
    ANSWERS(LMQ_ERROR_CLOSED, lmq_client_pull(made.client, 1, LMQ_PULL_ASCENDING, NULL, NULL));
    ANSWERS(LMQ_ERROR_CLOSED, lmq_client_close(made.client, PATIENCE));
    device_end(&made);
    lmq_broker_destroy(broker);
}

static void counters_add_up(void)
{
    lmq_broker *broker = broker_make();
    device made;
    lmq_statistics counted;
    int i;
    device_joins(&made, broker, "d");
    device_subscribes(&made, "TopicA/#", LMQ_QOS_AT_LEAST_ONCE);
    for (i = 0; i < 6; ++i)
        device_publishes(&made, "TopicA/x", "12345", i % 3);
    NEED(device_receives(&made, 6));
    counted = device_statistics(&made);
    CHECK(counted.publishes_accepted == 6 && counted.publishes_completed == 6 && counted.publishes_failed == 0);
    CHECK(counted.bytes_published == 30 && counted.bytes_received == 30 && counted.messages_received == 6);
    CHECK(counted.connects == 1 && counted.subscriptions == 1 && counted.outbox_messages == 0);
    device_end(&made);
    lmq_broker_destroy(broker);
}

typedef struct lines {
    waiter waiter;
    unsigned long count;
    unsigned long secrets;
} lines;

static int holds(lmq_view line, const char *text)
{
    size_t size = strlen(text), i;
    for (i = 0; i + size <= line.size; ++i)
        if (memcmp(line.data + i, text, size) == 0) return 1;
    return 0;
}

static void on_line(void *context, lmq_log_level level, lmq_view line)
{
    static const char *const secrets[] = {"SK_test", "ssReP+eu30aC5", "a-payload", "\n"};
    lines *made = context;
    size_t i;
    waiter_lock(&made->waiter);
    CHECK(level >= LMQ_LOG_TRACE && level < LMQ_LOG_OFF);
    ++made->count;
    for (i = 0; i < sizeof secrets / sizeof *secrets; ++i)
        made->secrets += holds(line, secrets[i]) ? 1 : 0;
    waiter_unlock(&made->waiter);
}

static void the_log_comes_with_its_context_and_holds_neither_secrets_nor_payloads(void)
{
    lmq_broker *broker = broker_make();
    lines logged = {0};
    setup from;
    device made;
    waiter_make(&logged.waiter);
    setup_make(&from, broker, "d");
    from.options.log = on_line;
    from.options.log_context = &logged;
    from.options.log_level = LMQ_LOG_TRACE;
    device_make(&made, &from);
    device_connects(&made);
    device_publishes(&made, "TopicA/x", "a-payload", LMQ_QOS_AT_LEAST_ONCE);
    device_end(&made);
    CHECK(logged.count > 2);
    CHECK(logged.secrets == 0);
    waiter_end(&logged.waiter);
    lmq_broker_destroy(broker);
}

int main(void)
{
    RUN(in_a_handler_calls_that_wait_are_refused_and_the_others_work);
    RUN(a_client_may_be_destroyed_in_its_own_handler_and_completes_what_was_left);
    RUN(in_poll_mode_a_main_loop_does_everything_on_its_own_thread);
    RUN(a_client_may_be_destroyed_in_a_handler_that_poll_runs);
    RUN(an_end_amid_callbacks_completes_each_publish_once_and_calls_no_more);
    RUN(after_close_every_call_answers_closed);
    RUN(counters_add_up);
    RUN(the_log_comes_with_its_context_and_holds_neither_secrets_nor_payloads);
    return check_result();
}
