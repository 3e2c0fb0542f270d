#ifndef LMQ_C_LIMITS_H
#define LMQ_C_LIMITS_H

/** @file
 * The service's limits. */

#include "lmq_c/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The service's limits (spec 4). A platinum instance may have others; NULL for a `const lmq_limits *` means these. */
typedef struct lmq_limits {
    uint32_t size;             /**< sizeof(lmq_limits) */
    uint32_t version;          /**< LMQ_STRUCT_VERSION */
    size_t topic_length;       /**< Unicode code points of a whole topic, slashes included; default 64 */
    size_t client_id_length;   /**< Unicode code points; default 64 */
    size_t payload_bytes;      /**< bytes of one message; default 65536 */
    size_t subscriptions;      /**< topic filters a client may hold; default 30 */
    size_t token_bytes;        /**< bytes of a token (spec 8.3); default 8192 */
    size_t offline_pull;       /**< messages one offline pull may ask for (spec 9.4); default 30 */
    uint32_t max_keep_alive_s; /**< seconds; larger values are refused locally (spec 2.4); default 120 */
} lmq_limits;

/** Begins an lmq_limits with its defaults. */
#define LMQ_LIMITS_INIT                                                                                                \
    {                                                                                                                  \
        sizeof(lmq_limits), LMQ_STRUCT_VERSION, 64, 64, 65536, 30, 8192, 30, 120                                       \
    }

/** Checks the size of a message body against limits->payload_bytes (spec 4). Errors: LMQ_ERROR_PAYLOAD_TOO_LARGE,
 * LMQ_ERROR_BAD_STRUCT. */
LMQ_C_API lmq_error lmq_payload_size_check(size_t bytes, const lmq_limits *limits);

#ifdef __cplusplus
}
#endif

#endif
