#ifndef LMQ_C_PRESENCE_H
#define LMQ_C_PRESENCE_H

/** @file
 * Who is online, by the events of the service. */

#include "lmq_c/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What happened to a device's connection (spec 11). */
typedef int32_t lmq_presence_event_type;
/** The values of lmq_presence_event_type. */
enum {
    LMQ_PRESENCE_CONNECT = 0,    /**< it came online */
    LMQ_PRESENCE_DISCONNECT = 1, /**< it said that it would go; not the end yet */
    LMQ_PRESENCE_TCPCLEAN = 2    /**< its connection is really closed */
};

/** A client id or channel id of at most 256 bytes, and a NUL. */
#define LMQ_PRESENCE_ID_SIZE 257
/** An address and a NUL. */
#define LMQ_PRESENCE_IP_SIZE 64

/** One event of the topic `<GroupId>_MQTT` (spec 11); nothing in it points anywhere. */
typedef struct lmq_presence_event {
    uint32_t size;                         /**< sizeof(lmq_presence_event) */
    uint32_t version;                      /**< LMQ_STRUCT_VERSION */
    lmq_presence_event_type type;          /**< what happened */
    int64_t time_ms;                       /**< Unix epoch; increases for a client id */
    char client_id[LMQ_PRESENCE_ID_SIZE];  /**< a text with a NUL, as the next two */
    char channel_id[LMQ_PRESENCE_ID_SIZE]; /**< one TCP connection; nothing is to be read into it */
    char client_ip[LMQ_PRESENCE_IP_SIZE];  /**< empty where the service does not tell */
} lmq_presence_event;

/** Begins an lmq_presence_event with its defaults. */
#define LMQ_PRESENCE_EVENT_INIT                                                                                        \
    {                                                                                                                  \
        sizeof(lmq_presence_event), LMQ_STRUCT_VERSION, LMQ_PRESENCE_CONNECT, 0, "", "", ""                            \
    }

/** Reads an event's body: `clientId` or `ClientId`, `channelId`, `time` as a number or a numeric string, `eventType`.
 * `tag`: the MQ message's, which counts where the body has no `eventType`. `*event` must come from
 * LMQ_PRESENCE_EVENT_INIT. Errors: LMQ_ERROR_BAD_JSON, _MISSING_FIELD, _BAD_FIELD_TYPE, _TOO_LONG, each with the
 * member; _NULL_ARGUMENT, _BAD_STRUCT. Thread-safe. */
LMQ_C_API lmq_error lmq_presence_event_parse(lmq_view body, lmq_view tag, lmq_presence_event *event);

/** When a client counts as online (spec 11.1). */
typedef int32_t lmq_presence_policy;
/** The values of lmq_presence_policy. */
enum {
    LMQ_PRESENCE_LATEST_CONNECTION = 0, /**< the connection that came last is open: the rule of the documentation */
    LMQ_PRESENCE_ANY_OPEN_CHANNEL = 1   /**< any of its connections is open: the vendor's later sample */
};

/** How a tracker decides, and how much it remembers. */
typedef struct lmq_presence_options {
    uint32_t size;                      /**< sizeof(lmq_presence_options) */
    uint32_t version;                   /**< LMQ_STRUCT_VERSION */
    lmq_presence_policy policy;         /**< when a client counts as online; default LMQ_PRESENCE_LATEST_CONNECTION */
    int64_t closed_channel_lifetime_ms; /**< how long a closed channel is remembered, so that its late or repeated
                                           `connect` is known as that; 1 and up; default 600000 */
    size_t max_clients;  /**< known at once; 1 and up; beyond it the offline one that was silent longest is forgotten;
                            default 100000 */
    size_t max_channels; /**< remembered for one client, open and closed; 2 to 1000; default 32 */
} lmq_presence_options;

/** Begins an lmq_presence_options with its defaults. */
#define LMQ_PRESENCE_OPTIONS_INIT                                                                                      \
    {                                                                                                                  \
        sizeof(lmq_presence_options), LMQ_STRUCT_VERSION, LMQ_PRESENCE_LATEST_CONNECTION, 600000, 100000, 32           \
    }

/** What is known of one client; nothing in it points anywhere. */
typedef struct lmq_presence {
    uint32_t size;                         /**< sizeof(lmq_presence) */
    uint32_t version;                      /**< LMQ_STRUCT_VERSION */
    int online;                            /**< by the policy of the tracker */
    int leaving;                           /**< online, and a `disconnect` of the connection that counts has come */
    int64_t time_ms;                       /**< of its `connect` */
    char channel_id[LMQ_PRESENCE_ID_SIZE]; /**< of the connection that came last; empty: none is known */
} lmq_presence;

/** Begins an lmq_presence with its defaults. */
#define LMQ_PRESENCE_INIT                                                                                              \
    {                                                                                                                  \
        sizeof(lmq_presence), LMQ_STRUCT_VERSION, 0, 0, 0, ""                                                          \
    }

/** Derives who is online from presence events, however late, repeated or out of order they come (spec 11.1). Does
 * nothing by itself and knows no clock. Not thread-safe. */
typedef struct lmq_presence_tracker lmq_presence_tracker;

/** `options`: NULL as LMQ_PRESENCE_OPTIONS_INIT. Errors: LMQ_ERROR_OUT_OF_RANGE, naming the option;
 * LMQ_ERROR_BAD_STRUCT, LMQ_ERROR_NULL_ARGUMENT. */
LMQ_C_API lmq_error lmq_presence_tracker_create(const lmq_presence_options *options, lmq_presence_tracker **tracker);

/** Takes NULL too. */
LMQ_C_API void lmq_presence_tracker_destroy(lmq_presence_tracker *tracker);

/** Takes an event over; `*presence`, unless NULL, gets what its client is now and must come from LMQ_PRESENCE_INIT.
 * `now_ms`: a clock of the caller's that does not go back, of any origin. Errors: LMQ_ERROR_OUT_OF_RANGE when
 * max_clients are online and this one is not known, and for the type; LMQ_ERROR_BAD_STRUCT, LMQ_ERROR_NULL_ARGUMENT. */
LMQ_C_API lmq_error lmq_presence_tracker_apply(lmq_presence_tracker *tracker, const lmq_presence_event *event,
                                               int64_t now_ms, lmq_presence *presence);

/** Fills in what is known of a client; of an unknown one: offline. Errors: LMQ_ERROR_BAD_STRUCT,
 * LMQ_ERROR_NULL_ARGUMENT. */
LMQ_C_API lmq_error lmq_presence_tracker_find(const lmq_presence_tracker *tracker, lmq_view client_id,
                                              lmq_presence *presence);

/** How many clients are known, online or not, and how many of them are online; either may be NULL. Error:
 * LMQ_ERROR_NULL_ARGUMENT for the tracker. */
LMQ_C_API lmq_error lmq_presence_tracker_count(const lmq_presence_tracker *tracker, size_t *known, size_t *online);

#ifdef __cplusplus
}
#endif

#endif
