#include "device.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "check.h"

static void keep_text(char *to, lmq_view from)
{
    NEED(from.size < TEXT);
    memcpy(to, from.data, from.size);
    to[from.size] = '\0';
}

static void record_message(device *made, const lmq_received_message *message, int p2p)
{
    received *kept;
    waiter_lock(&made->waiter);
    NEED(made->message_count < KEPT);
    kept = &made->messages[made->message_count];
    keep_text(kept->topic, message->topic);
    keep_text(kept->payload, message->payload);
    kept->qos = message->qos;
    kept->retained = message->retained;
    kept->duplicate = message->duplicate;
    kept->p2p = p2p;
    ++made->message_count;
    waiter_unlock(&made->waiter);
}

static void on_message(void *context, const lmq_received_message *message)
{
    record_message(context, message, 0);
}

static void on_p2p(void *context, const lmq_received_message *message)
{
    record_message(context, message, 1);
}

static void on_state(void *context, const lmq_status *status)
{
    device *made = context;
    waiter_lock(&made->waiter);
    if (made->state_count < KEPT) {
        made->states[made->state_count].state = status->state;
        made->states[made->state_count].error = status->error;
        ++made->state_count;
    }
    waiter_unlock(&made->waiter);
}

static void on_done(void *context, lmq_error error, lmq_view detail)
{
    ticket *given = context;
    waiter_lock(&given->owner->waiter);
    CHECK((error == LMQ_OK) == (detail.size == 0));
    given->error = error;
    ++given->calls;
    ++given->owner->done_count;
    waiter_unlock(&given->owner->waiter);
}

static lmq_broker *start(const lmq_broker_options *options)
{
    lmq_broker *broker = NULL;
    ANSWERS(LMQ_OK, lmq_broker_create(options, &broker));
    return broker;
}

lmq_broker *broker_make(void)
{
    lmq_broker_options options = LMQ_BROKER_OPTIONS_INIT;
    return start(&options);
}

lmq_broker *broker_with_doors(void)
{
    lmq_broker_options options = LMQ_BROKER_OPTIONS_INIT;
    options.tls = options.ws = options.wss = lmq_view_of("127.0.0.1:0");
    return start(&options);
}

lmq_broker *broker_on_virtual_clock(void)
{
    lmq_broker_options options = LMQ_BROKER_OPTIONS_INIT;
    options.virtual_clock = 1;
    options.virtual_start_ms = (int64_t)time(NULL) * 1000; /* devices and broker agree at first */
    return start(&options);
}

void broker_strikes(lmq_broker *broker, lmq_packet packet, lmq_fault_action action, uint64_t times)
{
    lmq_broker_fault fault = LMQ_BROKER_FAULT_INIT;
    fault.packet = packet;
    fault.action = action;
    fault.times = times;
    ANSWERS(LMQ_OK, lmq_broker_add_fault(broker, &fault, NULL));
}

lmq_broker_session_info broker_knows(lmq_broker *broker, const char *client_id)
{
    lmq_broker_session_info info = LMQ_BROKER_SESSION_INFO_INIT;
    ANSWERS(LMQ_OK, lmq_broker_session(broker, lmq_view_of(client_id), &info));
    return info;
}

struct presence {
    lmq_broker *broker;
    const char *client_id;
    int connected;
};

static int presence_holds(void *context)
{
    const struct presence *wanted = context;
    return (broker_knows(wanted->broker, wanted->client_id).connected != 0) == wanted->connected;
}

int broker_has(lmq_broker *broker, const char *client_id, int connected)
{
    struct presence wanted;
    wanted.broker = broker;
    wanted.client_id = client_id;
    wanted.connected = connected;
    return eventually(presence_holds, &wanted);
}

void broker_kicks(lmq_broker *broker, const char *client_id)
{
    int kicked = 0;
    ANSWERS(LMQ_OK, lmq_broker_kick(broker, lmq_view_of(client_id), &kicked));
    CHECK(kicked);
}

void setup_make(setup *made, lmq_broker *broker, const char *name)
{
    const lmq_client_options options = LMQ_CLIENT_OPTIONS_INIT;
    const lmq_credentials credentials = LMQ_CREDENTIALS_INIT;
    const lmq_back_off back_off = LMQ_BACK_OFF_INIT;
    made->options = options;
    made->credentials = credentials;
    made->back_off = back_off;
    ANSWERS(LMQ_OK, lmq_broker_uri(broker, LMQ_DOOR_TCP, made->uri, sizeof made->uri, NULL));
    NEED(snprintf(made->id, sizeof made->id, "GID_AAA@@@%s", name) > 0);
    made->credentials.kind = LMQ_CREDENTIALS_ACCESS_KEY;
    made->credentials.access_key = lmq_view_of("AK_TEST_0001");
    made->credentials.secret_key = lmq_view_of("SK_test_secret_0001");
    made->back_off.min_ms = 5;
    made->back_off.max_ms = 50;
    made->options.server_uri = lmq_view_of(made->uri);
    made->options.client_id = lmq_view_of(made->id);
    made->options.credentials = &made->credentials;
    made->options.back_off = &made->back_off;
}

void device_make(device *made, const setup *from)
{
    memset(made, 0, sizeof *made);
    waiter_make(&made->waiter);
    keep_text(made->id, from->options.client_id);
    ANSWERS(LMQ_OK, lmq_client_create(&from->options, &made->client));
    ANSWERS(LMQ_OK, lmq_client_on_message(made->client, on_message, made));
    ANSWERS(LMQ_OK, lmq_client_on_p2p(made->client, on_p2p, made));
    ANSWERS(LMQ_OK, lmq_client_on_state(made->client, on_state, made));
}

void device_connects(device *made)
{
    ANSWERS(LMQ_OK, lmq_client_connect(made->client, PATIENCE));
}

void device_joins(device *made, lmq_broker *broker, const char *name)
{
    setup from;
    setup_make(&from, broker, name);
    device_make(made, &from);
    device_connects(made);
}

void device_end(device *made)
{
    /* What is left is completed with `cancelled` either way. */
    lmq_client_close(made->client, 1000);
    lmq_client_destroy(made->client);
    waiter_end(&made->waiter);
}

void device_subscribes(device *made, const char *filter, lmq_qos qos)
{
    lmq_subscription wanted;
    lmq_subscribe_outcome outcome;
    wanted.filter = lmq_view_of(filter);
    wanted.qos = qos;
    ANSWERS(LMQ_OK, lmq_client_subscribe_and_wait(made->client, &wanted, 1, &outcome, PATIENCE));
    CHECK(outcome.error == LMQ_OK && outcome.granted == qos && outcome.filter.data == filter);
}

lmq_message message_of(const char *topic, const char *payload, lmq_qos qos)
{
    lmq_message message = LMQ_MESSAGE_INIT;
    message.topic = lmq_view_of(topic);
    message.payload = lmq_view_of(payload);
    message.qos = qos;
    return message;
}

void device_publishes(device *made, const char *topic, const char *payload, lmq_qos qos)
{
    lmq_message message = message_of(topic, payload, qos);
    ANSWERS(LMQ_OK, lmq_client_publish_and_wait(made->client, &message, PATIENCE));
}

lmq_error device_hands_over(device *made, const lmq_message *message)
{
    ticket *given = &made->tickets[made->ticket_count];
    lmq_error error;
    NEED(made->ticket_count < KEPT);
    given->owner = made;
    error = lmq_client_publish(made->client, message, on_done, given);
    if (error == LMQ_OK) ++made->ticket_count;
    return error;
}

int device_receives(device *made, unsigned long count)
{
    return waiter_reaches(&made->waiter, &made->message_count, count);
}

int device_completes(device *made, unsigned long count)
{
    return waiter_reaches(&made->waiter, &made->done_count, count);
}

struct wanted {
    device *made;
    lmq_state state;
    lmq_error error;
    unsigned long connects;
};

static int state_holds(void *context)
{
    const struct wanted *wanted = context;
    return device_status(wanted->made).state == wanted->state;
}

int device_becomes(device *made, lmq_state state)
{
    struct wanted wanted = {0};
    wanted.made = made;
    wanted.state = state;
    return eventually(state_holds, &wanted);
}

static int connects_hold(void *context)
{
    const struct wanted *wanted = context;
    return device_statistics(wanted->made).connects >= wanted->connects;
}

int device_connected(device *made, unsigned long times)
{
    struct wanted wanted = {0};
    wanted.made = made;
    wanted.connects = times;
    return eventually(connects_hold, &wanted) && device_becomes(made, LMQ_STATE_READY);
}

static int error_holds(void *context)
{
    const struct wanted *wanted = context;
    unsigned long i;
    int told = 0;
    waiter_lock(&wanted->made->waiter);
    for (i = 0; i < wanted->made->state_count; ++i)
        told |= wanted->made->states[i].error == wanted->error;
    waiter_unlock(&wanted->made->waiter);
    return told;
}

int device_told(device *made, lmq_error error)
{
    struct wanted wanted = {0};
    wanted.made = made;
    wanted.error = error;
    return eventually(error_holds, &wanted);
}

lmq_status device_status(device *made)
{
    lmq_status status = LMQ_STATUS_INIT;
    ANSWERS(LMQ_OK, lmq_client_status(made->client, &status));
    return status;
}

lmq_statistics device_statistics(device *made)
{
    lmq_statistics statistics = LMQ_STATISTICS_INIT;
    ANSWERS(LMQ_OK, lmq_client_statistics(made->client, &statistics));
    return statistics;
}
