/* Every call of lmq_c/broker.h, with clients where there must be some. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "device.h"

static void it_tells_where_it_listens(void)
{
    static const char *const schemes[] = {
        "tcp://127.0.0.1:", "ssl://127.0.0.1:", "ws://127.0.0.1:", "wss://127.0.0.1:", "", "http://127.0.0.1:"};
    char text[512];
    lmq_door door;
    lmq_broker *broker = NULL;
    lmq_broker_options options = LMQ_BROKER_OPTIONS_INIT;
    options.tls = options.ws = options.wss = options.flash = options.http = lmq_view_of("127.0.0.1:0");
    ANSWERS(LMQ_OK, lmq_broker_create(&options, &broker));
    for (door = LMQ_DOOR_TCP; door <= LMQ_DOOR_HTTP; ++door) {
        size_t length = 0;
        ANSWERS(LMQ_OK, lmq_broker_address(broker, door, text, sizeof text, &length));
        CHECK(strncmp(text, "127.0.0.1:", 10) == 0 && strlen(text) == length && strcmp(text, "127.0.0.1:0") != 0);
        ANSWERS(LMQ_OK, lmq_broker_uri(broker, door, text, sizeof text, NULL));
        CHECK(strncmp(text, schemes[door], strlen(schemes[door])) == 0);
    }
    ANSWERS(LMQ_OK, lmq_broker_ca_file(broker, text, sizeof text, NULL));
    {
        FILE *authority = fopen(text, "r");
        NEED(authority != NULL);
        CHECK(fgets(text, sizeof text, authority) != NULL && strncmp(text, "-----BEGIN", 10) == 0);
        fclose(authority);
    }
    ANSWERS(LMQ_OK, lmq_broker_reload_certificates(broker));
    lmq_broker_destroy(broker);
}

static void a_door_that_is_not_there_has_an_empty_address(void)
{
    char text[64] = "untouched";
    lmq_broker *broker = NULL;
    lmq_broker_options options = LMQ_BROKER_OPTIONS_INIT;
    options.tcp = lmq_view_of("off");
    options.ws = lmq_view_of("127.0.0.1:0");
    ANSWERS(LMQ_OK, lmq_broker_create(&options, &broker));
    ANSWERS(LMQ_OK, lmq_broker_address(broker, LMQ_DOOR_TCP, text, sizeof text, NULL));
    CHECK(text[0] == '\0');
    ANSWERS(LMQ_OK, lmq_broker_uri(broker, LMQ_DOOR_TCP, text, sizeof text, NULL));
    CHECK(text[0] == '\0');
    ANSWERS(LMQ_OK, lmq_broker_ca_file(broker, text, sizeof text, NULL));
    CHECK(text[0] == '\0');
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_broker_address(broker, LMQ_DOOR_HTTP + 1, text, sizeof text, NULL));
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_broker_uri(broker, -1, text, sizeof text, NULL));
    lmq_broker_destroy(broker);
}

static void it_is_configured_by_a_text_or_a_file_not_both(void)
{
    lmq_broker *broker = NULL;
    lmq_broker_options options = LMQ_BROKER_OPTIONS_INIT;
    options.config_toml = lmq_view_of("[clock]\nmode = \"virtual\"\nstart_ms = 1000\n");
    ANSWERS(LMQ_OK, lmq_broker_create(&options, &broker));
    {
        int64_t now = 0;
        ANSWERS(LMQ_OK, lmq_broker_now_ms(broker, &now));
        CHECK(now == 1000);
    }
    lmq_broker_destroy(broker);
    options.config_file = lmq_view_of("lmq-broker.toml");
    ANSWERS(LMQ_ERROR_BAD_COMBINATION, lmq_broker_create(&options, &broker));
    CHECK(broker == NULL);
    options.config_toml = lmq_view_of("");
    options.config_file = lmq_view_of("no/such/file.toml");
    ANSWERS(LMQ_ERROR_MISSING_FIELD, lmq_broker_create(&options, &broker));
    options.config_file = lmq_view_of("");
    options.config_toml = lmq_view_of("[listen]\ntelnet = \"127.0.0.1:0\"\n");
    ANSWERS(LMQ_ERROR_BAD_FIELD_TYPE, lmq_broker_create(&options, &broker));
    {
        char detail[256];
        ANSWERS(LMQ_OK, lmq_error_detail(detail, sizeof detail, NULL));
        CHECK(strstr(detail, "telnet") != NULL && strstr(detail, "2") != NULL);
    }
}

static void the_test_moves_its_clock(void)
{
    int64_t before = 0, after = 0;
    lmq_broker *broker = broker_on_virtual_clock();
    ANSWERS(LMQ_OK, lmq_broker_now_ms(broker, &before));
    ANSWERS(LMQ_OK, lmq_broker_advance(broker, 3 * 24 * 3600 * 1000));
    ANSWERS(LMQ_OK, lmq_broker_now_ms(broker, &after));
    CHECK(after - before == 3 * 24 * 3600 * 1000);
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_broker_advance(broker, -1));
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_broker_advance(broker, INT64_MAX));
    lmq_broker_destroy(broker);
    broker = broker_make();
    ANSWERS(LMQ_ERROR_WRONG_MODE, lmq_broker_advance(broker, 1));
    lmq_broker_destroy(broker);
}

static void note_session(void *context, lmq_view client_id, lmq_view peer, const lmq_broker_session_info *info)
{
    int *found = context;
    if (!view_is(client_id, "GID_AAA@@@one") && !view_is(client_id, "GID_AAA@@@two")) return;
    ++*found;
    CHECK(info->size == sizeof *info && info->exists && info->connected && info->clean_session);
    CHECK(peer.size > 11 && memcmp(peer.data, "/127.0.0.1:", 11) == 0);
}

static void note_subscription(void *context, lmq_view filter, int32_t qos)
{
    int *found = context;
    ++*found;
    CHECK(view_is(filter, "TopicA/x") && qos == 1);
}

static void it_knows_its_sessions_and_ends_their_connections(void)
{
    int found = 0, kicked = 1;
    lmq_broker_session_info info;
    lmq_broker *broker = broker_make();
    device one, two;
    device_joins(&one, broker, "one");
    device_joins(&two, broker, "two");
    device_subscribes(&one, "TopicA/x", LMQ_QOS_AT_LEAST_ONCE);
    info = broker_knows(broker, one.id);
    CHECK(info.exists && info.connected && info.clean_session && !info.ordered && info.keep_alive_s == 90);
    CHECK(info.subscriptions == 1 && info.inflight == 0 && info.queued == 0 && info.offline == 0 && info.tokens == 0);
    ANSWERS(LMQ_OK, lmq_broker_sessions(broker, note_session, &found));
    CHECK(found == 2);
    found = 0;
    ANSWERS(LMQ_OK, lmq_broker_subscriptions(broker, lmq_view_of(one.id), note_subscription, &found));
    ANSWERS(LMQ_OK, lmq_broker_subscriptions(broker, lmq_view_of(two.id), note_subscription, &found));
    ANSWERS(LMQ_OK, lmq_broker_subscriptions(broker, lmq_view_of("GID_AAA@@@nobody"), note_subscription, &found));
    CHECK(found == 1);
    broker_kicks(broker, one.id);
    CHECK(device_connected(&one, 2));
    ANSWERS(LMQ_OK, lmq_broker_kick(broker, lmq_view_of("GID_AAA@@@nobody"), &kicked));
    CHECK(kicked == 0);
    CHECK(!broker_knows(broker, "GID_AAA@@@nobody").exists);
    device_end(&one);
    device_end(&two);
    lmq_broker_destroy(broker);
}

static void note_statistics(lmq_broker *broker, lmq_broker_statistics_info *into)
{
    const lmq_broker_statistics_info start = LMQ_BROKER_STATISTICS_INFO_INIT;
    *into = start;
    ANSWERS(LMQ_OK, lmq_broker_statistics(broker, into));
}

static void it_counts_and_a_reset_begins_anew(void)
{
    lmq_broker_statistics_info counted;
    lmq_broker *broker = broker_make();
    device made;
    device_joins(&made, broker, "one");
    device_subscribes(&made, "TopicA/x", LMQ_QOS_AT_LEAST_ONCE);
    device_publishes(&made, "TopicA/x", "hello", LMQ_QOS_AT_LEAST_ONCE);
    CHECK(device_receives(&made, 1));
    note_statistics(broker, &counted);
    CHECK(counted.connections_accepted == 1 && counted.connections == 1 && counted.sessions == 1);
    CHECK(counted.publishes_in == 1 && counted.publishes_out == 1 && counted.presence_events == 1);
    CHECK(counted.packets_in >= 3 && counted.packets_out >= 4 && counted.tokens_refused == 0);
    device_end(&made);
    ANSWERS(LMQ_OK, lmq_broker_reset(broker));
    note_statistics(broker, &counted);
    CHECK(counted.connections_accepted == 0 && counted.sessions == 0 && counted.publishes_in == 0);
    lmq_broker_destroy(broker);
}

static size_t issue(lmq_broker *broker, int64_t expire_time_ms, char *token, size_t size)
{
    size_t length = 0;
    const lmq_view resources[2] = {{"TopicA/x", 8}, {"TopicA/y", 8}};
    lmq_broker_token_order order = LMQ_BROKER_TOKEN_ORDER_INIT;
    order.resources = resources;
    order.resource_count = 2;
    order.expire_time_ms = expire_time_ms;
    ANSWERS(LMQ_OK, lmq_broker_issue_token(broker, &order, token, size, &length));
    CHECK(length > 0 && strlen(token) == length);
    return length;
}

static void it_issues_tokens_and_revokes_them(void)
{
    char token[1024];
    int64_t now = 0;
    lmq_view resource = lmq_view_of("TopicA/x");
    lmq_broker_token_order order = LMQ_BROKER_TOKEN_ORDER_INIT;
    lmq_broker *broker = broker_on_virtual_clock();
    ANSWERS(LMQ_OK, lmq_broker_now_ms(broker, &now));
    issue(broker, now + 60000, token, sizeof token);
    ANSWERS(LMQ_OK, lmq_broker_revoke_token(broker, lmq_view_of(token)));
    ANSWERS(LMQ_ERROR_TOKEN_REVOKED, lmq_broker_revoke_token(broker, lmq_view_of(token)));
    issue(broker, now - 1, token, sizeof token);
    ANSWERS(LMQ_ERROR_TOKEN_EXPIRED, lmq_broker_revoke_token(broker, lmq_view_of(token)));
    ANSWERS(LMQ_ERROR_TOKEN_FORGED, lmq_broker_revoke_token(broker, lmq_view_of("no token")));
    order.expire_time_ms = now + 60000;
    ANSWERS(LMQ_ERROR_TOKEN_PARAMETERS, lmq_broker_issue_token(broker, &order, token, sizeof token, NULL));
    order.resources = &resource;
    order.resource_count = 1;
    order.actions = lmq_view_of("R,X");
    ANSWERS(LMQ_ERROR_BAD_FIELD_TYPE, lmq_broker_issue_token(broker, &order, token, sizeof token, NULL));
    order.actions = lmq_view_of("W");
    order.access_key = lmq_view_of("AK_OF_NOBODY");
    ANSWERS(LMQ_ERROR_TOKEN_PARAMETERS, lmq_broker_issue_token(broker, &order, token, sizeof token, NULL));
    lmq_broker_destroy(broker);
}

static void count_fault(void *context, uint64_t id, const lmq_broker_fault *fault, uint64_t seen, uint64_t hits)
{
    uint64_t *last = context;
    CHECK(id > *last && seen == 0 && hits == 0);
    *last = id;
    CHECK(fault->size == sizeof *fault && fault->packet == LMQ_PACKET_PUBLISH && fault->direction == LMQ_FAULT_IN);
    CHECK(view_is(fault->client, "GID_AAA@@@one") && view_is(fault->topic, "TopicA/#"));
    CHECK(fault->nth == 2 && fault->times == 0 && fault->action == LMQ_FAULT_DELAY && fault->delay_ms == 70);
}

static void its_fault_rules_can_be_read_back_and_removed(void)
{
    uint64_t first = 0, second = 0, last = 0;
    int removed = 0;
    lmq_broker *broker = broker_make();
    lmq_broker_fault fault = LMQ_BROKER_FAULT_INIT;
    fault.client = lmq_view_of("GID_AAA@@@one");
    fault.packet = LMQ_PACKET_PUBLISH;
    fault.direction = LMQ_FAULT_IN;
    fault.topic = lmq_view_of("TopicA/#");
    fault.nth = 2;
    fault.times = 0;
    fault.action = LMQ_FAULT_DELAY;
    fault.delay_ms = 70;
    ANSWERS(LMQ_OK, lmq_broker_add_fault(broker, &fault, &first));
    ANSWERS(LMQ_OK, lmq_broker_add_fault(broker, &fault, &second));
    ANSWERS(LMQ_OK, lmq_broker_faults(broker, count_fault, &last));
    CHECK(first != second && last == second);
    ANSWERS(LMQ_OK, lmq_broker_remove_fault(broker, first, &removed));
    CHECK(removed == 1);
    ANSWERS(LMQ_OK, lmq_broker_remove_fault(broker, first, &removed));
    CHECK(removed == 0);
    last = 0;
    ANSWERS(LMQ_OK, lmq_broker_faults(broker, count_fault, &last));
    CHECK(last == second);
    ANSWERS(LMQ_OK, lmq_broker_clear_faults(broker));
    last = 0;
    ANSWERS(LMQ_OK, lmq_broker_faults(broker, count_fault, &last));
    CHECK(last == 0);
    lmq_broker_destroy(broker);
}

static void note_mq(void *context, const lmq_broker_mq_message *message)
{
    int *found = context;
    ++*found;
    CHECK(message->size == sizeof *message && message->id.size == 32 && message->store_time_ms > 0);
    CHECK(view_is(message->tag, "red") && view_is(message->body, "of iron"));
    NEED(message->property_count == 1);
    CHECK(view_is(message->properties[0].key, "weight") && view_is(message->properties[0].value, "17"));
}

static void mq_messages_go_in_and_come_out_by_their_tags(void)
{
    int found = 0;
    lmq_broker_mq_property weight;
    lmq_broker_mq_message message = LMQ_BROKER_MQ_MESSAGE_INIT;
    lmq_broker *broker = broker_make();
    const lmq_view topic = lmq_view_of("TopicA"), group = lmq_view_of("consumers");
    weight.key = lmq_view_of("weight");
    weight.value = lmq_view_of("17");
    message.tag = lmq_view_of("red");
    message.body = lmq_view_of("of iron");
    message.properties = &weight;
    message.property_count = 1;
    ANSWERS(LMQ_OK, lmq_broker_mq_produce(broker, topic, &message));
    message.tag = lmq_view_of("green");
    ANSWERS(LMQ_OK, lmq_broker_mq_produce(broker, topic, &message));
    ANSWERS(LMQ_OK, lmq_broker_mq_consume(broker, topic, group, lmq_view_of("red||blue"), 10, 0, note_mq, &found));
    CHECK(found == 1);
    ANSWERS(LMQ_OK, lmq_broker_mq_consume(broker, topic, group, lmq_view_of(NULL), 10, 1, note_mq, &found));
    CHECK(found == 1);
    ANSWERS(LMQ_ERROR_BAD_FIRST_LEVEL, lmq_broker_mq_produce(broker, lmq_view_of("NoTopic"), &message));
    ANSWERS(LMQ_ERROR_BAD_FIRST_LEVEL,
            lmq_broker_mq_consume(broker, lmq_view_of("NoTopic"), group, lmq_view_of("*"), 1, 0, note_mq, &found));
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE,
            lmq_broker_mq_consume(broker, topic, group, lmq_view_of("*"), 1, -1, note_mq, NULL));
    lmq_broker_destroy(broker);
}

static void note_alarm(void *context, lmq_view kind, lmq_view instance, lmq_view detail, int64_t time_ms)
{
    int *found = context;
    ++*found;
    CHECK(view_is(kind, "offline_messages") && instance.size > 0 && detail.size > 10 && time_ms > 0);
}

static void the_operators_alarms_are_told(void)
{
    int found = 0;
    lmq_broker *broker = NULL;
    device away, sender;
    setup from;
    lmq_broker_options options = LMQ_BROKER_OPTIONS_INIT;
    /* The ready-made configuration, with room for one offline message. */
    options.config_toml = lmq_view_of("[log]\nlevel = \"off\"\n[limits]\noffline_messages = 1\n"
                                      "[[account]]\naccount_id = \"1\"\naccess_key = \"AK_TEST_0001\"\n"
                                      "secret_key = \"SK_test_secret_0001\"\n"
                                      "[[topic]]\nname = \"TopicA\"\nowner = \"1\"\n"
                                      "[[group]]\nid = \"GID_AAA\"\nowner = \"1\"\ntopic = \"TopicA\"\n");
    ANSWERS(LMQ_OK, lmq_broker_create(&options, &broker));
    setup_make(&from, broker, "away");
    from.options.clean_session = 0;
    device_make(&away, &from);
    device_connects(&away);
    device_subscribes(&away, "TopicA/x", LMQ_QOS_AT_LEAST_ONCE);
    device_end(&away);
    device_joins(&sender, broker, "sender");
    device_publishes(&sender, "TopicA/x", "one", LMQ_QOS_AT_LEAST_ONCE);
    device_publishes(&sender, "TopicA/x", "two", LMQ_QOS_AT_LEAST_ONCE);
    ANSWERS(LMQ_OK, lmq_broker_alarms(broker, note_alarm, &found));
    CHECK(found == 1);
    device_end(&sender);
    lmq_broker_destroy(broker);
}

struct logged {
    waiter waiter;
    lmq_broker *broker;
    unsigned long lines;
    unsigned long refused; /* calls of the broker's, made from its own handler */
};

static void on_line(void *context, lmq_log_level level, lmq_view line)
{
    struct logged *made = context;
    CHECK(level >= LMQ_LOG_TRACE && level < LMQ_LOG_OFF && line.size > 0);
    waiter_lock(&made->waiter);
    ++made->lines;
    if (made->broker != NULL && lmq_broker_clear_faults(made->broker) == LMQ_ERROR_WOULD_DEADLOCK) ++made->refused;
    waiter_unlock(&made->waiter);
}

static void its_lines_go_to_a_handler_which_must_not_call_it(void)
{
    struct logged made;
    device one;
    lmq_broker *broker = NULL;
    lmq_broker_options options = LMQ_BROKER_OPTIONS_INIT;
    memset(&made, 0, sizeof made);
    waiter_make(&made.waiter);
    options.log = on_line;
    options.log_context = &made;
    options.log_level = LMQ_LOG_TRACE;
    ANSWERS(LMQ_OK, lmq_broker_create(&options, &broker));
    waiter_lock(&made.waiter);
    made.broker = broker;
    waiter_unlock(&made.waiter);
    device_joins(&one, broker, "one");
    CHECK(waiter_reaches(&made.waiter, &made.refused, 1));
    device_end(&one);
    lmq_broker_destroy(broker);
    CHECK(made.lines >= made.refused);
    waiter_end(&made.waiter);
}

int main(void)
{
    RUN(it_tells_where_it_listens);
    RUN(a_door_that_is_not_there_has_an_empty_address);
    RUN(it_is_configured_by_a_text_or_a_file_not_both);
    RUN(the_test_moves_its_clock);
    RUN(it_knows_its_sessions_and_ends_their_connections);
    RUN(it_counts_and_a_reset_begins_anew);
    RUN(it_issues_tokens_and_revokes_them);
    RUN(its_fault_rules_can_be_read_back_and_removed);
    RUN(mq_messages_go_in_and_come_out_by_their_tags);
    RUN(the_operators_alarms_are_told);
    RUN(its_lines_go_to_a_handler_which_must_not_call_it);
    return check_result();
}
