/* Tests a device against the broker. */
#include <stdio.h>

#include <lmq_c/broker.h>
#include <lmq_c/client.h>

int main(void)
{
    char uri[64];
    lmq_broker *broker = NULL;
    lmq_client *client = NULL;
    lmq_broker_options broker_options = LMQ_BROKER_OPTIONS_INIT;
    lmq_client_options options = LMQ_CLIENT_OPTIONS_INIT;
    lmq_broker_session_info session = LMQ_BROKER_SESSION_INFO_INIT;
    /* An ordinary MQTT broker: anyone may sign in. */
    broker_options.config_toml = lmq_view_of("[policy]\nplain = true\n");
    if (lmq_broker_create(&broker_options, &broker) != LMQ_OK) return 1;
    if (lmq_broker_uri(broker, LMQ_DOOR_TCP, uri, sizeof uri, NULL) != LMQ_OK) return 2;
    options.server_uri = lmq_view_of(uri);
    options.client_id = lmq_view_of("consumer");
    options.profile = LMQ_PROFILE_STANDARD;
    if (lmq_client_create(&options, &client) != LMQ_OK) return 3;
    if (lmq_client_connect(client, 20000) != LMQ_OK) return 4;
    if (lmq_broker_session(broker, options.client_id, &session) != LMQ_OK || !session.connected) return 5;
    lmq_client_destroy(client);
    lmq_broker_destroy(broker);
    printf("lmq %s is tested in C\n", lmq_version());
    return 0;
}
