#ifndef LMQ_C_HANDLERS_H
#define LMQ_C_HANDLERS_H

#include "lmq_c/error.h"
#include "lmq_c/message.h"
#include "lmq_c/state.h"

/** @file
 * What a client calls. Handlers run one at a time, on the client's dispatch thread or inside lmq_client_poll and the
 * calls that wait; what they are given is good during the call. Of that client they may call anything but what takes a
 * timeout.
 */

#ifdef __cplusplus
extern "C" {
#endif

/** A message came in. */
typedef void (*lmq_message_handler)(void *context, const lmq_received_message *message);

/** The state changed. */
typedef void (*lmq_state_handler)(void *context, const lmq_status *status);

/** A publish is done: `error` is LMQ_OK when it was acknowledged (QoS 1, 2) or handed to the socket (QoS 0), else
 * LMQ_ERROR_EXPIRED, _DROPPED_OLDEST, _SUPERSEDED, _CANCELLED or _PUBLISH_FAILED with its detail. A QoS 0 publish on
 * its way to the socket when the connection is lost counts as handed over. With lmq_outbox_options.file what is
 * cancelled stays in it. */
typedef void (*lmq_publish_handler)(void *context, lmq_error error, lmq_view detail);

/** As lmq_publish_handler, for a message of an earlier life of the client. */
typedef void (*lmq_recovered_handler)(void *context, const lmq_message *message, lmq_error error, lmq_view detail);

/** One topic filter and the quality of service asked for it. */
typedef struct lmq_subscription {
    lmq_view filter; /**< as lmq_topic_filter_check wants it */
    lmq_qos qos;     /**< the most that is wanted; the server may grant less */
} lmq_subscription;

/** What became of one filter of a subscribe call. */
typedef struct lmq_subscribe_outcome {
    lmq_view filter; /**< as it was given to the call */
    lmq_error error; /**< LMQ_OK, LMQ_ERROR_SUBSCRIPTION_REFUSED, _SUBSCRIBE_FAILED or _CANCELLED */
    lmq_qos granted; /**< without an error */
} lmq_subscribe_outcome;

/** A subscribe is done; `count` outcomes, in the order of the call. */
typedef void (*lmq_subscribe_handler)(void *context, const lmq_subscribe_outcome *outcomes, size_t count);

/** An unsubscribe is done: acknowledged, or LMQ_ERROR_CANCELLED or LMQ_ERROR_SUBSCRIBE_FAILED. */
typedef void (*lmq_unsubscribe_handler)(void *context, lmq_error error, lmq_view detail);

/** A request for offline messages is done: acknowledged, or LMQ_ERROR_CANCELLED. */
typedef void (*lmq_pulled_handler)(void *context, lmq_error error, lmq_view detail);

/** How far a pull of everything is. */
typedef struct lmq_pull_progress {
    uint32_t size;     /**< sizeof(lmq_pull_progress) */
    uint32_t version;  /**< LMQ_STRUCT_VERSION */
    uint64_t received; /**< QoS 1 and 2 messages handled since it began, those of the online traffic among them */
    uint64_t requests; /**< acknowledged */
    int finished;      /**< the last call: nothing more was there, or `error` says why it ended */
    lmq_error error;   /**< when finished: LMQ_OK or LMQ_ERROR_CANCELLED */
    lmq_view detail;   /**< of `error` */
} lmq_pull_progress;

/** The messages of a request have been handled, or the pull has finished. */
typedef void (*lmq_pull_handler)(void *context, const lmq_pull_progress *progress);

#ifdef __cplusplus
}
#endif

#endif
