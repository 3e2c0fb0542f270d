#ifndef LMQ_C_SIGNATURE_H
#define LMQ_C_SIGNATURE_H

#include "lmq_c/error.h"

/** @file
 * The signatures of the service. Each call writes a text into the caller's buffer; those of LMQ_SIGNATURE_SIZE bytes
 * always fit. What the library copied of a secret is wiped before the call returns. Error of all that write:
 * LMQ_ERROR_BUFFER_TOO_SMALL.
 */

#ifdef __cplusplus
extern "C" {
#endif

/** 28 characters of Base64 and a NUL: what a signature or a password takes. */
#define LMQ_SIGNATURE_SIZE 29

/** A named value of a request; UTF-8, not percent-encoded. */
typedef struct lmq_parameter {
    lmq_view name;  /**< its name */
    lmq_view value; /**< its value */
} lmq_parameter;

/** Base64(HMAC-SHA1(key, text)), standard alphabet with padding. */
LMQ_C_API lmq_error lmq_hmac_sha1_base64(lmq_view key, lmq_view text, char *buffer, size_t size, size_t *length);

/** The CONNECT password: the signature of the group id by the secret key (spec 7.1). */
LMQ_C_API lmq_error lmq_mqtt_password(lmq_view secret_key, lmq_view group_id, char *buffer, size_t size,
                                      size_t *length);

/** The legacy publish signature, of the client id (spec 7.2). */
LMQ_C_API lmq_error lmq_publish_signature(lmq_view secret_key, lmq_view client_id, char *buffer, size_t size,
                                          size_t *length);

/** The legacy subscribe signature, of `count` topics in any order and the client id (spec 7.2). Error:
 * LMQ_ERROR_NULL_ARGUMENT for topics. */
LMQ_C_API lmq_error lmq_subscribe_signature(lmq_view secret_key, const lmq_view *topics, size_t count,
                                            lmq_view client_id, char *buffer, size_t size, size_t *length);

/** How the comma-separated values inside one field are treated in a string-to-sign (spec 7.3). */
typedef int32_t lmq_inner_values;
/** The values of lmq_inner_values. */
enum {
    LMQ_INNER_VALUES_SORTED = 0, /**< values sorted inside a field, fields by key: the rule text */
    LMQ_INNER_VALUES_RAW = 1     /**< values as given, joined `key=value` strings sorted: the vendor's code */
};

/** The string-to-sign of the HTTP interfaces (spec 7.3), of `count` parameters in any order, without percent-encoding.
 * Errors: also LMQ_ERROR_NULL_ARGUMENT for parameters, LMQ_ERROR_OUT_OF_RANGE for inner. */
LMQ_C_API lmq_error lmq_http_string_to_sign(const lmq_parameter *parameters, size_t count, lmq_inner_values inner,
                                            char *buffer, size_t size, size_t *length);

/** The signature of lmq_http_string_to_sign; errors as there. */
LMQ_C_API lmq_error lmq_http_signature(lmq_view secret_key, const lmq_parameter *parameters, size_t count,
                                       lmq_inner_values inner, char *buffer, size_t size, size_t *length);

/** "topic2/2,topic1/1" becomes "topic1/1,topic2/2": sorted by byte, as a client must send it; as long as `list`. */
LMQ_C_API lmq_error lmq_sort_comma_list(lmq_view list, char *buffer, size_t size, size_t *length);

/** Percent-encoding of the management API (spec 14.1): RFC 3986 unreserved kept, upper-case hex. */
LMQ_C_API lmq_error lmq_percent_encode(lmq_view text, char *buffer, size_t size, size_t *length);

/** The canonical query of the management API (spec 14.1): every parameter but `Signature`, sorted by name. Error: also
 * LMQ_ERROR_NULL_ARGUMENT for parameters. */
LMQ_C_API lmq_error lmq_pop_canonical_query(const lmq_parameter *parameters, size_t count, char *buffer, size_t size,
                                            size_t *length);

/** `METHOD&%2F&…`, the management API's string-to-sign (spec 14.1). `method`: in capitals. Error: also
 * LMQ_ERROR_NULL_ARGUMENT for parameters. */
LMQ_C_API lmq_error lmq_pop_string_to_sign(lmq_view method, const lmq_parameter *parameters, size_t count, char *buffer,
                                           size_t size, size_t *length);

/** The management API's signature: keyed with the secret key and a trailing `&`. Error: also LMQ_ERROR_NULL_ARGUMENT
 * for parameters. */
LMQ_C_API lmq_error lmq_pop_signature(lmq_view secret_key, lmq_view method, const lmq_parameter *parameters,
                                      size_t count, char *buffer, size_t size, size_t *length);

/** Compares in time that depends on the lengths only. */
LMQ_C_API int lmq_constant_time_equal(lmq_view a, lmq_view b);

#ifdef __cplusplus
}
#endif

#endif
