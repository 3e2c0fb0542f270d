#ifndef LMQ_C_LIMITS_H
#define LMQ_C_LIMITS_H

#include "lmq_c/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The service's limits (spec 4). A platinum instance may have others; NULL for a `const lmq_limits *` means these. */
typedef struct lmq_limits {
    uint32_t size;
    uint32_t version;
    size_t topic_length;       /* Unicode code points of a whole topic, slashes included */
    size_t client_id_length;   /* Unicode code points */
    size_t payload_bytes;      /* bytes of one message */
    size_t subscriptions;      /* topic filters a client may hold */
    size_t token_bytes;        /* bytes of a token (spec 8.3) */
    size_t offline_pull;       /* messages one offline pull may ask for (spec 9.4) */
    uint32_t max_keep_alive_s; /* seconds; larger values are refused locally (spec 2.4) */
} lmq_limits;

#define LMQ_LIMITS_INIT                                                                                                \
    {                                                                                                                  \
        sizeof(lmq_limits), LMQ_STRUCT_VERSION, 64, 64, 65536, 30, 8192, 30, 120                                       \
    }

/* Checks the size of a message body against limits->payload_bytes (spec 4). Errors: LMQ_ERROR_PAYLOAD_TOO_LARGE,
 * LMQ_ERROR_BAD_STRUCT. */
LMQ_C_API lmq_error lmq_payload_size_check(size_t bytes, const lmq_limits *limits);

#ifdef __cplusplus
}
#endif

#endif
