/* Eclipse Paho's C client by itself, without lmq: paho_c_client URI [CA-FILE] against lmq-broker. Each step that is as
 * it should be is printed; the first that is not ends the program with exit code 1. Credentials: LMQ_USER,
 * LMQ_PASSWORD. */

#include <MQTTClient.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define BIG (64 * 1024)

enum { deadline_ms = 30000 };

static const char *uri, *ca_file, *user, *password;
static char prefix[32]; /* of the client ids: each door has its own */

static void check(int holds, const char *what)
{
    if (!holds) {
        printf("not ok %s\n", what);
        exit(1);
    }
}

static void passed(const char *what)
{
    printf("ok %s\n", what);
    fflush(stdout);
}

static void id_of(const char *role, char id[64])
{
    snprintf(id, 64, "%s-%s", prefix, role);
}

/* A client that is not connected yet. */
static MQTTClient created(const char *role)
{
    MQTTClient client;
    char id[64];
    id_of(role, id);
    check(MQTTClient_create(&client, uri, id, MQTTCLIENT_PERSISTENCE_NONE, NULL) == MQTTCLIENT_SUCCESS, "create");
    return client;
}

static int connect_with(MQTTClient client, const char *secret, const char *trusted, int clean,
                        MQTTClient_willOptions *will, int *session_present)
{
    MQTTClient_connectOptions options = MQTTClient_connectOptions_initializer;
    MQTTClient_SSLOptions ssl = MQTTClient_SSLOptions_initializer;
    int code;
    ssl.trustStore = trusted;
    ssl.verify = 1; /* the host name too */
    options.MQTTVersion = MQTTVERSION_3_1_1;
    options.username = user;
    options.password = secret;
    options.cleansession = clean;
    options.will = will;
    options.connectTimeout = deadline_ms / 1000;
    if (strncmp(uri, "ssl:", 4) == 0 || strncmp(uri, "wss:", 4) == 0) options.ssl = &ssl;
    code = MQTTClient_connect(client, &options);
    if (session_present) *session_present = options.returned.sessionPresent;
    return code;
}

static MQTTClient connected(const char *role)
{
    MQTTClient client = created(role);
    check(connect_with(client, password, ca_file, 1, NULL, NULL) == MQTTCLIENT_SUCCESS, "connect");
    return client;
}

static void done_with(MQTTClient client)
{
    MQTTClient_disconnect(client, 1000);
    MQTTClient_destroy(&client);
}

static void subscribe(MQTTClient client, const char *filter, int qos)
{
    check(MQTTClient_subscribe(client, filter, qos) == MQTTCLIENT_SUCCESS, "subscribe");
}

/* Publishes and waits until the handshake of its QoS is done. */
static void publish(MQTTClient client, const char *topic, const void *payload, int length, int qos, int retained)
{
    MQTTClient_deliveryToken token;
    check(MQTTClient_publish(client, topic, length, payload, qos, retained, &token) == MQTTCLIENT_SUCCESS, "publish");
    if (qos > 0)
        check(MQTTClient_waitForCompletion(client, token, deadline_ms) == MQTTCLIENT_SUCCESS, "acknowledgement");
}

static void publish_text(MQTTClient client, const char *topic, const char *text, int qos)
{
    publish(client, topic, text, (int)strlen(text), qos, 0);
}

/* Takes the next message and checks all of it. */
static void expect(MQTTClient client, const char *topic, const void *payload, int length, int qos, int retained)
{
    char *got_topic = NULL;
    int topic_length = 0;
    MQTTClient_message *message = NULL;
    check(MQTTClient_receive(client, &got_topic, &topic_length, &message, deadline_ms) == MQTTCLIENT_SUCCESS,
          "receive");
    check(message != NULL, "a message in time");
    check(strcmp(got_topic, topic) == 0, "the topic received");
    check(message->payloadlen == length && memcmp(message->payload, payload, (size_t)length) == 0,
          "the payload received");
    check(message->qos == qos && message->retained == retained, "the QoS and retain flag received");
    MQTTClient_freeMessage(&message);
    MQTTClient_free(got_topic);
}

static void expect_text(MQTTClient client, const char *topic, const char *text, int qos)
{
    expect(client, topic, text, (int)strlen(text), qos, 0);
}

static void every_qos(void)
{
    MQTTClient sender = connected("sender");
    for (int subscribed = 0; subscribed <= 2; ++subscribed) {
        MQTTClient receiver = connected("receiver");
        subscribe(receiver, "TopicA/paho-c/qos", subscribed);
        for (int published = 0; published <= 2; ++published) {
            char text[32];
            snprintf(text, sizeof text, "%d to %d", published, subscribed);
            publish_text(sender, "TopicA/paho-c/qos", text, published);
            expect_text(receiver, "TopicA/paho-c/qos", text, published < subscribed ? published : subscribed);
        }
        done_with(receiver);
    }
    done_with(sender);
    passed("every QoS of publisher and subscriber");
}

static void big_payload(void)
{
    static char bytes[BIG];
    MQTTClient one = connected("big");
    for (int i = 0; i < BIG; ++i)
        bytes[i] = (char)i;
    subscribe(one, "TopicA/paho-c/big", 2);
    for (int qos = 0; qos <= 2; ++qos) {
        publish(one, "TopicA/paho-c/big", bytes, BIG, qos, 0);
        expect(one, "TopicA/paho-c/big", bytes, BIG, qos, 0);
    }
    done_with(one);
    passed("a payload of 64 KiB");
}

static void peer_to_peer(void)
{
    char id[64], topic[128];
    MQTTClient target = connected("target"), bystander = connected("bystander"), sender = connected("sender");
    id_of("target", id);
    snprintf(topic, sizeof topic, "TopicA/p2p/%s", id);
    subscribe(bystander, "TopicA/#", 1);
    for (int qos = 0; qos <= 2; ++qos) {
        publish_text(sender, topic, "for you", qos);
        expect_text(target, topic, "for you", qos);
    }
    publish_text(sender, "TopicA/paho-c/end", "end", 1);
    expect_text(bystander, "TopicA/paho-c/end", "end", 1);
    done_with(target);
    done_with(bystander);
    done_with(sender);
    passed("peer to peer reaches its target and nobody else");
}

static void retained_message(void)
{
    MQTTClient sender = connected("sender"), late = connected("late");
    publish(sender, "TopicA/paho-c/kept", "kept", 4, 1, 1);
    subscribe(late, "TopicA/paho-c/kept", 1);
    expect(late, "TopicA/paho-c/kept", "kept", 4, 1, 1);
    publish(sender, "TopicA/paho-c/kept", "", 0, 1, 1);
    done_with(sender);
    done_with(late);
    passed("a retained message");
}

/* A process that dies in the middle: its will is published, and its client id comes back to what it had subscribed. */
static void killed_and_back(void)
{
    int status = 0, session_present = 0;
    MQTTClient heir = connected("heir"), back;
    pid_t mortal;
    subscribe(heir, "TopicA/paho-c/will", 1);
    mortal = fork();
    check(mortal >= 0, "fork");
    if (mortal == 0) {
        MQTTClient_willOptions will = MQTTClient_willOptions_initializer;
        MQTTClient client = created("back");
        will.topicName = "TopicA/paho-c/will";
        will.message = "gone";
        will.qos = 1;
        check(connect_with(client, password, ca_file, 0, &will, &session_present) == MQTTCLIENT_SUCCESS, "connect");
        check(session_present == 0, "no session at first");
        subscribe(client, "TopicA/paho-c/back", 1);
        raise(SIGKILL);
    }
    check(waitpid(mortal, &status, 0) == mortal && WIFSIGNALED(status), "the death of a process");
    expect_text(heir, "TopicA/paho-c/will", "gone", 1);
    passed("the will of a killed client");

    back = created("back");
    check(connect_with(back, password, ca_file, 0, NULL, &session_present) == MQTTCLIENT_SUCCESS, "connect again");
    check(session_present == 1, "the session on coming back");
    publish_text(heir, "TopicA/paho-c/back", "welcome", 1);
    expect_text(back, "TopicA/paho-c/back", "welcome", 1);
    done_with(back);
    done_with(heir);
    passed("comes back to its persistent session");
}

static void wrong_password(void)
{
    MQTTClient client = created("wrong");
    check(connect_with(client, "no such password", ca_file, 1, NULL, NULL) == 4, "CONNACK 4");
    MQTTClient_destroy(&client);
    passed("a wrong password is refused with CONNACK 4");
}

static void unknown_authority(void)
{
    MQTTClient client = created("stranger");
    check(connect_with(client, password, NULL, 1, NULL, NULL) < 0, "no connection without the authority");
    MQTTClient_destroy(&client);
    passed("a certificate of an unknown authority is refused by the client");
}

int main(int argc, char **argv)
{
    MQTTClient_init_options once = MQTTClient_init_options_initializer;
    user = getenv("LMQ_USER");
    password = getenv("LMQ_PASSWORD");
    if (argc < 2 || !user || !password) {
        fprintf(stderr, "usage: LMQ_USER=... LMQ_PASSWORD=... %s URI [CA-FILE]\n", argv[0]);
        return 2;
    }
    uri = argv[1];
    snprintf(prefix, sizeof prefix, "GID_AAA@@@paho-c-%.*s", (int)strcspn(uri, ":"), uri);
    ca_file = argc > 2 ? argv[2] : NULL;
    once.do_openssl_init = 1;
    MQTTClient_global_init(&once);
    every_qos();
    big_payload();
    peer_to_peer();
    retained_message();
    killed_and_back();
    wrong_password();
    if (ca_file) unknown_authority();
    return 0;
}
