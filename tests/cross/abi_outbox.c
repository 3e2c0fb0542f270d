/* Publishes that wait, in C: offline, at a cap, over a lost connection, and in a file. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "device.h"
#include "folder.h"

static lmq_error hand_over(device *made, const char *payload)
{
    lmq_message message = message_of("TopicA/value", payload, LMQ_QOS_AT_LEAST_ONCE);
    return device_hands_over(made, &message);
}

static void what_is_published_offline_is_sent_after_the_connect(void)
{
    lmq_broker *broker = broker_make();
    setup from;
    device made;
    int i;
    setup_make(&from, broker, "d");
    device_make(&made, &from);
    for (i = 0; i < 20; ++i)
        ANSWERS(LMQ_OK, hand_over(&made, "waits"));
    CHECK(made.done_count == 0 && device_statistics(&made).outbox_messages == 20);
    device_connects(&made);
    NEED(device_completes(&made, 20));
    for (i = 0; i < 20; ++i)
        CHECK(made.tickets[i].error == LMQ_OK && made.tickets[i].calls == 1);
    device_end(&made);
    lmq_broker_destroy(broker);
}

static void at_its_cap_the_outbox_does_what_its_policy_says(void)
{
    static const lmq_error expected[3][4] = {
        {LMQ_OK, LMQ_OK, LMQ_ERROR_OUTBOX_FULL, LMQ_ERROR_OUTBOX_FULL},
        {LMQ_ERROR_DROPPED_OLDEST, LMQ_ERROR_DROPPED_OLDEST, LMQ_OK, LMQ_OK},
        {LMQ_ERROR_SUPERSEDED, LMQ_ERROR_SUPERSEDED, LMQ_ERROR_SUPERSEDED, LMQ_OK}};
    lmq_broker *broker = broker_make();
    lmq_outbox_policy policy;
    for (policy = LMQ_OUTBOX_REFUSE_NEWEST; policy <= LMQ_OUTBOX_LATEST_PER_TOPIC; ++policy) {
        lmq_outbox_options outbox = LMQ_OUTBOX_OPTIONS_INIT;
        lmq_error answers[4];
        setup from;
        device made;
        unsigned long i, taken = 0;
        setup_make(&from, broker, "d");
        outbox.max_messages = 2;
        outbox.policy = policy;
        from.options.outbox = &outbox;
        device_make(&made, &from);
        for (i = 0; i < 4; ++i)
            answers[i] = hand_over(&made, "x");
        device_connects(&made);
        NEED(device_completes(&made, made.ticket_count));
        for (i = 0; i < 4; ++i)
            CHECK((answers[i] != LMQ_OK ? answers[i] : made.tickets[taken++].error) == expected[policy][i]);
        device_end(&made);
    }
    lmq_broker_destroy(broker);
}

static void a_message_whose_time_is_over_is_done_with_expired(void)
{
    lmq_broker *broker = broker_make();
    setup from;
    device made;
    lmq_message mortal = message_of("TopicA/value", "x", LMQ_QOS_AT_LEAST_ONCE);
    setup_make(&from, broker, "d");
    device_make(&made, &from);
    mortal.time_to_live_ms = 20;
    ANSWERS(LMQ_OK, device_hands_over(&made, &mortal));
    NEED(device_completes(&made, 1));
    CHECK(made.tickets[0].error == LMQ_ERROR_EXPIRED);
    device_end(&made);
    lmq_broker_destroy(broker);
}

static void a_lost_connection_comes_back_with_its_filters_and_loses_no_publish(void)
{
    lmq_broker *broker = broker_make();
    device made;
    int i;
    device_joins(&made, broker, "d");
    device_subscribes(&made, "TopicA/value", LMQ_QOS_AT_LEAST_ONCE);
    broker_strikes(broker, LMQ_PACKET_PUBACK, LMQ_FAULT_CLOSE, 1);
    for (i = 0; i < 10; ++i)
        ANSWERS(LMQ_OK, hand_over(&made, "over the gap"));
    NEED(device_completes(&made, 10));
    for (i = 0; i < 10; ++i)
        CHECK(made.tickets[i].error == LMQ_OK && made.tickets[i].calls == 1);
    NEED(device_connected(&made, 2));
    CHECK(device_told(&made, LMQ_ERROR_CONNECTION_LOST));
    CHECK(broker_knows(broker, made.id).subscriptions == 1);
    CHECK(device_receives(&made, 1));
    device_end(&made);
    lmq_broker_destroy(broker);
}

static void a_word_about_the_network_makes_the_client_try_at_once(void)
{
    lmq_broker *broker = broker_make();
    setup from;
    device made;
    setup_make(&from, broker, "d");
    from.back_off.min_ms = from.back_off.max_ms = 3600000;
    broker_strikes(broker, LMQ_PACKET_CONNECT, LMQ_FAULT_REFUSE, 1);
    device_make(&made, &from);
    ANSWERS(LMQ_OK, lmq_client_start(made.client));
    NEED(device_becomes(&made, LMQ_STATE_WAITING));
    CHECK(device_status(&made).retry_in_ms > 1000);
    ANSWERS(LMQ_OK, lmq_client_network_changed(made.client));
    CHECK(device_becomes(&made, LMQ_STATE_READY));
    device_end(&made);
    lmq_broker_destroy(broker);
}

static void disconnect_with_something_left_answers_timeout_and_it_goes_out_later(void)
{
    lmq_broker *broker = broker_make();
    device made;
    device_joins(&made, broker, "d");
    broker_strikes(broker, LMQ_PACKET_PUBACK, LMQ_FAULT_DROP, 1);
    ANSWERS(LMQ_OK, hand_over(&made, "late"));
    ANSWERS(LMQ_ERROR_TIMEOUT, lmq_client_disconnect(made.client, 100));
    CHECK(device_status(&made).state == LMQ_STATE_IDLE && made.done_count == 0);
    device_connects(&made);
    CHECK(device_completes(&made, 1));
    ANSWERS(LMQ_OK, lmq_client_disconnect(made.client, PATIENCE));
    device_end(&made);
    lmq_broker_destroy(broker);
}

struct left {
    waiter waiter;
    unsigned long count;
};

static void on_recovered(void *context, const lmq_message *message, lmq_error error, lmq_view detail)
{
    struct left *left = context;
    CHECK(error == LMQ_OK && detail.size == 0);
    CHECK(message->size == sizeof *message && message->version == LMQ_STRUCT_VERSION);
    CHECK(view_is(message->topic, "TopicA/value") && view_is(message->payload, "of an earlier life"));
    CHECK(message->qos == LMQ_QOS_AT_LEAST_ONCE);
    waiter_lock(&left->waiter);
    ++left->count;
    waiter_unlock(&left->waiter);
}

static void what_a_file_kept_is_sent_by_the_next_client_and_told_to_its_handler(void)
{
    lmq_broker *broker = broker_make();
    lmq_outbox_options outbox = LMQ_OUTBOX_OPTIONS_INIT;
    lmq_inbox_options inbox = LMQ_INBOX_OPTIONS_INIT;
    struct left left = {0};
    folder files;
    char outbox_file[2 * FOLDER_TEXT], inbox_file[2 * FOLDER_TEXT];
    setup from;
    lmq_client *client = NULL;
    lmq_error error;
    folder_make(&files);
    waiter_make(&left.waiter);
    setup_make(&from, broker, "d");
    outbox.file = lmq_view_of(folder_file(&files, "outbox.db", outbox_file));
    inbox.file = lmq_view_of(folder_file(&files, "inbox.db", inbox_file));
    from.options.outbox = &outbox;
    from.options.inbox = &inbox;
    error = lmq_client_create(&from.options, &client);
    if (error == LMQ_OK) {
        device made;
        int i;
        lmq_client_destroy(client);
        device_make(&made, &from);
        for (i = 0; i < 3; ++i)
            ANSWERS(LMQ_OK, hand_over(&made, "of an earlier life"));
        ANSWERS(LMQ_OK, lmq_client_flush(made.client, PATIENCE));
        CHECK(device_statistics(&made).store_commits > 0);
        device_end(&made);
        device_make(&made, &from);
        CHECK(device_statistics(&made).outbox_recovered == 3);
        ANSWERS(LMQ_OK, lmq_client_on_recovered(made.client, on_recovered, &left));
        device_connects(&made);
        CHECK(waiter_reaches(&left.waiter, &left.count, 3));
        device_end(&made);
    } else {
        ANSWERS(LMQ_ERROR_STORE_UNSUPPORTED, error);
        CHECK(client == NULL);
    }
    waiter_end(&left.waiter);
    folder_end(&files);
    lmq_broker_destroy(broker);
}

int main(void)
{
    RUN(what_is_published_offline_is_sent_after_the_connect);
    RUN(at_its_cap_the_outbox_does_what_its_policy_says);
    RUN(a_message_whose_time_is_over_is_done_with_expired);
    RUN(a_lost_connection_comes_back_with_its_filters_and_loses_no_publish);
    RUN(a_word_about_the_network_makes_the_client_try_at_once);
    RUN(disconnect_with_something_left_answers_timeout_and_it_goes_out_later);
    RUN(what_a_file_kept_is_sent_by_the_next_client_and_told_to_its_handler);
    return check_result();
}
