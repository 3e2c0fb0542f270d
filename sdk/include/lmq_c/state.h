#ifndef LMQ_C_STATE_H
#define LMQ_C_STATE_H

/** @file
 * Where a connection stands, and counters. */

#include "lmq_c/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Where a client's connection stands. */
typedef int32_t lmq_state;
/** The values of lmq_state. */
enum {
    LMQ_STATE_IDLE = 0,           /**< not started, or closed by the user */
    LMQ_STATE_AWAITING_TOKEN = 1, /**< token mode: no usable token; the provider is being asked, or will be again */
    LMQ_STATE_CONNECTING = 2,     /**< waiting for TCP, TLS or CONNACK */
    LMQ_STATE_RESTORING = 3,      /**< connected; tokens, order mode and subscriptions are being put back */
    LMQ_STATE_READY = 4,          /**< publishes flow */
    LMQ_STATE_WAITING = 5,        /**< between two attempts */
    LMQ_STATE_DISCONNECTING = 6,  /**< closing at the user's request */
    LMQ_STATE_REFUSED = 7 /**< the server refused for good (CONNACK 1, 2, 4, 5): only the user can start again */
};

/** `ready` for LMQ_STATE_READY; `unknown` for a number that is no state. Lives as long as the program. */
LMQ_C_API const char *lmq_state_name(lmq_state state);

/** A detail in a struct: at most 255 bytes, cut between two characters, and a NUL. */
#define LMQ_DETAIL_SIZE 256

/** A state and what led to it; nothing in it points anywhere, so it may be copied and kept. */
typedef struct lmq_status {
    uint32_t size;       /**< sizeof(lmq_status) */
    uint32_t version;    /**< LMQ_STRUCT_VERSION */
    lmq_state state;     /**< where the connection stands */
    uint32_t attempt;    /**< attempts since the connection was last ready; 1 is the first */
    int64_t retry_in_ms; /**< LMQ_STATE_WAITING: time to the next attempt; LMQ_STATE_AWAITING_TOKEN: to the next call of
                            the provider, 0 during one */
    int session_present; /**< CONNACK's flag of this connection (LMQ_STATE_RESTORING, LMQ_STATE_READY) */
    int possible_duplicate_client_id; /**< spec 3.2: lost again and again right after connecting */
    lmq_error error;                  /**< why the last connection or attempt ended; LMQ_OK: it did not */
    lmq_error token_error; /**< token mode: why the provider's last call gave no token, or the store is not in order;
                              LMQ_OK with the next success */
    char detail[LMQ_DETAIL_SIZE];       /**< of `error` */
    char token_detail[LMQ_DETAIL_SIZE]; /**< of `token_error` */
} lmq_status;

/** Begins an lmq_status with its defaults. */
#define LMQ_STATUS_INIT                                                                                                \
    {                                                                                                                  \
        sizeof(lmq_status), LMQ_STRUCT_VERSION, LMQ_STATE_IDLE, 0, 0, 0, 0, LMQ_OK, LMQ_OK, "", ""                     \
    }

/** Counters since the client was created. */
typedef struct lmq_statistics {
    uint32_t size;                /**< sizeof(lmq_statistics) */
    uint32_t version;             /**< LMQ_STRUCT_VERSION */
    uint64_t publishes_accepted;  /**< taken by lmq_client_publish */
    uint64_t publishes_completed; /**< acknowledged, or handed to the socket for QoS 0 */
    uint64_t publishes_failed;    /**< completed with an error */
    uint64_t publishes_sent;      /**< handed to the transport, repeats included */
    uint64_t messages_received;   /**< handed to a handler, repeats included */
    uint64_t messages_dropped;    /**< QoS 0, received beyond lmq_client_options.inbox_bytes */
    uint64_t bytes_published;     /**< payloads of publishes_sent */
    uint64_t bytes_received;      /**< payloads */
    uint64_t connects;            /**< CONNACK 0 */
    uint64_t connection_losses;   /**< established connections that ended without lmq_client_disconnect */
    uint64_t outbox_recovered;    /**< found in lmq_outbox_options.file when the client was created */
    uint64_t store_commits;       /**< to the outbox's and the inbox's file */
    uint64_t store_errors;        /**< commits that failed */
    uint64_t outbox_messages;     /**< now */
    uint64_t outbox_bytes;        /**< now */
    uint64_t inflight;            /**< now */
    uint64_t subscriptions;       /**< now */
} lmq_statistics;

/** Begins an lmq_statistics with its defaults. */
#define LMQ_STATISTICS_INIT                                                                                            \
    {                                                                                                                  \
        sizeof(lmq_statistics), LMQ_STRUCT_VERSION, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0                  \
    }

#ifdef __cplusplus
}
#endif

#endif
