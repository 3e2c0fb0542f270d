/* What the broker is told to do wrong, and what a device makes of it. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "device.h"

/* A rule for one kind of packet, in force. */
static uint64_t strike(lmq_broker *broker, lmq_packet packet, lmq_fault_action action, int32_t code)
{
    uint64_t id = 0;
    lmq_broker_fault fault = LMQ_BROKER_FAULT_INIT;
    fault.packet = packet;
    fault.action = action;
    fault.code = code;
    ANSWERS(LMQ_OK, lmq_broker_add_fault(broker, &fault, &id));
    return id;
}

struct hits {
    uint64_t id, seen, hits;
};

static void find_rule(void *context, uint64_t id, const lmq_broker_fault *fault, uint64_t seen, uint64_t hits)
{
    struct hits *wanted = context;
    CHECK(fault->packet != LMQ_PACKET_ANY);
    if (id != wanted->id) return;
    wanted->seen = seen;
    wanted->hits = hits;
}

static struct hits rule_did(lmq_broker *broker, uint64_t id)
{
    struct hits wanted = {0, 0, 0};
    wanted.id = id;
    ANSWERS(LMQ_OK, lmq_broker_faults(broker, find_rule, &wanted));
    return wanted;
}

static void hand_over(device *made, const char *payload)
{
    const lmq_message message = message_of("TopicA/x", payload, LMQ_QOS_AT_LEAST_ONCE);
    ANSWERS(LMQ_OK, device_hands_over(made, &message));
}

static void a_lost_acknowledgement_does_not_lose_the_publish(void)
{
    lmq_broker *broker = broker_make();
    device made;
    uint64_t id;
    device_joins(&made, broker, "one");
    id = strike(broker, LMQ_PACKET_PUBACK, LMQ_FAULT_DROP, 3);
    hand_over(&made, "first");
    device_publishes(&made, "TopicA/x", "second", LMQ_QOS_AT_LEAST_ONCE);
    CHECK(made.done_count == 0);
    CHECK(rule_did(broker, id).seen == 2 && rule_did(broker, id).hits == 1);
    broker_kicks(broker, made.id);
    CHECK(device_completes(&made, 1));
    CHECK(made.tickets[0].error == LMQ_OK && made.tickets[0].calls == 1);
    device_end(&made);
    lmq_broker_destroy(broker);
}

static void a_connection_closed_amid_a_publish_comes_back_and_completes_it_once(void)
{
    lmq_broker *broker = broker_make();
    device made;
    device_joins(&made, broker, "one");
    device_subscribes(&made, "TopicA/x", LMQ_QOS_AT_LEAST_ONCE);
    strike(broker, LMQ_PACKET_PUBLISH, LMQ_FAULT_CLOSE, 3);
    hand_over(&made, "only");
    CHECK(device_completes(&made, 1) && device_receives(&made, 1));
    CHECK(made.tickets[0].error == LMQ_OK && made.tickets[0].calls == 1);
    CHECK(device_told(&made, LMQ_ERROR_CONNECTION_LOST) && device_connected(&made, 2));
    device_end(&made);
    lmq_broker_destroy(broker);
}

static void a_server_that_is_unavailable_is_asked_again_and_one_that_refuses_is_not(void)
{
    lmq_broker *broker = broker_make();
    device made;
    setup from;
    setup_make(&from, broker, "one");
    strike(broker, LMQ_PACKET_CONNECT, LMQ_FAULT_REFUSE, 3);
    device_make(&made, &from);
    device_connects(&made);
    CHECK(device_told(&made, LMQ_ERROR_REFUSED_UNAVAILABLE));
    device_end(&made);
    strike(broker, LMQ_PACKET_CONNECT, LMQ_FAULT_REFUSE, 5);
    device_make(&made, &from);
    ANSWERS(LMQ_ERROR_REFUSED_NOT_AUTHORIZED, lmq_client_connect(made.client, PATIENCE));
    CHECK(device_becomes(&made, LMQ_STATE_REFUSED));
    device_end(&made);
    lmq_broker_destroy(broker);
}

static void a_refused_subscription_is_told(void)
{
    lmq_broker *broker = broker_make();
    device made;
    lmq_subscription wanted = {{"TopicA/x", 8}, LMQ_QOS_AT_LEAST_ONCE};
    lmq_subscribe_outcome outcome;
    device_joins(&made, broker, "one");
    strike(broker, LMQ_PACKET_SUBSCRIBE, LMQ_FAULT_REFUSE, 3);
    ANSWERS(LMQ_OK, lmq_client_subscribe_and_wait(made.client, &wanted, 1, &outcome, PATIENCE));
    CHECK(outcome.error == LMQ_ERROR_SUBSCRIPTION_REFUSED && broker_knows(broker, made.id).subscriptions == 0);
    device_end(&made);
    lmq_broker_destroy(broker);
}

static void a_packet_that_passes_twice_is_delivered_twice_at_qos_1(void)
{
    lmq_broker *broker = broker_make();
    device made;
    lmq_broker_fault fault = LMQ_BROKER_FAULT_INIT;
    device_joins(&made, broker, "one");
    device_subscribes(&made, "TopicA/#", LMQ_QOS_AT_LEAST_ONCE);
    fault.packet = LMQ_PACKET_PUBLISH;
    fault.direction = LMQ_FAULT_OUT;
    fault.client = lmq_view_of(made.id);
    fault.topic = lmq_view_of("TopicA/twice/#");
    fault.action = LMQ_FAULT_DUPLICATE;
    ANSWERS(LMQ_OK, lmq_broker_add_fault(broker, &fault, NULL));
    device_publishes(&made, "TopicA/once", "first", LMQ_QOS_AT_LEAST_ONCE);
    device_publishes(&made, "TopicA/twice", "second", LMQ_QOS_AT_LEAST_ONCE);
    device_publishes(&made, "TopicA/once", "third", LMQ_QOS_AT_LEAST_ONCE);
    CHECK(device_receives(&made, 4));
    CHECK(strcmp(made.messages[0].payload, "first") == 0 && strcmp(made.messages[1].payload, "second") == 0);
    CHECK(strcmp(made.messages[2].payload, "second") == 0 && strcmp(made.messages[3].payload, "third") == 0);
    device_end(&made);
    lmq_broker_destroy(broker);
}

static void a_delay_is_kept_by_the_virtual_clock(void)
{
    lmq_broker *broker = broker_on_virtual_clock();
    device made;
    uint64_t id = 0;
    lmq_broker_fault fault = LMQ_BROKER_FAULT_INIT;
    device_joins(&made, broker, "one");
    fault.packet = LMQ_PACKET_PUBACK;
    fault.nth = 2;
    fault.action = LMQ_FAULT_DELAY;
    fault.delay_ms = 5000;
    ANSWERS(LMQ_OK, lmq_broker_add_fault(broker, &fault, &id));
    device_publishes(&made, "TopicA/x", "first", LMQ_QOS_AT_LEAST_ONCE);
    CHECK(rule_did(broker, id).hits == 0);
    hand_over(&made, "second");
    do
        ANSWERS(LMQ_OK, lmq_broker_advance(broker, 0)); /* until the publish is there */
    while (rule_did(broker, id).hits == 0);
    ANSWERS(LMQ_OK, lmq_broker_advance(broker, 4999));
    CHECK(made.done_count == 0);
    ANSWERS(LMQ_OK, lmq_broker_advance(broker, 1));
    CHECK(device_completes(&made, 1) && made.tickets[0].error == LMQ_OK);
    device_end(&made);
    lmq_broker_destroy(broker);
}

static void a_publish_that_arrives_corrupt_costs_the_connection_and_nothing_else(void)
{
    lmq_broker *broker = broker_make();
    device made;
    device_joins(&made, broker, "one");
    strike(broker, LMQ_PACKET_PUBLISH, LMQ_FAULT_CORRUPT, 3);
    hand_over(&made, "only");
    CHECK(device_connected(&made, 2) && device_completes(&made, 1));
    CHECK(made.tickets[0].error == LMQ_OK && made.tickets[0].calls == 1);
    device_end(&made);
    lmq_broker_destroy(broker);
}

int main(void)
{
    RUN(a_lost_acknowledgement_does_not_lose_the_publish);
    RUN(a_connection_closed_amid_a_publish_comes_back_and_completes_it_once);
    RUN(a_server_that_is_unavailable_is_asked_again_and_one_that_refuses_is_not);
    RUN(a_refused_subscription_is_told);
    RUN(a_packet_that_passes_twice_is_delivered_twice_at_qos_1);
    RUN(a_delay_is_kept_by_the_virtual_clock);
    RUN(a_publish_that_arrives_corrupt_costs_the_connection_and_nothing_else);
    return check_result();
}
