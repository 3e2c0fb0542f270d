#ifndef LMQ_C_TOPIC_H
#define LMQ_C_TOPIC_H

/** @file
 * Checks of topics and filters, matching, P2P topics. */

#include "lmq_c/limits.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Cuts `topic`, any text, at its first slash (spec 3.4): `TopicA/notice/` is parent `TopicA`, second `/notice/`, which
 * may be empty. `*parent` and `*second`, unless NULL, become views into `topic`. */
LMQ_C_API void lmq_topic_split(lmq_view topic, lmq_view *parent, lmq_view *second);

/** Whether `topic` is one of P2P, `<parent>/p2p/<target>[/…]` (spec 6). `*target`, unless NULL, becomes a view of the
 * target client id in `topic`, or an empty one. */
LMQ_C_API int lmq_topic_is_p2p(lmq_view topic, lmq_view *target);

/** Whether `topic` is `$SYS/…` (spec 17), case-sensitive. */
LMQ_C_API int lmq_topic_is_control(lmq_view topic);

/** Which rules a topic must keep. */
typedef int32_t lmq_topic_rules;
/** The values of lmq_topic_rules. */
enum {
    LMQ_TOPIC_RULES_ALIYUN =
        0, /**< spec 3.4: a literal parent, at most limits->topic_length code points (P2P suffix exempt) */
    LMQ_TOPIC_RULES_STANDARD = 1 /**< those of any broker, MQTT 3.1.1 4.7: 1 to 65535 bytes */
};

/** Checks the name of a topic to publish to. `limits`: NULL for the service's. Errors: LMQ_ERROR_EMPTY, _INVALID_UTF8,
 * _CONTAINS_NUL, _WILDCARD_IN_NAME, _TOO_LONG, and by the service's rules _BAD_FIRST_LEVEL, _RESERVED_TOPIC;
 * _OUT_OF_RANGE for rules there are not, _BAD_STRUCT for the limits. For a P2P topic the parent and the target are
 * limited separately (spec 3.4). */
LMQ_C_API lmq_error lmq_topic_name_check(lmq_view topic, lmq_topic_rules rules, const lmq_limits *limits);

/** Checks a topic filter to subscribe to. Errors: LMQ_ERROR_EMPTY, _INVALID_UTF8, _CONTAINS_NUL, _BAD_WILDCARD,
 * _TOO_LONG, and by the service's rules _BAD_FIRST_LEVEL; _OUT_OF_RANGE for rules there are not, _BAD_STRUCT for the
 * limits. `$SYS/…` filters are accepted: the service grants them without effect (spec 5.8). */
LMQ_C_API lmq_error lmq_topic_filter_check(lmq_view filter, lmq_topic_rules rules, const lmq_limits *limits);

/** Writes the topic of a P2P message, `<parent>/p2p/<target>` (spec 6). Errors: as lmq_topic_name_check for the parent,
 * which must be one level (LMQ_ERROR_BAD_FIRST_LEVEL); as lmq_client_id_check for the target, and for what a client id
 * may hold but a topic level may not, _WILDCARD_IN_NAME, and _BAD_COMBINATION for a '/'; _BUFFER_TOO_SMALL. */
LMQ_C_API lmq_error lmq_p2p_topic(lmq_view parent, lmq_view target_client_id, const lmq_limits *limits, char *buffer,
                                  size_t size, size_t *length);

/** Whether the filter, a valid one, matches the topic name (MQTT 3.1.1 4.7). `#` and `+` do not match a first level
 * that starts with `$`. Allocates nothing. */
LMQ_C_API int lmq_filter_matches(lmq_view filter, lmq_view topic);

/** Whether every topic that `inner` matches is matched by `outer` (spec 8.5); both valid filters. Allocates nothing. */
LMQ_C_API int lmq_filter_covers(lmq_view outer, lmq_view inner);

#ifdef __cplusplus
}
#endif

#endif
