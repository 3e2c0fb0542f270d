#ifndef LMQ_TESTS_CROSS_DEVICE_H
#define LMQ_TESTS_CROSS_DEVICE_H

#include "lmq_c/broker.h"
#include "lmq_c/client.h"
#include "waiter.h"

/* Clients in C against a broker in the same process, and what their handlers were told. */

/* Longer than anything takes, in milliseconds. */
#define PATIENCE 20000

enum { KEPT = 128, TEXT = 192 };

/* The ready-made broker, or one with a TLS, a WebSocket and a secure WebSocket door besides, or on a virtual clock. */
lmq_broker *broker_make(void);
lmq_broker *broker_with_doors(void);
lmq_broker *broker_on_virtual_clock(void);

/* Strikes the first `times` packets of a kind. */
void broker_strikes(lmq_broker *broker, lmq_packet packet, lmq_fault_action action, uint64_t times);
lmq_broker_session_info broker_knows(lmq_broker *broker, const char *client_id);
/* Waits until the client id is connected, or not. */
int broker_has(lmq_broker *broker, const char *client_id, int connected);
void broker_kicks(lmq_broker *broker, const char *client_id);

/* Options of GID_AAA@@@<name> with the ready-made key and a back-off of 5 to 50 ms, with all that they point at: not
 * to be copied. */
typedef struct setup {
    lmq_client_options options;
    lmq_credentials credentials;
    lmq_back_off back_off;
    char uri[TEXT];
    char id[TEXT];
} setup;

void setup_make(setup *made, lmq_broker *broker, const char *name);

typedef struct received {
    char topic[TEXT];
    char payload[TEXT];
    lmq_qos qos;
    int retained;
    int duplicate;
    int p2p; /* came to the P2P handler */
} received;

/* A publish of device_publishes. */
typedef struct ticket {
    struct device *owner;
    lmq_error error;
    int calls; /* of its handler */
} ticket;

typedef struct device {
    waiter waiter; /* of all that follows */
    char id[TEXT];
    lmq_client *client;
    received messages[KEPT];
    unsigned long message_count;
    struct {
        lmq_state state;
        lmq_error error;
    } states[KEPT];
    unsigned long state_count;
    ticket tickets[KEPT]; /* in the order of publishing */
    unsigned long ticket_count;
    unsigned long done_count;
} device;

/* Makes a client whose handlers record; it is idle. */
void device_make(device *made, const setup *from);
void device_connects(device *made);
/* device_make and device_connects with setup_make's options. */
void device_joins(device *made, lmq_broker *broker, const char *name);
/* Closes and destroys it. */
void device_end(device *made);

void device_subscribes(device *made, const char *filter, lmq_qos qos);
lmq_message message_of(const char *topic, const char *payload, lmq_qos qos);
/* Publishes and waits. */
void device_publishes(device *made, const char *topic, const char *payload, lmq_qos qos);
/* Publishes with a handler that writes to the next ticket. */
lmq_error device_hands_over(device *made, const lmq_message *message);

int device_receives(device *made, unsigned long count);
int device_completes(device *made, unsigned long count);
/* Waits until the state is that, or until it was connected so often. */
int device_becomes(device *made, lmq_state state);
int device_connected(device *made, unsigned long times);
/* Waits until a state with that error was told. */
int device_told(device *made, lmq_error error);
lmq_status device_status(device *made);
lmq_statistics device_statistics(device *made);

#endif
