#ifndef LMQ_C_DUPLICATE_FILTER_H
#define LMQ_C_DUPLICATE_FILTER_H

/** @file
 * Finds messages that came before. */

#include "lmq_c/error.h"
#include "lmq_c/message.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Tells a receiver of at-least-once messages whether it has seen one before, within a window of the last ones. Not
 * thread-safe. It keeps a 64-bit hash of each: two unlike messages are taken for the same with a probability of about
 * window / 2^64. */
typedef struct lmq_duplicate_filter lmq_duplicate_filter;

/** `window`: how many messages it remembers, 1 to 1,000,000; others are brought into the range. About 40 bytes each.
 * Error: LMQ_ERROR_NULL_ARGUMENT. */
LMQ_C_API lmq_error lmq_duplicate_filter_create(size_t window, lmq_duplicate_filter **filter);

/** Takes NULL too. */
LMQ_C_API void lmq_duplicate_filter_destroy(lmq_duplicate_filter *filter);

/** `*seen`: whether `key`, the application's own name of a message, is in the window; otherwise it is from now on, and
 * the oldest leaves a full window. Error: LMQ_ERROR_NULL_ARGUMENT. */
LMQ_C_API lmq_error lmq_duplicate_filter_seen_key(lmq_duplicate_filter *filter, lmq_view key, int *seen);

/** The same by content: topic and payload of what a message handler got. Errors: LMQ_ERROR_NULL_ARGUMENT,
 * LMQ_ERROR_BAD_STRUCT. */
LMQ_C_API lmq_error lmq_duplicate_filter_seen(lmq_duplicate_filter *filter, const lmq_received_message *message,
                                              int *seen);

/** Forgets all. Error: LMQ_ERROR_NULL_ARGUMENT. */
LMQ_C_API lmq_error lmq_duplicate_filter_clear(lmq_duplicate_filter *filter);

#ifdef __cplusplus
}
#endif

#endif
