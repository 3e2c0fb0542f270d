#ifndef LMQ_C_MESSAGE_H
#define LMQ_C_MESSAGE_H

#include "lmq_c/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* MQTT's quality of service. */
typedef int32_t lmq_qos;
enum { LMQ_QOS_AT_MOST_ONCE = 0, LMQ_QOS_AT_LEAST_ONCE = 1, LMQ_QOS_EXACTLY_ONCE = 2 };

/* What leaves the outbox first. Messages of one priority leave in the order of the calls. */
typedef int32_t lmq_priority;
enum { LMQ_PRIORITY_LOW = 0, LMQ_PRIORITY_NORMAL = 1, LMQ_PRIORITY_HIGH = 2 };

/* A message to publish. */
typedef struct lmq_message {
    uint32_t size;
    uint32_t version;
    lmq_view topic;   /* full topic, e.g. `TopicA/notice/` */
    lmq_view payload; /* any bytes, at most lmq_limits.payload_bytes */
    lmq_qos qos;
    int retain;
    int64_t time_to_live_ms; /* how long it may wait to be acknowledged before it completes with LMQ_ERROR_EXPIRED; 1
                                and up; 0: lmq_outbox_options.max_age_ms */
    lmq_priority priority;   /* LMQ_PRIORITY_NORMAL in order mode */
} lmq_message;

#define LMQ_MESSAGE_INIT                                                                                               \
    {                                                                                                                  \
        sizeof(lmq_message), LMQ_STRUCT_VERSION, LMQ_VIEW_INIT, LMQ_VIEW_INIT, LMQ_QOS_AT_LEAST_ONCE, 0, 0,            \
            LMQ_PRIORITY_NORMAL                                                                                        \
    }

/* A message that came in, as a handler gets it: good during the call. Topic and payload have no NUL behind them. */
typedef struct lmq_received_message {
    uint32_t size;
    uint32_t version;
    lmq_view topic;
    lmq_view payload;
    lmq_qos qos;
    int retained;
    int duplicate; /* MQTT's DUP: it may have been delivered before */
} lmq_received_message;

/* A message left by the server if the connection ends without a DISCONNECT (MQTT 3.1.1 3.1.2.5). */
typedef struct lmq_will {
    uint32_t size;
    uint32_t version;
    lmq_view topic;
    lmq_view payload; /* at most 65535 bytes, and lmq_limits.payload_bytes */
    lmq_qos qos;
    int retain;
} lmq_will;

#define LMQ_WILL_INIT                                                                                                  \
    {                                                                                                                  \
        sizeof(lmq_will), LMQ_STRUCT_VERSION, LMQ_VIEW_INIT, LMQ_VIEW_INIT, LMQ_QOS_AT_MOST_ONCE, 0                    \
    }

#ifdef __cplusplus
}
#endif

#endif
