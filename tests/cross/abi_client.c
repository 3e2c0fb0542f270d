/* A device in C: signing in, publishing, receiving, P2P, subscriptions. */
#include "lmq_c/client.h"

#include <string.h>

#include "check.h"
#include "device.h"
#include "lmq_c/signature.h"

static int is(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static void messages_of_each_qos_arrive_as_they_were_published(void)
{
    lmq_broker *broker = broker_make();
    device made;
    int qos;
    device_joins(&made, broker, "d");
    CHECK(broker_knows(broker, made.id).connected && broker_knows(broker, made.id).keep_alive_s == 90);
    device_subscribes(&made, "TopicA/#", LMQ_QOS_EXACTLY_ONCE);
    for (qos = 0; qos <= 2; ++qos)
        device_publishes(&made, "TopicA/notice/", qos == 0 ? "zero" : qos == 1 ? "one" : "two", qos);
    NEED(device_receives(&made, 3));
    for (qos = 0; qos <= 2; ++qos)
        CHECK(made.messages[qos].qos == qos && is(made.messages[qos].topic, "TopicA/notice/"));
    CHECK(is(made.messages[0].payload, "zero") && is(made.messages[2].payload, "two"));
    device_end(&made);
    lmq_broker_destroy(broker);
}

static void topic_and_payload_are_copied_within_the_call(void)
{
    lmq_broker *broker = broker_make();
    device made;
    char topic[] = "TopicA/x", payload[] = "a\0b";
    lmq_message message = message_of(topic, "", LMQ_QOS_AT_LEAST_ONCE);
    message.payload = lmq_view_from(payload, 3);
    device_joins(&made, broker, "d");
    device_subscribes(&made, "TopicA/x", LMQ_QOS_AT_LEAST_ONCE);
    ANSWERS(LMQ_OK, device_hands_over(&made, &message));
    memset(topic, '#', sizeof topic - 1);
    memset(payload, '#', 3);
    NEED(device_receives(&made, 1) && device_completes(&made, 1));
    CHECK(made.tickets[0].error == LMQ_OK && made.tickets[0].calls == 1);
    CHECK(is(made.messages[0].topic, "TopicA/x") && memcmp(made.messages[0].payload, "a\0b", 4) == 0);
    device_end(&made);
    lmq_broker_destroy(broker);
}

static void a_ready_password_signs_in(void)
{
    lmq_broker *broker = broker_make();
    setup from;
    device made;
    setup_make(&from, broker, "d");
    from.credentials.kind = LMQ_CREDENTIALS_PASSWORD;
    from.credentials.user_name = lmq_view_of("AK_TEST_0001");
    from.credentials.password = lmq_view_of("ssReP+eu30aC5+KnUoIuTnSiSXk="); /* spec 7.1's example */
    device_make(&made, &from);
    device_connects(&made);
    device_end(&made);
    lmq_broker_destroy(broker);
}

struct element { /* a secure element: it fails as often as it is told */
    int failures;
    int calls;
};

static lmq_error sign(void *context, lmq_view text, char *buffer, size_t size, size_t *length)
{
    struct element *element = context;
    ++element->calls;
    CHECK(view_is(text, "GID_AAA"));
    CHECK(size >= 256);
    if (element->failures-- > 0) return lmq_fail(LMQ_ERROR_SIGNER_FAILED, lmq_view_of("the element is locked"));
    return lmq_mqtt_password(lmq_view_of("SK_test_secret_0001"), text, buffer, size, length);
}

static void a_signer_is_asked_before_each_connect_and_again_after_a_failure(void)
{
    lmq_broker *broker = broker_make();
    struct element element = {2, 0};
    setup from;
    device made;
    setup_make(&from, broker, "d");
    from.credentials.kind = LMQ_CREDENTIALS_SIGNER;
    from.credentials.signer = sign;
    from.credentials.signer_context = &element;
    device_make(&made, &from);
    device_connects(&made);
    CHECK(device_told(&made, LMQ_ERROR_SIGNER_FAILED));
    CHECK(element.calls == 3);
    broker_kicks(broker, made.id);
    CHECK(device_connected(&made, 2));
    device_end(&made);
    CHECK(element.calls == 4);
    lmq_broker_destroy(broker);
}

static void a_signers_own_words_reach_the_state_handler(void)
{
    lmq_broker *broker = broker_make();
    struct element element = {1000000, 0};
    setup from;
    device made;
    setup_make(&from, broker, "d");
    from.credentials.kind = LMQ_CREDENTIALS_SIGNER;
    from.credentials.signer = sign;
    from.credentials.signer_context = &element;
    device_make(&made, &from);
    ANSWERS(LMQ_OK, lmq_client_start(made.client));
    NEED(device_told(&made, LMQ_ERROR_SIGNER_FAILED));
    CHECK(strstr(device_status(&made).detail, "the element is locked") != NULL);
    device_end(&made);
    lmq_broker_destroy(broker);
}

static void a_wrong_key_is_refused_for_good_and_the_refusal_is_told(void)
{
    lmq_broker *broker = broker_make();
    setup from;
    device made;
    setup_make(&from, broker, "d");
    from.credentials.secret_key = lmq_view_of("SK_wrong");
    device_make(&made, &from);
    ANSWERS(LMQ_ERROR_REFUSED_CREDENTIALS, lmq_client_connect(made.client, PATIENCE));
    CHECK(device_status(&made).state == LMQ_STATE_REFUSED);
    CHECK(device_status(&made).error == LMQ_ERROR_REFUSED_CREDENTIALS);
    device_end(&made);
    lmq_broker_destroy(broker);
}

static void without_a_server_connect_answers_timeout_and_the_client_goes_on(void)
{
    lmq_broker *broker = broker_make();
    setup from;
    device made;
    setup_make(&from, broker, "d");
    lmq_broker_destroy(broker);
    device_make(&made, &from);
    ANSWERS(LMQ_ERROR_TIMEOUT, lmq_client_connect(made.client, 200));
    CHECK(device_told(&made, LMQ_ERROR_NETWORK_UNREACHABLE));
    device_end(&made);
}

static void a_p2p_message_comes_to_its_own_handler_or_without_one_to_the_other(void)
{
    lmq_broker *broker = broker_make();
    device target, sender;
    lmq_view hello = lmq_view_of("hello");
    device_joins(&target, broker, "target");
    device_joins(&sender, broker, "sender");
    ANSWERS(LMQ_OK, lmq_client_publish_p2p(sender.client, lmq_view_of("TopicA"), lmq_view_of(target.id), hello,
                                           LMQ_QOS_AT_LEAST_ONCE, NULL, NULL));
    NEED(device_receives(&target, 1));
    CHECK(target.messages[0].p2p && is(target.messages[0].topic, "TopicA/p2p/GID_AAA@@@target"));
    ANSWERS(LMQ_OK, lmq_client_on_p2p(target.client, NULL, NULL));
    ANSWERS(LMQ_OK, lmq_client_publish_p2p(sender.client, lmq_view_of("TopicA"), lmq_view_of(target.id), hello,
                                           LMQ_QOS_AT_LEAST_ONCE, NULL, NULL));
    NEED(device_receives(&target, 2));
    CHECK(!target.messages[1].p2p && is(target.messages[1].payload, "hello"));
    ANSWERS(LMQ_ERROR_BAD_FIRST_LEVEL, lmq_client_publish_p2p(sender.client, lmq_view_of("A/b"), lmq_view_of(target.id),
                                                              hello, LMQ_QOS_AT_LEAST_ONCE, NULL, NULL));
    ANSWERS(LMQ_ERROR_BAD_QOS, lmq_client_publish_p2p(sender.client, lmq_view_of("TopicA"), lmq_view_of(target.id),
                                                      hello, 256, NULL, NULL));
    device_end(&sender);
    device_end(&target);
    lmq_broker_destroy(broker);
}

static void a_retained_message_and_a_will_reach_who_comes_later(void)
{
    lmq_broker *broker = broker_make();
    device mortal, heir;
    setup from;
    lmq_will will = LMQ_WILL_INIT;
    lmq_message kept = message_of("TopicA/kept", "still here", LMQ_QOS_AT_LEAST_ONCE);
    setup_make(&from, broker, "mortal");
    will.topic = lmq_view_of("TopicA/gone");
    will.payload = lmq_view_of("it died");
    will.qos = LMQ_QOS_AT_LEAST_ONCE;
    from.options.will = &will;
    kept.retain = 1;
    device_make(&mortal, &from);
    device_connects(&mortal);
    ANSWERS(LMQ_OK, lmq_client_publish_and_wait(mortal.client, &kept, PATIENCE));
    device_joins(&heir, broker, "heir");
    device_subscribes(&heir, "TopicA/kept", LMQ_QOS_AT_LEAST_ONCE);
    NEED(device_receives(&heir, 1));
    CHECK(heir.messages[0].retained && is(heir.messages[0].payload, "still here"));
    device_subscribes(&heir, "TopicA/gone", LMQ_QOS_AT_LEAST_ONCE);
    broker_kicks(broker, mortal.id);
    NEED(device_receives(&heir, 2));
    CHECK(!heir.messages[1].retained && is(heir.messages[1].payload, "it died"));
    device_end(&heir);
    device_end(&mortal);
    lmq_broker_destroy(broker);
}

struct answer {
    waiter waiter;
    lmq_subscribe_outcome outcomes[2];
    size_t count;
    unsigned long calls;
};

static void on_subscribed(void *context, const lmq_subscribe_outcome *outcomes, size_t count)
{
    struct answer *answer = context;
    waiter_lock(&answer->waiter);
    answer->count = count;
    memcpy(answer->outcomes, outcomes, (count < 2 ? count : 2) * sizeof *outcomes);
    CHECK(count < 1 || view_is(outcomes[0].filter, "TopicA/x"));
    ++answer->calls;
    waiter_unlock(&answer->waiter);
}

static void filters_asked_for_before_the_connection_are_answered_with_it(void)
{
    lmq_broker *broker = broker_make();
    setup from;
    device made;
    struct answer answer = {0};
    lmq_subscription wanted[2];
    wanted[0].filter = lmq_view_of("TopicA/x");
    wanted[0].qos = LMQ_QOS_AT_LEAST_ONCE;
    wanted[1].filter = lmq_view_of("TopicB/+");
    wanted[1].qos = LMQ_QOS_EXACTLY_ONCE;
    waiter_make(&answer.waiter);
    setup_make(&from, broker, "d");
    device_make(&made, &from);
    ANSWERS(LMQ_OK, lmq_client_subscribe(made.client, wanted, 2, on_subscribed, &answer));
    device_connects(&made);
    NEED(waiter_reaches(&answer.waiter, &answer.calls, 1));
    CHECK(answer.count == 2 && answer.outcomes[0].granted == 1 && answer.outcomes[1].granted == 2);
    CHECK(broker_knows(broker, made.id).subscriptions == 2);
    device_end(&made);
    CHECK(answer.calls == 1);
    waiter_end(&answer.waiter);
    lmq_broker_destroy(broker);
}

static void a_refused_filter_is_told_and_leaves_the_set(void)
{
    lmq_broker *broker = broker_make();
    device made;
    lmq_subscription wanted = {LMQ_VIEW_INIT, LMQ_QOS_AT_LEAST_ONCE};
    lmq_subscribe_outcome outcome;
    wanted.filter = lmq_view_of("TopicA/x");
    device_joins(&made, broker, "d");
    broker_strikes(broker, LMQ_PACKET_SUBSCRIBE, LMQ_FAULT_REFUSE, 1);
    ANSWERS(LMQ_OK, lmq_client_subscribe_and_wait(made.client, &wanted, 1, &outcome, PATIENCE));
    CHECK(outcome.error == LMQ_ERROR_SUBSCRIPTION_REFUSED);
    CHECK(device_statistics(&made).subscriptions == 0);
    wanted.filter = lmq_view_of("#");
    ANSWERS(LMQ_ERROR_BAD_FIRST_LEVEL, lmq_client_subscribe_and_wait(made.client, &wanted, 1, NULL, PATIENCE));
    wanted.qos = 3;
    ANSWERS(LMQ_ERROR_BAD_QOS, lmq_client_subscribe(made.client, &wanted, 1, NULL, NULL));
    device_end(&made);
    lmq_broker_destroy(broker);
}

static void an_unsubscribed_filter_delivers_no_more(void)
{
    lmq_broker *broker = broker_make();
    device made;
    lmq_view filter = lmq_view_of("TopicA/x");
    device_joins(&made, broker, "d");
    device_subscribes(&made, "TopicA/x", LMQ_QOS_AT_LEAST_ONCE);
    device_subscribes(&made, "TopicA/y", LMQ_QOS_AT_LEAST_ONCE);
    ANSWERS(LMQ_OK, lmq_client_unsubscribe_and_wait(made.client, &filter, 1, PATIENCE));
    device_publishes(&made, "TopicA/x", "no", LMQ_QOS_AT_LEAST_ONCE);
    device_publishes(&made, "TopicA/y", "yes", LMQ_QOS_AT_LEAST_ONCE);
    NEED(device_receives(&made, 1));
    CHECK(is(made.messages[0].payload, "yes"));
    device_end(&made);
    lmq_broker_destroy(broker);
}

static void order_mode_is_asked_for_after_each_connect(void)
{
    lmq_broker *broker = broker_make();
    setup from;
    device made;
    lmq_message message = message_of("OrderedTopic/x", "x", LMQ_QOS_AT_LEAST_ONCE);
    setup_make(&from, broker, "d");
    from.options.ordered = 1;
    device_make(&made, &from);
    device_connects(&made);
    CHECK(broker_knows(broker, made.id).ordered);
    message.priority = LMQ_PRIORITY_HIGH;
    ANSWERS(LMQ_ERROR_BAD_COMBINATION, device_hands_over(&made, &message));
    broker_kicks(broker, made.id);
    NEED(device_connected(&made, 2));
    CHECK(broker_knows(broker, made.id).ordered);
    device_end(&made);
    lmq_broker_destroy(broker);
}

int main(void)
{
    RUN(messages_of_each_qos_arrive_as_they_were_published);
    RUN(topic_and_payload_are_copied_within_the_call);
    RUN(a_ready_password_signs_in);
    RUN(a_signer_is_asked_before_each_connect_and_again_after_a_failure);
    RUN(a_signers_own_words_reach_the_state_handler);
    RUN(a_wrong_key_is_refused_for_good_and_the_refusal_is_told);
    RUN(without_a_server_connect_answers_timeout_and_the_client_goes_on);
    RUN(a_p2p_message_comes_to_its_own_handler_or_without_one_to_the_other);
    RUN(a_retained_message_and_a_will_reach_who_comes_later);
    RUN(filters_asked_for_before_the_connection_are_answered_with_it);
    RUN(a_refused_filter_is_told_and_leaves_the_set);
    RUN(an_unsubscribed_filter_delivers_no_more);
    RUN(order_mode_is_asked_for_after_each_connect);
    return check_result();
}
