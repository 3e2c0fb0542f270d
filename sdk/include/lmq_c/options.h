#ifndef LMQ_C_OPTIONS_H
#define LMQ_C_OPTIONS_H

/** @file
 * What a client is made from. */

#include "lmq_c/credentials.h"
#include "lmq_c/limits.h"
#include "lmq_c/log.h"
#include "lmq_c/message.h"
#include "lmq_c/tls.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Which dialect the server speaks. */
typedef int32_t lmq_profile;
/** The values of lmq_profile. */
enum {
    LMQ_PROFILE_ALIYUN = 0,  /**< MQ for IoT: group rules, `$SYS/` control messages, service limits */
    LMQ_PROFILE_STANDARD = 1 /**< any MQTT 3.1.1 broker: none of those */
};

/** What the outbox does with a new message when it is at a cap. */
typedef int32_t lmq_outbox_policy;
/** The values of lmq_outbox_policy. */
enum {
    LMQ_OUTBOX_REFUSE_NEWEST = 0, /**< lmq_client_publish answers LMQ_ERROR_OUTBOX_FULL */
    LMQ_OUTBOX_DROP_OLDEST = 1,   /**< the oldest message not yet sent, of the lowest priority there is and never above
                                     the new one's, completes with LMQ_ERROR_DROPPED_OLDEST */
    LMQ_OUTBOX_LATEST_PER_TOPIC = 2 /**< a message not yet sent on the same topic completes with LMQ_ERROR_SUPERSEDED
                                       (at any fill); else as LMQ_OUTBOX_REFUSE_NEWEST */
};

/** Caps of the publishes that wait for a connection or an acknowledgement. */
typedef struct lmq_outbox_options {
    uint32_t size;            /**< sizeof(lmq_outbox_options) */
    uint32_t version;         /**< LMQ_STRUCT_VERSION */
    size_t max_messages;      /**< 1 and up; default 1000 */
    size_t max_bytes;         /**< topics and payloads together; 1 and up; default 8388608 */
    lmq_outbox_policy policy; /**< at a cap; default LMQ_OUTBOX_REFUSE_NEWEST */
    int64_t max_age_ms; /**< time to live of messages that have none of their own; 1 and up; 0: for ever; default 0 */
    lmq_view file; /**< a file of this client alone, in a folder that exists, that keeps what is in the outbox beyond
                      the end of the process (sdk/docs/durability.md); needs a build with SQLite, else create answers
                      LMQ_ERROR_STORE_UNSUPPORTED; empty: in memory */
    int64_t commit_interval_ms; /**< with a file: how long a publish may be in memory only; 0: publish returns when it
                                   is on the disk; at most 60000; default 200 */
} lmq_outbox_options;

/** Begins an lmq_outbox_options with its defaults. */
#define LMQ_OUTBOX_OPTIONS_INIT                                                                                        \
    {                                                                                                                  \
        sizeof(lmq_outbox_options), LMQ_STRUCT_VERSION, 1000, 8388608u, LMQ_OUTBOX_REFUSE_NEWEST, 0, LMQ_VIEW_INIT,    \
            200                                                                                                        \
    }

/** Received messages that are kept until their handler has returned (sdk/docs/durability.md). */
typedef struct lmq_inbox_options {
    uint32_t size;    /**< sizeof(lmq_inbox_options) */
    uint32_t version; /**< LMQ_STRUCT_VERSION */
    lmq_view file;    /**< a file of this client alone, not that of the outbox, in a folder that exists: a QoS 1 or 2
                         message is acknowledged only after it is in it; needs a build with SQLite; empty: acknowledged
                         when it was received */
} lmq_inbox_options;

/** Begins an lmq_inbox_options with its defaults. */
#define LMQ_INBOX_OPTIONS_INIT                                                                                         \
    {                                                                                                                  \
        sizeof(lmq_inbox_options), LMQ_STRUCT_VERSION, LMQ_VIEW_INIT                                                   \
    }

/** Time between connection attempts: full jitter, uniform in [0, min(max, min * 2^n)], at least min / 10. */
typedef struct lmq_back_off {
    uint32_t size;           /**< sizeof(lmq_back_off) */
    uint32_t version;        /**< LMQ_STRUCT_VERSION */
    int64_t min_ms;          /**< 1 and up; default 1000 */
    int64_t max_ms;          /**< min_ms and up; default 120000 */
    int64_t stable_after_ms; /**< a connection that was ready this long resets it; 0 and up; default 60000 */
} lmq_back_off;

/** Begins an lmq_back_off with its defaults. */
#define LMQ_BACK_OFF_INIT                                                                                              \
    {                                                                                                                  \
        sizeof(lmq_back_off), LMQ_STRUCT_VERSION, 1000, 120000, 60000                                                  \
    }

/** Order of an offline pull (spec 9.4). */
typedef int32_t lmq_pull_order;
/** The values of lmq_pull_order. */
enum {
    LMQ_PULL_ASCENDING = 0, /**< the oldest message first */
    LMQ_PULL_DESCENDING = 1 /**< the newest message first */
};

/** How offline messages are pulled (spec 9.4). */
typedef struct lmq_offline_pull {
    uint32_t size;        /**< sizeof(lmq_offline_pull) */
    uint32_t version;     /**< LMQ_STRUCT_VERSION */
    lmq_pull_order order; /**< default LMQ_PULL_ASCENDING */
    int32_t batch;        /**< messages asked for at once; 1 to 30; default 30 */
    int64_t idle_ms; /**< a request that brought nothing for so long found nothing more; 100 and up; default 2000 */
} lmq_offline_pull;

/** Begins an lmq_offline_pull with its defaults. */
#define LMQ_OFFLINE_PULL_INIT                                                                                          \
    {                                                                                                                  \
        sizeof(lmq_offline_pull), LMQ_STRUCT_VERSION, LMQ_PULL_ASCENDING, 30, 2000                                     \
    }

/** Who runs the handlers. */
typedef int32_t lmq_dispatch;
/** The values of lmq_dispatch. */
enum {
    LMQ_DISPATCH_THREAD = 0, /**< one thread the client owns */
    LMQ_DISPATCH_POLL = 1    /**< the caller's thread, inside lmq_client_poll */
};

/** Everything a client is made from; checked, and copied, by lmq_client_create. Pointers and views need be good during
 * that call only, contexts until the client is destroyed. */
typedef struct lmq_client_options {
    uint32_t size;       /**< sizeof(lmq_client_options) */
    uint32_t version;    /**< LMQ_STRUCT_VERSION */
    lmq_view server_uri; /**< `tcp://host:port`, `ssl://` (or `mqtts://`), `ws://host:port/path` or `wss://` (spec 2);
                            an IPv6 host in brackets. Ports default to 1883, 8883, 80 and 443, the path to `/mqtt` */
    lmq_view client_id;  /**< `GroupID@@@DeviceID` (spec 3.1); any MQTT client id in the standard profile */
    const lmq_credentials *credentials; /**< NULL: anonymous */
    lmq_profile profile;                /**< the rules that are kept; default LMQ_PROFILE_ALIYUN */
    int clean_session;                  /**< fixed for the client's life (spec 5.3); default 1 */
    const lmq_tls_options *tls; /**< of `ssl://` and `wss://`, refused with the others; NULL: as LMQ_TLS_OPTIONS_INIT */
    const lmq_http_proxy *http_proxy; /**< NULL: none, whatever the environment says */
    int64_t connect_timeout_ms;       /**< from the look-up to CONNACK, all together; 100 and up; default 15000 */
    int64_t ack_timeout_ms;           /**< for SUBACK and control messages; 1 and up; default 20000 */
    int32_t keep_alive_s;             /**< 1 to 120 in the aliyun profile; 0 (off) to 65535 else; default 90 */
    int ordered;                      /**< order mode (spec 13): one publish in flight; default 0 */
    const lmq_back_off *back_off;     /**< NULL: as LMQ_BACK_OFF_INIT */
    size_t max_inflight; /**< QoS 1 and 2 publishes unacknowledged at once; 1 to 65535; 1 in order mode; default 100 */
    double max_publish_rate;              /**< messages a second over all QoS; 0: unlimited; default 0 */
    const lmq_will *will;                 /**< NULL: none */
    const lmq_outbox_options *outbox;     /**< NULL: as LMQ_OUTBOX_OPTIONS_INIT */
    const lmq_inbox_options *inbox;       /**< NULL: as LMQ_INBOX_OPTIONS_INIT */
    const lmq_offline_pull *offline_pull; /**< after each connect, offline messages are pulled until none are left,
                                             aliyun profile only; NULL: the service pushes them by itself (spec 9.3) */
    size_t inbox_messages; /**< received and not yet handled, 1 and up; beyond it the transport is held back; default
                              1000 */
    size_t inbox_bytes;    /**< the same in bytes, 1 and up; beyond it QoS 0 messages are dropped and counted; default
                              8388608 */
    lmq_dispatch dispatch; /**< who runs the handlers; default LMQ_DISPATCH_THREAD */
    int wake_transport; /**< lets the process keep one connection to itself over loopback, without which a second client
                           waits up to 2 s to connect; default 1 */
    const lmq_limits *limits; /**< NULL: as LMQ_LIMITS_INIT */
    lmq_log_handler log;      /**< NULL: none */
    void *log_context;        /**< for `log` */
    lmq_log_level log_level;  /**< lines below it are not made; default LMQ_LOG_INFO */
} lmq_client_options;

/** Begins an lmq_client_options with its defaults. */
#define LMQ_CLIENT_OPTIONS_INIT                                                                                        \
    {                                                                                                                  \
        sizeof(lmq_client_options), LMQ_STRUCT_VERSION, LMQ_VIEW_INIT, LMQ_VIEW_INIT, NULL, LMQ_PROFILE_ALIYUN, 1,     \
            NULL, NULL, 15000, 20000, 90, 0, NULL, 100, 0, NULL, NULL, NULL, NULL, 1000, 8388608u,                     \
            LMQ_DISPATCH_THREAD, 1, NULL, NULL, NULL, LMQ_LOG_INFO                                                     \
    }

#ifdef __cplusplus
}
#endif

#endif
