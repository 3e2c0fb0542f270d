#ifndef LMQ_C_MESSAGE_H
#define LMQ_C_MESSAGE_H

/** @file
 * Messages, their quality of service and priority; wills. */

#include "lmq_c/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** MQTT's quality of service. */
typedef int32_t lmq_qos;
/** The values of lmq_qos. */
enum {
    LMQ_QOS_AT_MOST_ONCE = 0,  /**< lost with the connection */
    LMQ_QOS_AT_LEAST_ONCE = 1, /**< sent again until acknowledged: may come twice */
    LMQ_QOS_EXACTLY_ONCE = 2   /**< as threading.md restricts it for a lost connection */
};

/** What leaves the outbox first. Messages of one priority leave in the order of the calls. */
typedef int32_t lmq_priority;
/** The values of lmq_priority. */
enum {
    LMQ_PRIORITY_LOW = 0,    /**< after all others */
    LMQ_PRIORITY_NORMAL = 1, /**< the default */
    LMQ_PRIORITY_HIGH = 2    /**< before all others */
};

/** A message to publish. */
typedef struct lmq_message {
    uint32_t size;           /**< sizeof(lmq_message) */
    uint32_t version;        /**< LMQ_STRUCT_VERSION */
    lmq_view topic;          /**< full topic, e.g. `TopicA/notice/` */
    lmq_view payload;        /**< any bytes, at most lmq_limits.payload_bytes */
    lmq_qos qos;             /**< default LMQ_QOS_AT_LEAST_ONCE */
    int retain;              /**< whether the server keeps it for later subscribers (MQTT 3.1.1 3.3.1.3); default 0 */
    int64_t time_to_live_ms; /**< how long it may wait to be acknowledged before it completes with LMQ_ERROR_EXPIRED; 1
                                and up; 0: lmq_outbox_options.max_age_ms; default 0 */
    lmq_priority priority;   /**< LMQ_PRIORITY_NORMAL in order mode; default LMQ_PRIORITY_NORMAL */
} lmq_message;

/** Begins an lmq_message with its defaults. */
#define LMQ_MESSAGE_INIT                                                                                               \
    {                                                                                                                  \
        sizeof(lmq_message), LMQ_STRUCT_VERSION, LMQ_VIEW_INIT, LMQ_VIEW_INIT, LMQ_QOS_AT_LEAST_ONCE, 0, 0,            \
            LMQ_PRIORITY_NORMAL                                                                                        \
    }

/** A message that came in, as a handler gets it: good during the call. Topic and payload have no NUL behind them. */
typedef struct lmq_received_message {
    uint32_t size;    /**< sizeof(lmq_received_message) */
    uint32_t version; /**< LMQ_STRUCT_VERSION */
    lmq_view topic;   /**< full topic */
    lmq_view payload; /**< any bytes */
    lmq_qos qos;      /**< that it was delivered with */
    int retained;     /**< it was kept by the server from before the subscription */
    int duplicate;    /**< MQTT's DUP: it may have been delivered before */
} lmq_received_message;

/** A message left by the server if the connection ends without a DISCONNECT (MQTT 3.1.1 3.1.2.5). */
typedef struct lmq_will {
    uint32_t size;    /**< sizeof(lmq_will) */
    uint32_t version; /**< LMQ_STRUCT_VERSION */
    lmq_view topic;   /**< full topic */
    lmq_view payload; /**< at most 65535 bytes, and lmq_limits.payload_bytes */
    lmq_qos qos;      /**< default LMQ_QOS_AT_MOST_ONCE */
    int retain;       /**< whether the server keeps it for later subscribers; default 0 */
} lmq_will;

/** Begins an lmq_will with its defaults. */
#define LMQ_WILL_INIT                                                                                                  \
    {                                                                                                                  \
        sizeof(lmq_will), LMQ_STRUCT_VERSION, LMQ_VIEW_INIT, LMQ_VIEW_INIT, LMQ_QOS_AT_MOST_ONCE, 0                    \
    }

#ifdef __cplusplus
}
#endif

#endif
