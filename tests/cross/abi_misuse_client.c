/* lmq_c/client.h, called wrongly: on a client that is never started. */
#include <string.h>

#include "lmq_c/client.h"
#include "misuse.h"

static lmq_client *idle_client(void)
{
    lmq_client *client = NULL;
    lmq_client_options options = LMQ_CLIENT_OPTIONS_INIT;
    options.server_uri = lmq_view_of("tcp://127.0.0.1:1");
    options.client_id = lmq_view_of("GID_AAA@@@one");
    options.dispatch = LMQ_DISPATCH_POLL;
    ANSWERS(LMQ_OK, lmq_client_create(&options, &client));
    return client;
}

static lmq_message message_to(lmq_view topic)
{
    lmq_message message = LMQ_MESSAGE_INIT;
    message.topic = topic;
    return message;
}

static void without_a_client_every_call_answers_null_argument(void)
{
    lmq_message message = message_to(lmq_view_of("TopicA/x"));
    lmq_subscription subscription = {{"TopicA/x", 8}, LMQ_QOS_AT_LEAST_ONCE};
    lmq_subscribe_outcome outcome;
    lmq_status status = LMQ_STATUS_INIT;
    lmq_statistics statistics = LMQ_STATISTICS_INIT;
    const lmq_view view = lmq_view_of("TopicA/x");
    NULLS(lmq_client_create(NULL, NULL));
    NULLS(lmq_client_on_message(NULL, NULL, NULL));
    NULLS(lmq_client_on_p2p(NULL, NULL, NULL));
    NULLS(lmq_client_on_state(NULL, NULL, NULL));
    NULLS(lmq_client_on_recovered(NULL, NULL, NULL));
    NULLS(lmq_client_on_offline(NULL, NULL, NULL));
    NULLS(lmq_client_start(NULL));
    NULLS(lmq_client_connect(NULL, 1));
    NULLS(lmq_client_publish(NULL, &message, NULL, NULL));
    NULLS(lmq_client_publish_and_wait(NULL, &message, 1));
    NULLS(lmq_client_publish_p2p(NULL, view, view, view, 1, NULL, NULL));
    NULLS(lmq_client_subscribe(NULL, &subscription, 1, NULL, NULL));
    NULLS(lmq_client_subscribe_and_wait(NULL, &subscription, 1, &outcome, 1));
    NULLS(lmq_client_unsubscribe(NULL, &view, 1, NULL, NULL));
    NULLS(lmq_client_unsubscribe_and_wait(NULL, &view, 1, 1));
    NULLS(lmq_client_flush(NULL, 1));
    NULLS(lmq_client_disconnect(NULL, 1));
    NULLS(lmq_client_close(NULL, 1));
    NULLS(lmq_client_poll(NULL, 1, NULL));
    NULLS(lmq_client_network_changed(NULL));
    NULLS(lmq_client_pull(NULL, 1, LMQ_PULL_ASCENDING, NULL, NULL));
    NULLS(lmq_client_pull_all(NULL, NULL, NULL, NULL));
    NULLS(lmq_client_cancel_pulls(NULL));
    NULLS(lmq_client_status(NULL, &status));
    NULLS(lmq_client_statistics(NULL, &statistics));
    lmq_client_destroy(NULL);
}

static void what_a_call_needs_must_be_there(void)
{
    lmq_client *client = idle_client();
    NULLS(lmq_client_publish(client, NULL, NULL, NULL));
    NULLS(lmq_client_publish_and_wait(client, NULL, 1));
    NULLS(lmq_client_subscribe(client, NULL, 1, NULL, NULL));
    NULLS(lmq_client_subscribe_and_wait(client, NULL, 1, NULL, 1));
    NULLS(lmq_client_unsubscribe(client, NULL, 1, NULL, NULL));
    NULLS(lmq_client_unsubscribe_and_wait(client, NULL, 1, 1));
    NULLS(lmq_client_status(client, NULL));
    NULLS(lmq_client_statistics(client, NULL));
    lmq_client_destroy(client);
}

static void structs_of_another_version_are_refused(void)
{
    lmq_client *client = idle_client();
    lmq_message message = message_to(lmq_view_of("TopicA/x"));
    lmq_status status = LMQ_STATUS_INIT;
    lmq_statistics statistics = LMQ_STATISTICS_INIT;
    lmq_offline_pull pull = LMQ_OFFLINE_PULL_INIT;
    BAD_STRUCTS(message, lmq_client_publish(client, &message, NULL, NULL));
    BAD_STRUCTS(message, lmq_client_publish_and_wait(client, &message, 1));
    BAD_STRUCTS(status, lmq_client_status(client, &status));
    BAD_STRUCTS(statistics, lmq_client_statistics(client, &statistics));
    BAD_STRUCTS(pull, lmq_client_pull_all(client, &pull, NULL, NULL));
    lmq_client_destroy(client);
}

static void numbers_of_no_enumerator_are_refused(void)
{
    static const int32_t numbers[] = {-1, 3, INT32_MIN, INT32_MAX};
    unsigned i;
    lmq_client *client = idle_client();
    for (i = 0; i < 4; ++i) {
        lmq_message message = message_to(lmq_view_of("TopicA/x"));
        lmq_subscription subscription = {{"TopicA/x", 8}, 0};
        message.qos = numbers[i];
        subscription.qos = numbers[i];
        ANSWERS(LMQ_ERROR_BAD_QOS, lmq_client_publish(client, &message, NULL, NULL));
        ANSWERS(LMQ_ERROR_BAD_QOS, lmq_client_publish_p2p(client, lmq_view_of("TopicA"), lmq_view_of("GID_AAA@@@b"),
                                                          lmq_view_of(""), numbers[i], NULL, NULL));
        ANSWERS(LMQ_ERROR_BAD_QOS, lmq_client_subscribe(client, &subscription, 1, NULL, NULL));
        message.qos = LMQ_QOS_AT_LEAST_ONCE;
        message.priority = numbers[i];
        ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_client_publish(client, &message, NULL, NULL));
        ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_client_pull(client, 1, numbers[i], NULL, NULL));
        ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_client_pull(client, numbers[i] == 3 ? 31 : numbers[i], 0, NULL, NULL));
    }
    lmq_client_destroy(client);
}

static void texts_that_are_none_are_refused_and_times_may_be_any(void)
{
    static const int64_t times[] = {0, -1, INT64_MIN};
    unsigned i;
    lmq_client *client = idle_client();
    for (i = 0; i < ODD_VIEWS; ++i) {
        const lmq_view odd = odd_view(i);
        const lmq_message message = message_to(odd);
        lmq_subscription subscription = {{NULL, 0}, 0};
        subscription.filter = odd;
        sensible(lmq_client_publish(client, &message, NULL, NULL));
        sensible(lmq_client_publish_p2p(client, odd, odd, odd, 1, NULL, NULL));
        sensible(lmq_client_subscribe(client, &subscription, 1, NULL, NULL));
        sensible(lmq_client_unsubscribe(client, &odd, 1, NULL, NULL));
    }
    sensible(lmq_client_subscribe(client, NULL, 0, NULL, NULL));
    sensible(lmq_client_unsubscribe(client, NULL, 0, NULL, NULL));
    for (i = 0; i < 3; ++i) {
        size_t run = 0;
        sensible(lmq_client_poll(client, times[i], &run));
        sensible(lmq_client_flush(client, times[i]));
        sensible(lmq_client_disconnect(client, times[i]));
    }
    sensible(lmq_client_close(client, -1));
    lmq_client_destroy(client);
}

static void options_may_hold_anything(void)
{
    unsigned i;
    lmq_client *client = NULL;
    lmq_client_options options = LMQ_CLIENT_OPTIONS_INIT;
    BAD_STRUCTS(options, lmq_client_create(&options, &client));
    for (i = 0; i < ODD_VIEWS; ++i) {
        options.server_uri = odd_view(i);
        options.client_id = lmq_view_of("GID_AAA@@@one");
        CHECK(lmq_client_create(&options, &client) != LMQ_OK && client == NULL);
        options.server_uri = lmq_view_of("tcp://127.0.0.1:1");
        options.client_id = odd_view(i);
        CHECK(lmq_client_create(&options, &client) != LMQ_OK && client == NULL);
    }
    options.client_id = lmq_view_of("GID_AAA@@@one");
    options.dispatch = 2;
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_client_create(&options, &client));
    options.dispatch = LMQ_DISPATCH_POLL;
    options.connect_timeout_ms = INT64_MAX;
    options.ack_timeout_ms = INT64_MIN;
    CHECK(lmq_client_create(&options, &client) != LMQ_OK && client == NULL);
}

int main(void)
{
    RUN(without_a_client_every_call_answers_null_argument);
    RUN(what_a_call_needs_must_be_there);
    RUN(structs_of_another_version_are_refused);
    RUN(numbers_of_no_enumerator_are_refused);
    RUN(texts_that_are_none_are_refused_and_times_may_be_any);
    RUN(options_may_hold_anything);
    return check_result();
}
