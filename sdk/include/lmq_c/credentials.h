#ifndef LMQ_C_CREDENTIALS_H
#define LMQ_C_CREDENTIALS_H

/** @file
 * How a client signs in. */

#include "lmq_c/token.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Signs `text`, the group id, with a key that lives elsewhere (a secure element, a key service): writes the 28
 * characters of spec 7.1 to `buffer` of `size` bytes, at least 256, and their number to `*length`. Called before each
 * connect, on the client's dispatch thread or inside lmq_client_poll; may block for as long as the device can wait to
 * connect. Answers LMQ_OK, or LMQ_ERROR_SIGNER_FAILED with lmq_fail. */
typedef lmq_error (*lmq_signer)(void *context, lmq_view text, char *buffer, size_t size, size_t *length);

/** The ways to sign in. */
typedef int32_t lmq_credentials_kind;
/** The values of lmq_credentials_kind. */
enum {
    LMQ_CREDENTIALS_ANONYMOUS = 0, /**< neither user name nor password; the service closes such a connection */
    LMQ_CREDENTIALS_ACCESS_KEY =
        1,                        /**< access_key and secret_key: the password is computed before each connect (7.1) */
    LMQ_CREDENTIALS_PASSWORD = 2, /**< user_name and password, sent as they are */
    LMQ_CREDENTIALS_SIGNER = 3,   /**< access_key as user name, the password from `signer` */
    LMQ_CREDENTIALS_TOKENS = 4    /**< `tokens` (spec 8) */
};

/** How a client signs in; only the members that `kind` names are looked at. Secrets are copied, and the copies wiped
 * when they are dropped. */
typedef struct lmq_credentials {
    uint32_t size;                   /**< sizeof(lmq_credentials) */
    uint32_t version;                /**< LMQ_STRUCT_VERSION */
    lmq_credentials_kind kind;       /**< which of the members below count; default LMQ_CREDENTIALS_ANONYMOUS */
    lmq_view access_key;             /**< of the account, the user name of CONNECT; 1 to 65535 bytes */
    lmq_view secret_key;             /**< of the account, never sent; a secret, 1 to 65535 bytes */
    lmq_view user_name;              /**< 1 to 65535 bytes */
    lmq_view password;               /**< a secret, 1 to 65535 bytes */
    lmq_signer signer;               /**< must be set */
    void *signer_context;            /**< good until the client is destroyed */
    const lmq_token_options *tokens; /**< must be set; good during lmq_client_create */
} lmq_credentials;

/** Begins an lmq_credentials with its defaults. */
#define LMQ_CREDENTIALS_INIT                                                                                           \
    {                                                                                                                  \
        sizeof(lmq_credentials), LMQ_STRUCT_VERSION, LMQ_CREDENTIALS_ANONYMOUS, LMQ_VIEW_INIT, LMQ_VIEW_INIT,          \
            LMQ_VIEW_INIT, LMQ_VIEW_INIT, NULL, NULL, NULL                                                             \
    }

#ifdef __cplusplus
}
#endif

#endif
