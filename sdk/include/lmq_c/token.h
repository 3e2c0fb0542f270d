#ifndef LMQ_C_TOKEN_H
#define LMQ_C_TOKEN_H

/** @file
 * Tokens: what they are, who gets them, where they are kept. */

#include "lmq_c/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What a token allows (spec 8.4). */
typedef int32_t lmq_token_type;
/** The values of lmq_token_type. */
enum {
    LMQ_TOKEN_READ = 0,      /**< to subscribe: `R` */
    LMQ_TOKEN_WRITE = 1,     /**< to publish: `W` */
    LMQ_TOKEN_READ_WRITE = 2 /**< both: `RW` */
};

/** A temporary credential of the service (spec 8): what it allows is fixed when it is issued. */
typedef struct lmq_token {
    uint32_t size;    /**< sizeof(lmq_token) */
    uint32_t version; /**< LMQ_STRUCT_VERSION */
    lmq_view text; /**< opaque, at most lmq_limits.token_bytes; what the library copied is wiped when it is dropped */
    lmq_token_type type;    /**< what it allows; default LMQ_TOKEN_READ_WRITE */
    int64_t expire_time_ms; /**< Unix epoch, by the service's clock */
    int64_t valid_for_ms;   /**< how much longer it is good, as whoever handed it out reckoned, which spares a device
                               whose own clock is wrong from guessing; -1: not known, expire_time_ms is compared with the
                               device's clock; default -1 */
} lmq_token;

/** Begins an lmq_token with its defaults. */
#define LMQ_TOKEN_INIT                                                                                                 \
    {                                                                                                                  \
        sizeof(lmq_token), LMQ_STRUCT_VERSION, LMQ_VIEW_INIT, LMQ_TOKEN_READ_WRITE, 0, -1                              \
    }

/** One token that a device needs: at most one of each type (spec 8.4). */
typedef struct lmq_token_need {
    lmq_token_type type;       /**< what it is to allow */
    const lmq_view *resources; /**< topics and filters it is to cover, at most 100; when given, a publish or subscribe
                                  that none of them covers is refused locally. NULL: the app server knows by itself */
    size_t resource_count;     /**< how many */
} lmq_token_need;

/** Why a client asks for a token. */
typedef int32_t lmq_token_reason;
/** The values of lmq_token_reason. */
enum {
    LMQ_TOKEN_NONE_HELD = 0, /**< it has none of this type */
    LMQ_TOKEN_RENEWAL = 1,   /**< the one it has is about to expire */
    LMQ_TOKEN_EXPIRED = 2,   /**< the one it has has expired, by its own reckoning */
    LMQ_TOKEN_REJECTED = 3,  /**< the server said that the one it has is no good: forged, expired, revoked (spec 8.5) */
    LMQ_TOKEN_WIDER_RIGHTS = 4 /**< the server said that the one it has does not cover what was asked (codes 4 and 5) */
};

/** `none_held` for LMQ_TOKEN_NONE_HELD; `unknown` for a number that is no reason. Lives as long as the program. */
LMQ_C_API const char *lmq_token_reason_name(lmq_token_reason reason);

/** What a client wants of its provider; good during the provider's call. An app server makes its own of what it was
 * asked (lmq_token_cache_get). */
typedef struct lmq_token_request {
    uint32_t size;           /**< sizeof(lmq_token_request) */
    uint32_t version;        /**< LMQ_STRUCT_VERSION */
    lmq_view client_id;      /**< of the device, `GroupID@@@DeviceID` */
    lmq_token_need need;     /**< what the token is to allow */
    lmq_token_reason reason; /**< why it is asked for; default LMQ_TOKEN_NONE_HELD */
    int32_t notice_code;     /**< LMQ_TOKEN_REJECTED, LMQ_TOKEN_WIDER_RIGHTS: the server's code */
    lmq_view instead_of;     /**< lmq_token_fingerprint of the token that is to be replaced; empty: none is held */
    uint32_t attempt;        /**< 1, and one more after each failure in a row */
} lmq_token_request;

/** Begins an lmq_token_request with its defaults. */
#define LMQ_TOKEN_REQUEST_INIT                                                                                         \
    {                                                                                                                  \
        sizeof(lmq_token_request), LMQ_STRUCT_VERSION, LMQ_VIEW_INIT, {LMQ_TOKEN_READ_WRITE, NULL, 0},                 \
            LMQ_TOKEN_NONE_HELD, 0, LMQ_VIEW_INIT, 1                                                                   \
    }

/** What a provider answers to. Belongs to the provider from its call until one of the two calls below, which frees it;
 * that one of them is made is the provider's duty, also when the client is gone by then, or its memory is lost. */
typedef struct lmq_token_answer lmq_token_answer;

/** Gets a token from the app server (spec 8.1), and hands it to lmq_token_deliver, or why there is none to
 * lmq_token_fail, during the call or later, from any thread. Called on the client's dispatch thread or inside
 * lmq_client_poll, never while an earlier call has neither been answered nor timed out. Should not block: what takes
 * time belongs on a thread of its own, for the client does nothing else meanwhile. */
typedef void (*lmq_token_provider)(void *context, const lmq_token_request *request, lmq_token_answer *answer);

/** Answers with a token, and frees `answer`; without effect when the call has timed out or the client is gone. Errors:
 * LMQ_ERROR_NULL_ARGUMENT, LMQ_ERROR_BAD_STRUCT, LMQ_ERROR_OUT_OF_RANGE for the type, after which `answer` is still
 * the caller's. */
LMQ_C_API lmq_error lmq_token_deliver(lmq_token_answer *answer, const lmq_token *token);

/** Answers with a failure, and frees `answer`. `error`: LMQ_ERROR_TOKEN_UNAVAILABLE where nothing else fits; `detail`:
 * for logs, without secrets. `retry_after_ms`: when to ask again at the earliest; negative: after the client's own
 * back-off. Error: LMQ_ERROR_NULL_ARGUMENT. */
LMQ_C_API lmq_error lmq_token_fail(lmq_token_answer *answer, lmq_error error, lmq_view detail, int64_t retry_after_ms);

/** What a token store's `load` puts tokens into; good during its call. */
typedef struct lmq_token_list lmq_token_list;

/** Copies `token` into the list. Errors: LMQ_ERROR_NULL_ARGUMENT, LMQ_ERROR_BAD_STRUCT, LMQ_ERROR_OUT_OF_RANGE for the
 * type. */
LMQ_C_API lmq_error lmq_token_list_add(lmq_token_list *list, const lmq_token *token);

/** Keeps a client's tokens beyond the end of the process (spec 8.1). One store belongs to one client. Both calls answer
 * LMQ_OK, or an error with lmq_fail; the client goes on without the store then. */
typedef struct lmq_token_store {
    uint32_t size;    /**< sizeof(lmq_token_store) */
    uint32_t version; /**< LMQ_STRUCT_VERSION */
    void *context;    /**< good until the client is destroyed */
    /** Adds the tokens last saved for `client_id` to `list`; none when nothing was saved. Called once, within
     * lmq_client_create. Errors to answer: LMQ_ERROR_TOKEN_STORE_FAILED; LMQ_ERROR_TOKEN_STORE_DAMAGED when what was
     * there had to be set aside. */
    lmq_error (*load)(void *context, lmq_view client_id, lmq_token_list *list);
    /** Replaces what was saved by `count` tokens, all or nothing; they are good during the call. Called on the dispatch
     * thread or inside lmq_client_poll after each change. Error to answer: LMQ_ERROR_TOKEN_STORE_FAILED. */
    lmq_error (*save)(void *context, lmq_view client_id, const lmq_token *const *tokens, size_t count);
} lmq_token_store;

/** Begins an lmq_token_store with its defaults. */
#define LMQ_TOKEN_STORE_INIT                                                                                           \
    {                                                                                                                  \
        sizeof(lmq_token_store), LMQ_STRUCT_VERSION, NULL, NULL, NULL                                                  \
    }

/** Token mode (spec 8): the client connects anonymously and uploads tokens, which it gets from the provider, renews
 * ahead of their expiry in the same connection, and keeps in the store. See sdk/docs/tokens.md. */
typedef struct lmq_token_options {
    uint32_t size;               /**< sizeof(lmq_token_options) */
    uint32_t version;            /**< LMQ_STRUCT_VERSION */
    const lmq_token_need *needs; /**< one to three, each of another type */
    size_t need_count;           /**< how many */
    lmq_token_provider provider; /**< must be set */
    void *provider_context;      /**< good until the client is destroyed */
    lmq_view file; /**< a file in a folder that exists, of this client alone, readable by its owner only and replaced
                      atomically, that keeps the tokens; empty: none */
    const lmq_token_store *store; /**< a store of the caller's instead; not together with a file */
    int64_t provider_timeout_ms;  /**< from a call of the provider to its answer; 1 and up; default 30000 */
} lmq_token_options;

/** Begins an lmq_token_options with its defaults. */
#define LMQ_TOKEN_OPTIONS_INIT                                                                                         \
    {                                                                                                                  \
        sizeof(lmq_token_options), LMQ_STRUCT_VERSION, NULL, 0, NULL, NULL, LMQ_VIEW_INIT, NULL, 30000                 \
    }

/** 16 hex digits and a NUL. */
#define LMQ_TOKEN_FINGERPRINT_SIZE 17

/** Writes the first 16 hex digits of the token's SHA-256: tells tokens apart in logs and requests without giving them
 * away. Error: LMQ_ERROR_BUFFER_TOO_SMALL. */
LMQ_C_API lmq_error lmq_token_fingerprint(lmq_view token, char *buffer, size_t size, size_t *length);

#ifdef __cplusplus
}
#endif

#endif
