/* What a device has again after its connection, or the server, was gone. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "device.h"
#include "folder.h"

static void order_mode_and_every_filter_come_back_with_the_connection(void)
{
    lmq_broker *broker = broker_make();
    lmq_broker_session_info info;
    device made;
    setup from;
    unsigned i;
    setup_make(&from, broker, "one");
    from.options.ordered = 1;
    device_make(&made, &from);
    device_connects(&made);
    device_subscribes(&made, "TopicA/x", LMQ_QOS_AT_LEAST_ONCE);
    device_subscribes(&made, "TopicA/y/#", LMQ_QOS_AT_MOST_ONCE);
    for (i = 2; i <= 4; ++i) {
        broker_kicks(broker, made.id);
        CHECK(device_connected(&made, i));
        info = broker_knows(broker, made.id);
        CHECK(info.connected && info.ordered && info.subscriptions == 2);
    }
    device_publishes(&made, "TopicA/y/1", "after it", LMQ_QOS_AT_LEAST_ONCE);
    CHECK(device_receives(&made, 1));
    CHECK(made.messages[0].qos == LMQ_QOS_AT_MOST_ONCE);
    device_end(&made);
    lmq_broker_destroy(broker);
}

static void a_session_that_the_server_forgot_is_made_anew(void)
{
    lmq_broker *broker = broker_make();
    device made;
    setup from;
    setup_make(&from, broker, "one");
    from.options.clean_session = 0;
    device_make(&made, &from);
    device_connects(&made);
    device_subscribes(&made, "TopicA/x", LMQ_QOS_AT_LEAST_ONCE);
    ANSWERS(LMQ_OK, lmq_broker_reset(broker));
    CHECK(device_connected(&made, 2) && broker_knows(broker, made.id).subscriptions == 1);
    device_publishes(&made, "TopicA/x", "after it", LMQ_QOS_AT_LEAST_ONCE);
    CHECK(device_receives(&made, 1));
    device_end(&made);
    lmq_broker_destroy(broker);
}

static void what_came_while_a_device_was_away_is_pushed_when_it_is_back(void)
{
    lmq_broker *broker = broker_on_virtual_clock();
    device away, sender;
    setup from;
    int tries = 0;
    setup_make(&from, broker, "away");
    from.options.clean_session = 0;
    device_make(&away, &from);
    device_connects(&away);
    device_subscribes(&away, "TopicA/x", LMQ_QOS_AT_LEAST_ONCE);
    device_end(&away);
    CHECK(broker_has(broker, "GID_AAA@@@away", 0));
    device_joins(&sender, broker, "sender");
    device_publishes(&sender, "TopicA/x", "first", LMQ_QOS_AT_LEAST_ONCE);
    device_publishes(&sender, "TopicA/x", "second", LMQ_QOS_AT_LEAST_ONCE);
    device_end(&sender);
    CHECK(broker_knows(broker, "GID_AAA@@@away").offline == 2);
    device_make(&away, &from);
    device_connects(&away);
    CHECK(device_status(&away).session_present);
    /* In automatic mode the first batch comes after the first heartbeat (spec 9.3): its period, not more, passes. */
    while (broker_knows(broker, away.id).offline > 0 && ++tries < 100)
        ANSWERS(LMQ_OK, lmq_broker_advance(broker, 1000));
    CHECK(device_receives(&away, 2));
    CHECK(strcmp(away.messages[0].payload, "first") == 0 && strcmp(away.messages[1].payload, "second") == 0);
    device_end(&away);
    lmq_broker_destroy(broker);
}

static lmq_broker *broker_with_store(const char *store, const char *address)
{
    lmq_broker *broker = NULL;
    lmq_broker_options options = LMQ_BROKER_OPTIONS_INIT;
    options.store = lmq_view_of(store);
    options.tcp = lmq_view_of(address);
    ANSWERS(LMQ_OK, lmq_broker_create(&options, &broker));
    return broker;
}

static void a_device_outlives_the_servers_restart_and_nothing_acknowledged_is_lost(void)
{
    folder own;
    char file[2 * FOLDER_TEXT], store[3 * FOLDER_TEXT], address[TEXT];
    device receiver, sender;
    setup from;
    lmq_broker *broker;
    folder_make(&own);
    NEED(snprintf(store, sizeof store, "sqlite:%s", folder_file(&own, "broker.db", file)) > 0);
    broker = broker_with_store(store, "127.0.0.1:0");
    ANSWERS(LMQ_OK, lmq_broker_address(broker, LMQ_DOOR_TCP, address, sizeof address, NULL));
    setup_make(&from, broker, "receiver");
    from.options.clean_session = 0;
    device_make(&receiver, &from);
    device_connects(&receiver);
    device_subscribes(&receiver, "TopicA/x", LMQ_QOS_AT_LEAST_ONCE);
    device_joins(&sender, broker, "sender");
    lmq_broker_destroy(broker);
    CHECK(device_told(&sender, LMQ_ERROR_CONNECTION_LOST));
    {
        const lmq_message message = message_of("TopicA/x", "while it was down", LMQ_QOS_AT_LEAST_ONCE);
        ANSWERS(LMQ_OK, device_hands_over(&sender, &message));
    }
    broker = broker_with_store(store, address);
    CHECK(device_connected(&receiver, 2) && device_connected(&sender, 2));
    CHECK(device_status(&receiver).session_present && broker_knows(broker, receiver.id).subscriptions == 1);
    CHECK(device_completes(&sender, 1) && sender.tickets[0].error == LMQ_OK);
    /* Where the sender was the first to be back, the message is an offline one. */
    ANSWERS(LMQ_OK, lmq_client_pull(receiver.client, 30, LMQ_PULL_ASCENDING, NULL, NULL));
    CHECK(device_receives(&receiver, 1));
    device_end(&sender);
    device_end(&receiver);
    lmq_broker_destroy(broker);
    folder_end(&own);
}

static int told_as_duplicate(void *context)
{
    return device_status(context).possible_duplicate_client_id;
}

static void two_devices_with_one_client_id_say_that_there_may_be_another(void)
{
    lmq_broker *broker = broker_make();
    device first, second;
    device_joins(&first, broker, "twin");
    device_joins(&second, broker, "twin");
    CHECK(eventually(told_as_duplicate, &first));
    CHECK(eventually(told_as_duplicate, &second));
    device_end(&second);
    device_end(&first);
    lmq_broker_destroy(broker);
}

int main(void)
{
    RUN(order_mode_and_every_filter_come_back_with_the_connection);
    RUN(a_session_that_the_server_forgot_is_made_anew);
    RUN(what_came_while_a_device_was_away_is_pushed_when_it_is_back);
    RUN(a_device_outlives_the_servers_restart_and_nothing_acknowledged_is_lost);
    RUN(two_devices_with_one_client_id_say_that_there_may_be_another);
    return check_result();
}
