#ifndef LMQ_C_CLOUD_H
#define LMQ_C_CLOUD_H

#include "lmq_c/token.h"

/** @file
 * The app server's side: tokens from the service's auth server, kept for the devices that need them, and who is online.
 * Library lmq_c_cloud. All but the HTTPS token provider needs the account's secret key, which belongs on no device.
 * Calls wait for their answers; the programs that use libcurl themselves should call curl_global_init before they start
 * threads. No error's detail contains a token, a key or a signature.
 */

#ifdef __cplusplus
extern "C" {
#endif

/** Writes the https URL of a region's auth server (spec 8.2): `cn-beijing`, `cn-hangzhou`, `cn-shanghai`,
 * `cn-shenzhen`, `mq-internet-access` (public test) or `ap-southeast-1`. Errors: LMQ_ERROR_OUT_OF_RANGE,
 * LMQ_ERROR_BUFFER_TOO_SMALL.
 */
LMQ_C_API lmq_error lmq_token_service_url(lmq_view region, char *buffer, size_t size, size_t *length);

/** Answers the time, Unix epoch in milliseconds. Called on the callers' threads, several at once. */
typedef int64_t (*lmq_epoch_clock)(void *context);

/** How an HTTP service is reached. The certificate and the name of an https server are always verified; TLS 1.2 is the
 * oldest version spoken. Redirections are not followed, and an answer may have 64 KiB at most. */
typedef struct lmq_http_options {
    uint32_t size;              /**< sizeof(lmq_http_options) */
    uint32_t version;           /**< LMQ_STRUCT_VERSION */
    int64_t connect_timeout_ms; /**< until a connection is made, TLS included; 1 to 600000; default 3000 */
    lmq_view ca_file;           /**< a file of PEM certificates to trust instead of the system's; empty: the system's */
    lmq_view proxy;             /**< `http://host:port`; empty: none, whatever the environment says */
    int allow_plain_http; /**< lets a URL be `http://`, where whoever sees the traffic may use the tokens: for tests,
                             and where something else encrypts; default 0 */
} lmq_http_options;

/** Begins an lmq_http_options with its defaults. */
#define LMQ_HTTP_OPTIONS_INIT                                                                                          \
    {                                                                                                                  \
        sizeof(lmq_http_options), LMQ_STRUCT_VERSION, 3000, LMQ_VIEW_INIT, LMQ_VIEW_INIT, 0                            \
    }

/** How requests to the auth server are sent (spec 8.2). */
typedef int32_t lmq_http_method;
/** The values of lmq_http_method. */
enum {
    LMQ_HTTP_POST = 0, /**< a form in the body */
    LMQ_HTTP_GET = 1   /**< in the URL, where servers and proxies log it: only where POST is not let by */
};

/** How an app server reaches the auth server, and as whom. */
typedef struct lmq_token_service_options {
    uint32_t size;          /**< sizeof(lmq_token_service_options) */
    uint32_t version;       /**< LMQ_STRUCT_VERSION */
    lmq_view url;           /**< lmq_token_service_url, or that of a private or test server; paths are appended to it */
    lmq_view access_key;    /**< of the account that owns the devices' groups */
    lmq_view secret_key;    /**< copied; the copy is wiped when the service is destroyed */
    lmq_http_method method; /**< default LMQ_HTTP_POST */
    const lmq_http_options *http; /**< NULL: as LMQ_HTTP_OPTIONS_INIT */
    int64_t attempt_timeout_ms;   /**< for the answer to one request; 1 to 600000; default 5000 */
    int64_t total_timeout_ms; /**< for a whole call: attempts, the waits between them, and that for a free connection; 1
                                 to 3600000; default 15000 */
    uint32_t attempts;        /**< how often a request is sent at most while the network fails; 1 to 10; default 3 */
    int64_t back_off_ms; /**< the wait before the second attempt is up to this, drawn evenly; twice as much before each
                            further one; 1 to 60000; default 200 */
    size_t connections;  /**< kept open and reused; more calls at once wait for one; 1 to 1000; default 8 */
    lmq_epoch_clock clock; /**< that expiries are checked against; NULL: the system's */
    void *clock_context;   /**< good until the service is destroyed */
} lmq_token_service_options;

/** Begins an lmq_token_service_options with its defaults. */
#define LMQ_TOKEN_SERVICE_OPTIONS_INIT                                                                                 \
    {                                                                                                                  \
        sizeof(lmq_token_service_options), LMQ_STRUCT_VERSION, LMQ_VIEW_INIT, LMQ_VIEW_INIT, LMQ_VIEW_INIT,            \
            LMQ_HTTP_POST, NULL, 5000, 15000, 3, 200, 8, NULL, NULL                                                    \
    }

/** The auth server's interface (spec 8.2, 8.3). While the network fails calls are repeated, so a token may have been
 * issued that nobody got; it expires. Errors of all calls that ask the server: LMQ_ERROR_HTTP_UNREACHABLE,
 * _HTTP_TIMEOUT, _HTTP_UNTRUSTED, _HTTP_STATUS, _HTTP_BAD_ANSWER; LMQ_ERROR_TOKEN_PARAMETERS,
 * _TOKEN_REQUEST_SIGNATURE, _TOKEN_NOT_GENERATED, _TOKEN_NOT_REVOKED, _TOKEN_FORGED, _TOKEN_EXPIRED, _TOKEN_REVOKED,
 * _TOKEN_RESOURCE, _TOKEN_TYPE, _TOKEN_SIGNATURE, _TOKEN_ACCOUNT. */
typedef struct lmq_token_service lmq_token_service;

/** Checks the options; connects nothing. Errors: LMQ_ERROR_BAD_STRUCT; LMQ_ERROR_BAD_URI, also for a plain http URL
 * that is not allowed; LMQ_ERROR_EMPTY for a missing key; LMQ_ERROR_OUT_OF_RANGE; LMQ_ERROR_HTTP_UNTRUSTED for a CA
 * file that cannot be read; each with the option in the detail. */
LMQ_C_API lmq_error lmq_token_service_create(const lmq_token_service_options *options, lmq_token_service **service);

/** Ends a service; takes NULL too. No call may be under way. */
LMQ_C_API void lmq_token_service_destroy(lmq_token_service *service);

/** What a token is to allow. */
typedef struct lmq_token_application {
    uint32_t size;       /**< sizeof(lmq_token_application) */
    uint32_t version;    /**< LMQ_STRUCT_VERSION */
    lmq_token_type type; /**< what may be done with the resources; default LMQ_TOKEN_READ_WRITE */
    const lmq_view
        *resources;         /**< 1 to 100 topics and filters (spec 8.3); a parent topic does not cover its subtopics */
    size_t resource_count;  /**< how many */
    int64_t expire_time_ms; /**< Unix epoch, at least 60 s ahead (spec 8.3, Q-11). The service may shorten it silently
                               to its own maximum (30 days) */
} lmq_token_application;

/** Begins an lmq_token_application with its defaults. */
#define LMQ_TOKEN_APPLICATION_INIT                                                                                     \
    {                                                                                                                  \
        sizeof(lmq_token_application), LMQ_STRUCT_VERSION, LMQ_TOKEN_READ_WRITE, NULL, 0, 0                            \
    }

/** Takes a token, which is good during the call and wiped after it: within the call that asked for it, once, on its
 * thread. */
typedef void (*lmq_token_taker)(void *context, const lmq_token *token);

/** Applies for a token and gives it to `take`. Local errors, before anything is sent: LMQ_ERROR_BAD_STRUCT;
 * LMQ_ERROR_EMPTY for no resource; LMQ_ERROR_OUT_OF_RANGE for the type, more than 100 resources or an expiry too near;
 * those of lmq_topic_filter_check; LMQ_ERROR_RESERVED_TOPIC for `$SYS/…`; LMQ_ERROR_BAD_COMBINATION for a resource
 * with a comma, which the interface cannot express. */
LMQ_C_API lmq_error lmq_token_service_apply(const lmq_token_service *service, const lmq_token_application *application,
                                            lmq_token_taker take, void *context);

/** Revokes a token of the same account. When a repeated request is answered with "revoked already", that is taken for
 * the success of the earlier one. Local errors: LMQ_ERROR_EMPTY, _TOO_LONG, _INVALID_UTF8, _CONTAINS_NUL. */
LMQ_C_API lmq_error lmq_token_service_revoke(const lmq_token_service *service, lmq_view token);

/** LMQ_OK for a token that is good, else LMQ_ERROR_TOKEN_FORGED, _TOKEN_EXPIRED or _TOKEN_REVOKED. Local errors: as
 * lmq_token_service_revoke. */
LMQ_C_API lmq_error lmq_token_service_query(const lmq_token_service *service, lmq_view token);

/** Where a cache's tokens come from instead of a service, and how long they live. */
typedef struct lmq_token_cache_options {
    uint32_t size;    /**< sizeof(lmq_token_cache_options) */
    uint32_t version; /**< LMQ_STRUCT_VERSION */
    const lmq_token_service
        *service; /**< the issuer, which must outlive the cache; or NULL and the two calls below, which may wait, are
                     made from several threads at once, and answer LMQ_OK or an error with lmq_fail */
    lmq_error (*apply)(void *context, const lmq_token_application *application, lmq_token_taker take,
                       void *take_context);             /**< gives the new token to `take`, within the call */
    lmq_error (*revoke)(void *context, lmq_view token); /**< as lmq_token_service_revoke */
    void *issuer_context;                               /**< good until the cache is destroyed */
    int64_t lifetime_ms;     /**< what is applied for; 120000 (2 min) to 2592000000 (30 days); default 86400000 */
    int64_t renew_before_ms; /**< a token with no more than this left is replaced when it is next asked for; 0 to less
                                than lifetime_ms; -1: a quarter of it; default -1 */
    int64_t pause_after_failure_ms; /**< after the issuer could not be reached, or could make no token, the old ones are
                                       served for so long without asking again; 0 to 3600000; default 5000 */
    size_t most_tokens;    /**< beyond it the one not asked for the longest is dropped; 1 and up; default 100000 */
    lmq_epoch_clock clock; /**< NULL: the system's */
    void *clock_context;   /**< good until the cache is destroyed */
} lmq_token_cache_options;

/** Begins an lmq_token_cache_options with its defaults. */
#define LMQ_TOKEN_CACHE_OPTIONS_INIT                                                                                   \
    {                                                                                                                  \
        sizeof(lmq_token_cache_options), LMQ_STRUCT_VERSION, NULL, NULL, NULL, NULL, 86400000, -1, 5000, 100000, NULL, \
            NULL                                                                                                       \
    }

/** What an app server owes the auth server and its clients (spec 8.1): no repeated applications for one client, and
 * tokens while the auth server is away. One token for each client id, type and set of resources. Its calls wait for the
 * issuer, with no lock held. */
typedef struct lmq_token_cache lmq_token_cache;

/** Errors: LMQ_ERROR_BAD_STRUCT; LMQ_ERROR_BAD_COMBINATION for a service and calls of an issuer; LMQ_ERROR_EMPTY for
 * neither; LMQ_ERROR_OUT_OF_RANGE, with the option in the detail. */
LMQ_C_API lmq_error lmq_token_cache_create(const lmq_token_cache_options *options, lmq_token_cache **cache);

/** Ends a cache; takes NULL too. No call may be under way. The tokens stay valid. */
LMQ_C_API void lmq_token_cache_destroy(lmq_token_cache *cache);

/** Gives `take` the token for what `request` (from LMQ_TOKEN_REQUEST_INIT) needs: the one at hand, unless it is about
 * to expire or is the very one that `instead_of` tells to replace; else a new one. Callers who want the same at the
 * same time share one application. When it fails, the old token is given as long as it is valid, unless the server
 * rejected it (`reason`). Whether the client may have the token is the caller's to check, before. Errors:
 * LMQ_ERROR_BAD_STRUCT; LMQ_ERROR_OUT_OF_RANGE for the type or the reason; LMQ_ERROR_EMPTY for no client id; those of
 * the issuer; LMQ_ERROR_TOKEN_REVOKED when the client was revoked meanwhile. */
LMQ_C_API lmq_error lmq_token_cache_get(lmq_token_cache *cache, const lmq_token_request *request, lmq_token_taker take,
                                        void *context);

/** Drops the client's tokens; they stay valid. */
LMQ_C_API lmq_error lmq_token_cache_forget(lmq_token_cache *cache, lmq_view client_id);

/** Revokes the client's tokens, one that is being applied for too, and drops them. The caller must see to it that the
 * client is not let in again. A token that cannot be revoked stays, so that the call can be repeated. Errors: the first
 * one of the issuer; that a token is expired or revoked already is none. */
LMQ_C_API lmq_error lmq_token_cache_revoke(lmq_token_cache *cache, lmq_view client_id);

/** Counters since the cache was made. */
typedef struct lmq_token_cache_statistics_info {
    uint32_t size;              /**< sizeof(lmq_token_cache_statistics_info) */
    uint32_t version;           /**< LMQ_STRUCT_VERSION */
    uint64_t applications;      /**< asked of the issuer */
    uint64_t failed;            /**< of those */
    uint64_t hits;              /**< answered from the cache, without need of anything else */
    uint64_t served_while_down; /**< answered with an old but valid token because no new one was to be had */
    uint64_t joined;            /**< waited for another caller's application and took its outcome */
    uint64_t evicted;           /**< dropped to make room */
    uint64_t tokens;            /**< now */
} lmq_token_cache_statistics_info;

/** Begins an lmq_token_cache_statistics_info with its defaults. */
#define LMQ_TOKEN_CACHE_STATISTICS_INFO_INIT                                                                           \
    {                                                                                                                  \
        sizeof(lmq_token_cache_statistics_info), LMQ_STRUCT_VERSION, 0, 0, 0, 0, 0, 0, 0                               \
    }

/** Fills in the counters. Error: LMQ_ERROR_BAD_STRUCT. */
LMQ_C_API lmq_error lmq_token_cache_statistics(const lmq_token_cache *cache,
                                               lmq_token_cache_statistics_info *statistics);

/** How an app server reaches the online status query, and as whom. */
typedef struct lmq_online_status_options {
    uint32_t size;       /**< sizeof(lmq_online_status_options) */
    uint32_t version;    /**< LMQ_STRUCT_VERSION */
    lmq_view url;        /**< `https://` and the instance's host, or that of a test server; the path is appended */
    lmq_view access_key; /**< of the account that created the devices' groups */
    lmq_view secret_key; /**< copied; the copy is wiped when the object is destroyed */
    const lmq_http_options *http; /**< NULL: as LMQ_HTTP_OPTIONS_INIT */
    int64_t attempt_timeout_ms;   /**< for the answer to one request; 1 to 600000; default 5000 */
    int64_t total_timeout_ms;     /**< 1 to 300000, which is how long a request's time stamp is good; default 15000 */
    uint32_t attempts;     /**< how often a request is sent at most while the network fails; 1 to 10; default 3 */
    int64_t back_off_ms;   /**< the wait before the second attempt is up to this; 1 to 60000; default 200 */
    size_t connections;    /**< kept open and reused; 1 to 1000; default 8 */
    lmq_epoch_clock clock; /**< that requests are stamped with */
    void *clock_context;   /**< good until the object is destroyed */
} lmq_online_status_options;

/** Begins an lmq_online_status_options with its defaults. */
#define LMQ_ONLINE_STATUS_OPTIONS_INIT                                                                                 \
    {                                                                                                                  \
        sizeof(lmq_online_status_options), LMQ_STRUCT_VERSION, LMQ_VIEW_INIT, LMQ_VIEW_INIT, LMQ_VIEW_INIT, NULL,      \
            5000, 15000, 3, 200, 8, NULL, NULL                                                                         \
    }

/** The online status query (spec 10), which the service offers as a beta. */
typedef struct lmq_online_status lmq_online_status;

/** Checks the options; connects nothing. Errors: as lmq_token_service_create. */
LMQ_C_API lmq_error lmq_online_status_create(const lmq_online_status_options *options, lmq_online_status **status);

/** Ends a query object; takes NULL too. No call may be under way. */
LMQ_C_API void lmq_online_status_destroy(lmq_online_status *status);

/** Asks for one client id of the account's own groups. `*connections`: of its client id, 0 offline, 1 online, more:
 * another device may use the same id; -1: the service does not know, ask again, or take it for online. Local errors,
 * before anything is sent: as lmq_client_id_check. The service's: LMQ_ERROR_STATUS_PARAMETERS, _STATUS_SIGNATURE,
 * _STATUS_NOT_PERMITTED, _STATUS_TIME_STAMP. Others: LMQ_ERROR_HTTP_UNREACHABLE, _HTTP_TIMEOUT, _HTTP_UNTRUSTED,
 * _HTTP_STATUS, _HTTP_BAD_ANSWER. */
LMQ_C_API lmq_error lmq_online_status_query(const lmq_online_status *status, lmq_view client_id, int64_t *connections);

/** Where a device asks for its tokens, and as whom. */
typedef struct lmq_https_token_provider_options {
    uint32_t size;      /**< sizeof(lmq_https_token_provider_options) */
    uint32_t version;   /**< LMQ_STRUCT_VERSION */
    lmq_view url;       /**< the whole URL of the app server's token interface (sdk/docs/tokens.md); may have a query */
    lmq_view device_id; /**< the user name of HTTP Basic; without ':' and control characters */
    lmq_view device_secret;       /**< its password, one for each device; copied, and the copy is wiped */
    const lmq_http_options *http; /**< NULL: as LMQ_HTTP_OPTIONS_INIT */
    int64_t timeout_ms;           /**< from the call to the answer; 1 to 600000; default 15000 */
} lmq_https_token_provider_options;

/** Begins an lmq_https_token_provider_options with its defaults. */
#define LMQ_HTTPS_TOKEN_PROVIDER_OPTIONS_INIT                                                                          \
    {                                                                                                                  \
        sizeof(lmq_https_token_provider_options), LMQ_STRUCT_VERSION, LMQ_VIEW_INIT, LMQ_VIEW_INIT, LMQ_VIEW_INIT,     \
            NULL, 15000                                                                                                \
    }

/** A token provider for devices that asks an app server over HTTPS, on a thread of its own. */
typedef struct lmq_https_token_provider lmq_https_token_provider;

/** Errors: LMQ_ERROR_BAD_STRUCT; LMQ_ERROR_BAD_URI, also for a plain http URL that is not allowed; LMQ_ERROR_EMPTY,
 * _CONTAINS_INVISIBLE and _BAD_COMBINATION for device_id; LMQ_ERROR_EMPTY for device_secret; LMQ_ERROR_OUT_OF_RANGE;
 * LMQ_ERROR_HTTP_UNTRUSTED for a CA file that cannot be read; each with the option in the detail. */
LMQ_C_API lmq_error lmq_https_token_provider_create(const lmq_https_token_provider_options *options,
                                                    lmq_https_token_provider **provider);

/** Ends the call under way, answers it and those that wait with LMQ_ERROR_CLOSED, and ends the thread. After the
 * clients that ask it were destroyed. */
LMQ_C_API void lmq_https_token_provider_destroy(lmq_https_token_provider *provider);

/** An lmq_token_provider; `provider`, its context: an lmq_https_token_provider. Calls are carried out one after the
 * other, and not repeated: the client asks again. The errors in answers: LMQ_ERROR_TOKEN_UNAVAILABLE when the app
 * server refused or is busy, or more than 64 calls wait; LMQ_ERROR_HTTP_UNREACHABLE, _HTTP_TIMEOUT, _HTTP_UNTRUSTED,
 * _HTTP_STATUS, _HTTP_BAD_ANSWER; LMQ_ERROR_CLOSED. */
LMQ_C_API void lmq_https_token_provide(void *provider, const lmq_token_request *request, lmq_token_answer *answer);

#ifdef __cplusplus
}
#endif

#endif
