#ifndef LMQ_C_BROKER_H
#define LMQ_C_BROKER_H

#include "lmq_c/error.h"
#include "lmq_c/log.h"

/** @file
 * The reference broker in the calling process, for tests: the whole service, as strict as it, with a clock that the
 * test moves and faults that it scripts. Library lmq_c_broker; sdk/docs/testing.md shows it at work.
 *
 * Every call answers after the broker has done what it asks, so that what follows sees it done. Handlers are called
 * within the call that takes them, on its thread, with what the broker had at one moment; they may call anything but
 * lmq_broker_destroy. The log handler alone is called on the broker's threads: there, calls with its own broker answer
 * LMQ_ERROR_WOULD_DEADLOCK. Any call with NULL for a broker, or for what it is to fill in, answers
 * LMQ_ERROR_NULL_ARGUMENT.
 */

#ifdef __cplusplus
extern "C" {
#endif

/** A broker with its listeners, its engine and its clock. */
typedef struct lmq_broker lmq_broker;

/** Where a broker lets clients in (spec 2). */
typedef int32_t lmq_door;
/** The values of lmq_door. */
enum {
    LMQ_DOOR_TCP = 0,   /**< MQTT over TCP */
    LMQ_DOOR_TLS = 1,   /**< MQTT over TLS */
    LMQ_DOOR_WS = 2,    /**< WebSocket, and what LMQ_DOOR_HTTP serves */
    LMQ_DOOR_WSS = 3,   /**< the same through TLS */
    LMQ_DOOR_FLASH = 4, /**< Flash's socket policy (spec 2.3) */
    LMQ_DOOR_HTTP =
        5 /**< the auth server (8.2), the online status query (10), the management API and the control API */
};

/** What a broker is started from: the configuration, and over it what the other members say. */
typedef struct lmq_broker_options {
    uint32_t size;        /**< sizeof(lmq_broker_options) */
    uint32_t version;     /**< LMQ_STRUCT_VERSION */
    lmq_view config_toml; /**< the text of a configuration, as lmq-broker reads it from a file */
    lmq_view config_file; /**< the path of one; not together with config_toml. Neither: the ready-made one with the
                             account, groups and topics of sdk/docs/contracts.md, and a TCP door on 127.0.0.1 */
    lmq_view tcp;      /**< [HOST:]PORT, port 0 for any that is free; "off": no such door; empty, here and in all that
                          follows: as the configuration says, in the ready-made one "off" but for tcp */
    lmq_view tls;      /**< as tcp, of MQTT over TLS */
    lmq_view ws;       /**< as tcp, of WebSocket */
    lmq_view wss;      /**< as tcp, of secure WebSocket */
    lmq_view flash;    /**< as tcp, of Flash's policy */
    lmq_view http;     /**< as tcp, of HTTP */
    int control;       /**< serve /control/v1 on the HTTP and WebSocket doors; 0: as the configuration says */
    int virtual_clock; /**< a clock that only lmq_broker_advance moves; 0: as the configuration says */
    int64_t virtual_start_ms; /**< where that begins, Unix epoch; 0: as the configuration says */
    lmq_view store;           /**< "memory", or "sqlite:FILE" for what is acknowledged to outlive the broker */
    lmq_log_handler log;      /**< NULL: lines on stderr from the configuration's level on */
    void *log_context;        /**< for `log`; good until the broker is destroyed */
    lmq_log_level log_level;  /**< of `log`: lines below it are not made; default LMQ_LOG_WARNING */
} lmq_broker_options;

/** Begins an lmq_broker_options with its defaults. */
#define LMQ_BROKER_OPTIONS_INIT                                                                                        \
    {                                                                                                                  \
        sizeof(lmq_broker_options), LMQ_STRUCT_VERSION, LMQ_VIEW_INIT, LMQ_VIEW_INIT, LMQ_VIEW_INIT, LMQ_VIEW_INIT,    \
            LMQ_VIEW_INIT, LMQ_VIEW_INIT, LMQ_VIEW_INIT, LMQ_VIEW_INIT, 0, 0, 0, LMQ_VIEW_INIT, NULL, NULL,            \
            LMQ_LOG_WARNING                                                                                            \
    }

/** Takes over what the store has, opens the doors and starts. Errors: LMQ_ERROR_BAD_STRUCT; LMQ_ERROR_BAD_COMBINATION
 * for two configurations; LMQ_ERROR_MISSING_FIELD, _BAD_FIELD_TYPE and _OUT_OF_RANGE for what is wrong with one, its
 * line in the detail; LMQ_ERROR_BAD_URI for an address; LMQ_ERROR_NETWORK_UNREACHABLE for a port that is taken;
 * LMQ_ERROR_STORE_BUSY, _STORE_DAMAGED, _STORE_NEWER, _STORE_FULL and _STORE_FAILED. */
LMQ_C_API lmq_error lmq_broker_create(const lmq_broker_options *options, lmq_broker **broker);

/** Closes every connection and ends the broker's threads. Not from its log handler. */
LMQ_C_API void lmq_broker_destroy(lmq_broker *broker);

/** Writes "127.0.0.1:40001"; nothing for a door that is not there. Errors: LMQ_ERROR_OUT_OF_RANGE for a number that is
 * no door's, LMQ_ERROR_BUFFER_TOO_SMALL. */
LMQ_C_API lmq_error lmq_broker_address(const lmq_broker *broker, lmq_door door, char *buffer, size_t size,
                                       size_t *length);

/** Writes what a client is to be given: "tcp://127.0.0.1:40001", "ssl://…", "ws://…/mqtt", "wss://…/mqtt", "http://…";
 * nothing for a door that is not there, and for Flash's. Errors: as lmq_broker_address. */
LMQ_C_API lmq_error lmq_broker_uri(const lmq_broker *broker, lmq_door door, char *buffer, size_t size, size_t *length);

/** Writes the path of the PEM file with the throw-away authority that vouches for the TLS doors, which is there as long
 * as the broker; nothing without such a door, or with a certificate of the configuration. Error:
 * LMQ_ERROR_BUFFER_TOO_SMALL. */
LMQ_C_API lmq_error lmq_broker_ca_file(const lmq_broker *broker, char *buffer, size_t size, size_t *length);

/** Reads the configuration's certificate files again, for connections from now on; on an error all stays as it was:
 * LMQ_ERROR_MISSING_FIELD, LMQ_ERROR_BAD_FIELD_TYPE, with the key in the detail. */
LMQ_C_API lmq_error lmq_broker_reload_certificates(lmq_broker *broker);

/** The broker's clock, real or virtual: Unix epoch. */
LMQ_C_API lmq_error lmq_broker_now_ms(const lmq_broker *broker, int64_t *now_ms);

/** Moves a virtual clock, does what falls due, in order, and answers when nothing is left to do. Errors:
 * LMQ_ERROR_OUT_OF_RANGE for a negative time, LMQ_ERROR_WRONG_MODE for a real clock. */
LMQ_C_API lmq_error lmq_broker_advance(lmq_broker *broker, int64_t by_ms);

/** The state of a fresh start: connections closed; sessions, messages, retained ones, counters and faults gone. */
LMQ_C_API lmq_error lmq_broker_reset(lmq_broker *broker);

/** MQTT's control packets, by their numbers on the wire. */
typedef int32_t lmq_packet;
/** The values of lmq_packet. */
enum {
    LMQ_PACKET_ANY = 0,          /**< any of them */
    LMQ_PACKET_CONNECT = 1,      /**< CONNECT */
    LMQ_PACKET_CONNACK = 2,      /**< CONNACK */
    LMQ_PACKET_PUBLISH = 3,      /**< PUBLISH */
    LMQ_PACKET_PUBACK = 4,       /**< PUBACK */
    LMQ_PACKET_PUBREC = 5,       /**< PUBREC */
    LMQ_PACKET_PUBREL = 6,       /**< PUBREL */
    LMQ_PACKET_PUBCOMP = 7,      /**< PUBCOMP */
    LMQ_PACKET_SUBSCRIBE = 8,    /**< SUBSCRIBE */
    LMQ_PACKET_SUBACK = 9,       /**< SUBACK */
    LMQ_PACKET_UNSUBSCRIBE = 10, /**< UNSUBSCRIBE */
    LMQ_PACKET_UNSUBACK = 11,    /**< UNSUBACK */
    LMQ_PACKET_PINGREQ = 12,     /**< PINGREQ */
    LMQ_PACKET_PINGRESP = 13,    /**< PINGRESP */
    LMQ_PACKET_DISCONNECT = 14   /**< DISCONNECT */
};

/** Which way a packet goes. */
typedef int32_t lmq_fault_direction;
/** The values of lmq_fault_direction. */
enum {
    LMQ_FAULT_BOTH_WAYS = 0, /**< either */
    LMQ_FAULT_IN = 1,        /**< client to broker */
    LMQ_FAULT_OUT = 2        /**< broker to client */
};

/** What is done to a packet. */
typedef int32_t lmq_fault_action;
/** The values of lmq_fault_action. */
enum {
    LMQ_FAULT_DROP = 0,      /**< the packet vanishes */
    LMQ_FAULT_CLOSE = 1,     /**< the packet is handled (in) or sent (out), then the connection closes */
    LMQ_FAULT_DELAY = 2,     /**< the packet, and what follows it in its direction, waits delay_ms */
    LMQ_FAULT_CORRUPT = 3,   /**< one byte of the packet's fixed header is changed */
    LMQ_FAULT_DUPLICATE = 4, /**< the packet passes twice */
    LMQ_FAULT_REFUSE = 5 /**< CONNECT: CONNACK with `code`; SUBSCRIBE: 0x80 for each filter; else the connection closes,
                            and the packet is not handled */
};

/** A scripted fault: what it waits for, and what it then does. */
typedef struct lmq_broker_fault {
    uint32_t size;                 /**< sizeof(lmq_broker_fault) */
    uint32_t version;              /**< LMQ_STRUCT_VERSION */
    lmq_view client;               /**< client id; empty: any */
    lmq_packet packet;             /**< default LMQ_PACKET_ANY */
    lmq_fault_direction direction; /**< default LMQ_FAULT_BOTH_WAYS */
    lmq_view topic;                /**< topic filter that a PUBLISH must match; empty: any */
    uint64_t nth;                  /**< the first matching packet that it strikes, counted from 1; default 1 */
    uint64_t times;                /**< how many it strikes from there on; 0: every one; default 1 */
    lmq_fault_action action;       /**< default LMQ_FAULT_DROP */
    uint32_t delay_ms;             /**< LMQ_FAULT_DELAY */
    int32_t code;                  /**< LMQ_FAULT_REFUSE: the CONNACK's, 1 to 5; default 3 */
} lmq_broker_fault;

/** Begins an lmq_broker_fault with its defaults. */
#define LMQ_BROKER_FAULT_INIT                                                                                          \
    {                                                                                                                  \
        sizeof(lmq_broker_fault), LMQ_STRUCT_VERSION, LMQ_VIEW_INIT, LMQ_PACKET_ANY, LMQ_FAULT_BOTH_WAYS,              \
            LMQ_VIEW_INIT, 1, 1, LMQ_FAULT_DROP, 0, 3                                                                  \
    }

/** Puts a rule in force behind those there are; the first that matches a packet strikes it. `*id`, unless `id` is NULL:
 * its number. Errors: LMQ_ERROR_BAD_STRUCT; LMQ_ERROR_OUT_OF_RANGE, with the member in the detail. */
LMQ_C_API lmq_error lmq_broker_add_fault(lmq_broker *broker, const lmq_broker_fault *fault, uint64_t *id);

/** Removes a rule. `*removed`, unless `removed` is NULL: whether there was one. */
LMQ_C_API lmq_error lmq_broker_remove_fault(lmq_broker *broker, uint64_t id, int *removed);

/** Removes every rule. */
LMQ_C_API lmq_error lmq_broker_clear_faults(lmq_broker *broker);

/** A rule in force. `seen`: matching packets so far; `hits`: those it struck. */
typedef void (*lmq_broker_fault_handler)(void *context, uint64_t id, const lmq_broker_fault *fault, uint64_t seen,
                                         uint64_t hits);

/** Calls `handler` for each rule in force, in order. */
LMQ_C_API lmq_error lmq_broker_faults(const lmq_broker *broker, lmq_broker_fault_handler handler, void *context);

/** What the broker knows of a client id. */
typedef struct lmq_broker_session_info {
    uint32_t size;         /**< sizeof(lmq_broker_session_info) */
    uint32_t version;      /**< LMQ_STRUCT_VERSION */
    int exists;            /**< 0: it has no session, and all the rest is 0 */
    int connected;         /**< has a connection now */
    int clean_session;     /**< of its last CONNECT */
    int ordered;           /**< order mode (spec 13) */
    uint32_t keep_alive_s; /**< effective */
    size_t subscriptions;  /**< how many */
    size_t inflight;       /**< messages sent to the client, unacknowledged */
    size_t queued;         /**< waiting for the window */
    size_t offline;        /**< kept for a client that is away, or pushed and unacknowledged for too long */
    size_t tokens;         /**< that it holds (spec 8) */
} lmq_broker_session_info;

/** Begins an lmq_broker_session_info with its defaults. */
#define LMQ_BROKER_SESSION_INFO_INIT                                                                                   \
    {                                                                                                                  \
        sizeof(lmq_broker_session_info), LMQ_STRUCT_VERSION, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0                              \
    }

/** Fills in what there is of `client_id`. Error: LMQ_ERROR_BAD_STRUCT. */
LMQ_C_API lmq_error lmq_broker_session(const lmq_broker *broker, lmq_view client_id, lmq_broker_session_info *info);

/** `peer`: "/127.0.0.1:40000", empty for a client that is not connected. */
typedef void (*lmq_broker_session_handler)(void *context, lmq_view client_id, lmq_view peer,
                                           const lmq_broker_session_info *info);

/** Calls `handler` for each session, connected or stored, in no particular order. */
LMQ_C_API lmq_error lmq_broker_sessions(const lmq_broker *broker, lmq_broker_session_handler handler, void *context);

/** A subscription. `qos`: granted. */
typedef void (*lmq_broker_subscription_handler)(void *context, lmq_view filter, int32_t qos);

/** Calls `handler` for each subscription of `client_id`; not at all when it has no session. */
LMQ_C_API lmq_error lmq_broker_subscriptions(const lmq_broker *broker, lmq_view client_id,
                                             lmq_broker_subscription_handler handler, void *context);

/** `type`: "R", "W" or "RW"; `expire_time_ms`: Unix epoch. */
typedef void (*lmq_broker_held_token_handler)(void *context, lmq_view type, int64_t expire_time_ms);

/** Calls `handler` for each token that `client_id` holds; not at all when it has no session. */
LMQ_C_API lmq_error lmq_broker_held_tokens(const lmq_broker *broker, lmq_view client_id,
                                           lmq_broker_held_token_handler handler, void *context);

/** Closes a client's connection. `*kicked`, unless `kicked` is NULL: whether it had one. */
LMQ_C_API lmq_error lmq_broker_kick(lmq_broker *broker, lmq_view client_id, int *kicked);

/** Something that an operator is told by SMS (spec 15, 16). `kind`: "offline_messages", the cap of the instance was
 * reached; `instance`: its id; `detail`: a sentence; `time_ms`: Unix epoch. */
typedef void (*lmq_broker_alarm_handler)(void *context, lmq_view kind, lmq_view instance, lmq_view detail,
                                         int64_t time_ms);

/** Calls `handler` for each of the last hundred alarms since start or reset, the oldest first; of one kind there is one
 * in ten minutes at most. */
LMQ_C_API lmq_error lmq_broker_alarms(const lmq_broker *broker, lmq_broker_alarm_handler handler, void *context);

/** Counters since start or reset, and those with "now" what there is. */
typedef struct lmq_broker_statistics_info {
    uint32_t size;                 /**< sizeof(lmq_broker_statistics_info) */
    uint32_t version;              /**< LMQ_STRUCT_VERSION */
    uint64_t connections_accepted; /**< made, whether they became clients or not */
    uint64_t connections;          /**< now */
    uint64_t sessions;             /**< now */
    uint64_t packets_in;           /**< MQTT packets of clients */
    uint64_t packets_out;          /**< MQTT packets to clients */
    uint64_t publishes_in;         /**< those of them that are PUBLISH */
    uint64_t publishes_out;        /**< those of them that are PUBLISH, repeats included */
    uint64_t qos0_dropped;         /**< for consumers too slow */
    uint64_t queue_dropped;        /**< QoS 1 and 2 beyond a session's queue cap */
    uint64_t oversize_discarded;   /**< acknowledged, not stored (spec 4) */
    uint64_t kept;                 /**< messages kept until acknowledged, one for each receiver; now */
    uint64_t offline;              /**< those of them that are offline; now */
    uint64_t offline_purged;       /**< beyond limits.offline_messages */
    uint64_t offline_expired;      /**< after limits.retention_ms */
    uint64_t offline_pulls;        /**< requests served (spec 9.4) */
    uint64_t presence_events;      /**< put into MQ (spec 11) */
    uint64_t tokens_applied;       /**< by the auth server */
    uint64_t tokens_revoked;       /**< by the auth server or lmq_broker_revoke_token */
    uint64_t tokens_accepted;      /**< uploads */
    uint64_t tokens_refused;       /**< invalid notices sent (spec 8.5) */
} lmq_broker_statistics_info;

/** Begins an lmq_broker_statistics_info with its defaults. */
#define LMQ_BROKER_STATISTICS_INFO_INIT                                                                                \
    {                                                                                                                  \
        sizeof(lmq_broker_statistics_info), LMQ_STRUCT_VERSION, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,  \
            0, 0                                                                                                       \
    }

/** Fills in the counters, taken at one moment. Error: LMQ_ERROR_BAD_STRUCT. */
LMQ_C_API lmq_error lmq_broker_statistics(const lmq_broker *broker, lmq_broker_statistics_info *statistics);

/** How many invalid notices had the code `code` (spec 8.5). */
LMQ_C_API lmq_error lmq_broker_tokens_refused(const lmq_broker *broker, int32_t code, uint64_t *count);

/** A token that a test wants, without the auth server's checks. */
typedef struct lmq_broker_token_order {
    uint32_t size;             /**< sizeof(lmq_broker_token_order) */
    uint32_t version;          /**< LMQ_STRUCT_VERSION */
    lmq_view actions;          /**< "R", "W" or "R,W"; empty: "R,W" */
    const lmq_view *resources; /**< 1 to 100 topics or topic filters */
    size_t resource_count;     /**< how many */
    int64_t expire_time_ms;    /**< Unix epoch, by the broker's clock; may have passed */
    lmq_view access_key;       /**< of the account that it is issued for; empty: the first one */
} lmq_broker_token_order;

/** Begins an lmq_broker_token_order with its defaults. */
#define LMQ_BROKER_TOKEN_ORDER_INIT                                                                                    \
    {                                                                                                                  \
        sizeof(lmq_broker_token_order), LMQ_STRUCT_VERSION, LMQ_VIEW_INIT, NULL, 0, 0, LMQ_VIEW_INIT                   \
    }

/** Writes a token as /token/apply issues them, at most limits.token_bytes (8192) long. Errors: LMQ_ERROR_BAD_STRUCT;
 * LMQ_ERROR_BAD_FIELD_TYPE for the actions; LMQ_ERROR_TOKEN_PARAMETERS for resources or an access key that no token may
 * have; LMQ_ERROR_OUT_OF_RANGE for the expiry; LMQ_ERROR_TOO_LONG; LMQ_ERROR_BUFFER_TOO_SMALL. */
LMQ_C_API lmq_error lmq_broker_issue_token(lmq_broker *broker, const lmq_broker_token_order *order, char *buffer,
                                           size_t size, size_t *length);

/** As /token/revoke: whoever holds the token is told so and closed at once. Errors: LMQ_ERROR_TOKEN_FORGED,
 * _TOKEN_EXPIRED, _TOKEN_REVOKED; LMQ_ERROR_TOKEN_NOT_REVOKED when limits.revoked_tokens is reached;
 * LMQ_ERROR_STORE_FULL, _STORE_FAILED. */
LMQ_C_API lmq_error lmq_broker_revoke_token(lmq_broker *broker, lmq_view token);

/** A property of a message in MQ. */
typedef struct lmq_broker_mq_property {
    lmq_view key;   /**< its name */
    lmq_view value; /**< its value */
} lmq_broker_mq_property;

/** A message in MQ (spec 12). */
typedef struct lmq_broker_mq_message {
    uint32_t size;    /**< sizeof(lmq_broker_mq_message) */
    uint32_t version; /**< LMQ_STRUCT_VERSION */
    lmq_view id;      /**< by the store; not looked at by lmq_broker_mq_produce, as the time and the queue */
    lmq_view tag;     /**< `MQ2MQTT` for what is to reach MQTT clients */
    const lmq_broker_mq_property *properties; /**< names and values; NULL for none */
    size_t property_count;                    /**< how many */
    lmq_view body;                            /**< any bytes */
    int64_t store_time_ms;                    /**< by the store: Unix epoch */
    int32_t queue;                            /**< by the store: the queue of the topic, from 0 */
} lmq_broker_mq_message;

/** Begins an lmq_broker_mq_message with its defaults. */
#define LMQ_BROKER_MQ_MESSAGE_INIT                                                                                     \
    {                                                                                                                  \
        sizeof(lmq_broker_mq_message), LMQ_STRUCT_VERSION, LMQ_VIEW_INIT, LMQ_VIEW_INIT, NULL, 0, LMQ_VIEW_INIT, 0, 0  \
    }

/** Stores a message in MQ and, when its tag is `MQ2MQTT`, pushes it to MQTT clients (spec 12.1). Errors:
 * LMQ_ERROR_BAD_STRUCT; LMQ_ERROR_BAD_FIRST_LEVEL when the topic does not exist; LMQ_ERROR_STORE_FULL, _STORE_FAILED.
 */
LMQ_C_API lmq_error lmq_broker_mq_produce(lmq_broker *broker, lmq_view topic, const lmq_broker_mq_message *message);

/** A message of MQ; good during the call. */
typedef void (*lmq_broker_mq_handler)(void *context, const lmq_broker_mq_message *message);

/** Calls `handler` for the next messages of `topic`, at most `max`, for consumer group `group`, from the oldest kept on
 * its first call; waits up to `wait_ms` (real time, 0 and up) for the first, and calls nothing when there was none.
 * `expression`: "*" or tags "a||b"; empty: "*". Errors: LMQ_ERROR_BAD_FIRST_LEVEL when the topic does not exist;
 * LMQ_ERROR_OUT_OF_RANGE for a negative time. */
LMQ_C_API lmq_error lmq_broker_mq_consume(lmq_broker *broker, lmq_view topic, lmq_view group, lmq_view expression,
                                          size_t max, int64_t wait_ms, lmq_broker_mq_handler handler, void *context);

#ifdef __cplusplus
}
#endif

#endif
