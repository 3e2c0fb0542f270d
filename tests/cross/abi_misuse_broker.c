/* lmq_c/broker.h, called wrongly. */
#include <string.h>

#include "lmq_c/broker.h"
#include "misuse.h"

static void on_fault(void *context, uint64_t id, const lmq_broker_fault *fault, uint64_t seen, uint64_t hits)
{
    (void)context;
    CHECK(id > 0 && fault != NULL && seen >= hits);
}

static void on_session(void *context, lmq_view client_id, lmq_view peer, const lmq_broker_session_info *info)
{
    (void)context;
    CHECK(client_id.size > 0 && peer.size > 0 && info == NULL); /* there is none */
}

static void on_subscription(void *context, lmq_view filter, int32_t qos)
{
    (void)context;
    CHECK(filter.size == 0 && qos < 0); /* there is none */
}

static void on_held_token(void *context, lmq_view type, int64_t expire_time_ms)
{
    (void)context;
    CHECK(type.size == 0 && expire_time_ms < 0); /* there is none */
}

static void on_alarm(void *context, lmq_view kind, lmq_view instance, lmq_view detail, int64_t time_ms)
{
    (void)context;
    CHECK(kind.size + instance.size + detail.size == 0 && time_ms < 0); /* there is none */
}

static void on_mq(void *context, const lmq_broker_mq_message *message)
{
    (void)context;
    CHECK(message != NULL);
}

static void without_a_broker_every_call_answers_null_argument(void)
{
    char text[64];
    int64_t now = 0;
    uint64_t number = 0;
    const lmq_view view = lmq_view_of("TopicA");
    lmq_broker_options options = LMQ_BROKER_OPTIONS_INIT;
    lmq_broker_fault fault = LMQ_BROKER_FAULT_INIT;
    lmq_broker_session_info session = LMQ_BROKER_SESSION_INFO_INIT;
    lmq_broker_statistics_info statistics = LMQ_BROKER_STATISTICS_INFO_INIT;
    lmq_broker_token_order order = LMQ_BROKER_TOKEN_ORDER_INIT;
    lmq_broker_mq_message message = LMQ_BROKER_MQ_MESSAGE_INIT;
    NULLS(lmq_broker_create(&options, NULL));
    NULLS(lmq_broker_address(NULL, LMQ_DOOR_TCP, text, sizeof text, NULL));
    NULLS(lmq_broker_uri(NULL, LMQ_DOOR_TCP, text, sizeof text, NULL));
    NULLS(lmq_broker_ca_file(NULL, text, sizeof text, NULL));
    NULLS(lmq_broker_reload_certificates(NULL));
    NULLS(lmq_broker_now_ms(NULL, &now));
    NULLS(lmq_broker_advance(NULL, 1));
    NULLS(lmq_broker_reset(NULL));
    NULLS(lmq_broker_add_fault(NULL, &fault, &number));
    NULLS(lmq_broker_remove_fault(NULL, 1, NULL));
    NULLS(lmq_broker_clear_faults(NULL));
    NULLS(lmq_broker_faults(NULL, on_fault, NULL));
    NULLS(lmq_broker_session(NULL, view, &session));
    NULLS(lmq_broker_sessions(NULL, on_session, NULL));
    NULLS(lmq_broker_subscriptions(NULL, view, on_subscription, NULL));
    NULLS(lmq_broker_held_tokens(NULL, view, on_held_token, NULL));
    NULLS(lmq_broker_kick(NULL, view, NULL));
    NULLS(lmq_broker_alarms(NULL, on_alarm, NULL));
    NULLS(lmq_broker_statistics(NULL, &statistics));
    NULLS(lmq_broker_tokens_refused(NULL, 1, &number));
    NULLS(lmq_broker_issue_token(NULL, &order, text, sizeof text, NULL));
    NULLS(lmq_broker_revoke_token(NULL, view));
    NULLS(lmq_broker_mq_produce(NULL, view, &message));
    NULLS(lmq_broker_mq_consume(NULL, view, view, view, 1, 0, on_mq, NULL));
    lmq_broker_destroy(NULL);
}

static lmq_broker *started(void)
{
    lmq_broker *broker = NULL;
    lmq_broker_options options = LMQ_BROKER_OPTIONS_INIT;
    options.http = lmq_view_of("127.0.0.1:0");
    options.tls = lmq_view_of("127.0.0.1:0");
    options.virtual_clock = 1;
    ANSWERS(LMQ_OK, lmq_broker_create(&options, &broker));
    return broker;
}

static lmq_error address(const void *subject, char *buffer, size_t size, size_t *length)
{
    return lmq_broker_address(subject, LMQ_DOOR_TCP, buffer, size, length);
}

static lmq_error uri(const void *subject, char *buffer, size_t size, size_t *length)
{
    return lmq_broker_uri(subject, LMQ_DOOR_HTTP, buffer, size, length);
}

static lmq_error ca_file(const void *subject, char *buffer, size_t size, size_t *length)
{
    return lmq_broker_ca_file(subject, buffer, size, length);
}

static void a_text_fits_or_nothing_is_written(void)
{
    char text[256];
    size_t size;
    const lmq_view resource = lmq_view_of("TopicA/x");
    lmq_broker_token_order order = LMQ_BROKER_TOKEN_ORDER_INIT;
    lmq_broker *broker = started();
    every_length(address, broker);
    every_length(uri, broker);
    every_length(ca_file, broker);
    order.resources = &resource;
    order.resource_count = 1;
    for (size = 0; size < 16; ++size) { /* each call makes another token, of another length perhaps */
        memset(text, 'x', sizeof text);
        ANSWERS(LMQ_ERROR_BUFFER_TOO_SMALL, lmq_broker_issue_token(broker, &order, text, size, NULL));
        CHECK((size == 0 || text[0] == '\0') && text[size] == 'x');
    }
    lmq_broker_destroy(broker);
}

static void what_a_call_needs_must_be_there(void)
{
    char text[64];
    const lmq_view view = lmq_view_of("TopicA");
    lmq_broker *broker = started(), *none = NULL;
    lmq_broker_token_order order = LMQ_BROKER_TOKEN_ORDER_INIT;
    lmq_broker_mq_message message = LMQ_BROKER_MQ_MESSAGE_INIT;
    NULLS(lmq_broker_create(NULL, &none));
    NULLS(lmq_broker_now_ms(broker, NULL));
    NULLS(lmq_broker_add_fault(broker, NULL, NULL));
    NULLS(lmq_broker_faults(broker, NULL, NULL));
    NULLS(lmq_broker_session(broker, view, NULL));
    NULLS(lmq_broker_sessions(broker, NULL, NULL));
    NULLS(lmq_broker_subscriptions(broker, view, NULL, NULL));
    NULLS(lmq_broker_held_tokens(broker, view, NULL, NULL));
    NULLS(lmq_broker_alarms(broker, NULL, NULL));
    NULLS(lmq_broker_statistics(broker, NULL));
    NULLS(lmq_broker_tokens_refused(broker, 1, NULL));
    NULLS(lmq_broker_issue_token(broker, NULL, text, sizeof text, NULL));
    order.resource_count = 1;
    NULLS(lmq_broker_issue_token(broker, &order, text, sizeof text, NULL));
    NULLS(lmq_broker_mq_produce(broker, view, NULL));
    message.property_count = 1;
    NULLS(lmq_broker_mq_produce(broker, view, &message));
    NULLS(lmq_broker_mq_consume(broker, view, view, view, 1, 0, NULL, NULL));
    lmq_broker_destroy(broker);
}

static void structs_of_another_version_are_refused(void)
{
    char text[64];
    lmq_broker *broker = started(), *none = NULL;
    lmq_broker_options options = LMQ_BROKER_OPTIONS_INIT;
    lmq_broker_fault fault = LMQ_BROKER_FAULT_INIT;
    lmq_broker_session_info session = LMQ_BROKER_SESSION_INFO_INIT;
    lmq_broker_statistics_info statistics = LMQ_BROKER_STATISTICS_INFO_INIT;
    lmq_broker_token_order order = LMQ_BROKER_TOKEN_ORDER_INIT;
    lmq_broker_mq_message message = LMQ_BROKER_MQ_MESSAGE_INIT;
    BAD_STRUCTS(options, lmq_broker_create(&options, &none));
    BAD_STRUCTS(fault, lmq_broker_add_fault(broker, &fault, NULL));
    BAD_STRUCTS(session, lmq_broker_session(broker, lmq_view_of("x"), &session));
    BAD_STRUCTS(statistics, lmq_broker_statistics(broker, &statistics));
    BAD_STRUCTS(order, lmq_broker_issue_token(broker, &order, text, sizeof text, NULL));
    BAD_STRUCTS(message, lmq_broker_mq_produce(broker, lmq_view_of("TopicA"), &message));
    CHECK(none == NULL);
    lmq_broker_destroy(broker);
}

static void numbers_of_no_enumerator_are_refused(void)
{
    static const int32_t numbers[] = {-1, 100, INT32_MIN, INT32_MAX};
    unsigned i;
    char text[64];
    lmq_broker *broker = started();
    for (i = 0; i < 4; ++i) {
        const lmq_broker_fault right = LMQ_BROKER_FAULT_INIT;
        lmq_broker_fault fault = right;
        ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_broker_address(broker, numbers[i], text, sizeof text, NULL));
        fault.packet = numbers[i];
        ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_broker_add_fault(broker, &fault, NULL));
        fault = right;
        fault.direction = numbers[i];
        ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_broker_add_fault(broker, &fault, NULL));
        fault = right;
        fault.action = numbers[i];
        ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_broker_add_fault(broker, &fault, NULL));
        fault = right;
        fault.code = numbers[i];
        ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_broker_add_fault(broker, &fault, NULL));
        fault = right;
        fault.nth = 0;
        ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_broker_add_fault(broker, &fault, NULL));
    }
    lmq_broker_destroy(broker);
}

static void a_broker_of_odd_options_is_not_started(void)
{
    unsigned i;
    lmq_broker *broker = NULL;
    const lmq_broker_options right = LMQ_BROKER_OPTIONS_INIT;
    lmq_broker_options options = right;
    for (i = 3; i < ODD_VIEWS; ++i) {
        options = right;
        options.tcp = odd_view(i);
        CHECK(lmq_broker_create(&options, &broker) != LMQ_OK && broker == NULL);
        options = right;
        options.config_toml = odd_view(i);
        CHECK(lmq_broker_create(&options, &broker) != LMQ_OK && broker == NULL);
        options = right;
        options.config_file = odd_view(i);
        CHECK(lmq_broker_create(&options, &broker) != LMQ_OK && broker == NULL);
        options = right;
        options.store = odd_view(i);
        CHECK(lmq_broker_create(&options, &broker) != LMQ_OK && broker == NULL);
    }
}

static void texts_that_are_none_are_read_without_harm(void)
{
    unsigned i;
    char text[64];
    lmq_broker *broker = started();
    for (i = 0; i < ODD_VIEWS; ++i) {
        const lmq_view odd = odd_view(i);
        lmq_broker_mq_property property;
        lmq_broker_fault fault = LMQ_BROKER_FAULT_INIT;
        lmq_broker_session_info session = LMQ_BROKER_SESSION_INFO_INIT;
        lmq_broker_token_order order = LMQ_BROKER_TOKEN_ORDER_INIT;
        lmq_broker_mq_message message = LMQ_BROKER_MQ_MESSAGE_INIT;
        property.key = property.value = odd;
        message.properties = &property;
        message.property_count = 1;
        message.tag = message.body = odd;
        order.resources = &odd;
        order.resource_count = 1;
        fault.client = fault.topic = odd;
        sensible(lmq_broker_add_fault(broker, &fault, NULL));
        ANSWERS(LMQ_OK, lmq_broker_session(broker, odd, &session));
        CHECK(!session.exists);
        ANSWERS(LMQ_OK, lmq_broker_subscriptions(broker, odd, on_subscription, NULL));
        ANSWERS(LMQ_OK, lmq_broker_held_tokens(broker, odd, on_held_token, NULL));
        ANSWERS(LMQ_OK, lmq_broker_kick(broker, odd, NULL));
        ANSWERS(LMQ_ERROR_TOKEN_FORGED, lmq_broker_revoke_token(broker, odd));
        CHECK(lmq_broker_issue_token(broker, &order, text, sizeof text, NULL) != LMQ_OK);
        sensible(lmq_broker_mq_produce(broker, lmq_view_of("TopicA"), &message));
        ANSWERS(LMQ_ERROR_BAD_FIRST_LEVEL, lmq_broker_mq_produce(broker, odd, &message));
        sensible(lmq_broker_mq_consume(broker, lmq_view_of("TopicA"), odd, odd, (size_t)-1, 0, on_mq, NULL));
    }
    ANSWERS(LMQ_OK, lmq_broker_faults(broker, on_fault, NULL));
    ANSWERS(LMQ_OK, lmq_broker_alarms(broker, on_alarm, NULL));
    ANSWERS(LMQ_OK, lmq_broker_sessions(broker, on_session, NULL));
    lmq_broker_destroy(broker);
}

int main(void)
{
    RUN(without_a_broker_every_call_answers_null_argument);
    RUN(a_text_fits_or_nothing_is_written);
    RUN(what_a_call_needs_must_be_there);
    RUN(structs_of_another_version_are_refused);
    RUN(numbers_of_no_enumerator_are_refused);
    RUN(a_broker_of_odd_options_is_not_started);
    RUN(texts_that_are_none_are_read_without_harm);
    return check_result();
}
