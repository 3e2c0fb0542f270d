#ifndef LMQ_C_IDENTITY_H
#define LMQ_C_IDENTITY_H

/** @file
 * Checks of client ids and group ids. */

#include "lmq_c/limits.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Checks a client id, `GroupID@@@DeviceID` (spec 3.1): UTF-8, at most limits->client_id_length code points, no
 * invisible character, a group that lmq_group_id_check accepts before the first `@@@`, and a device after it.
 * `limits`: NULL for the service's. `*group` and `*device`, unless NULL, become views into `client_id`; empty ones
 * after an error. Errors: LMQ_ERROR_EMPTY, _INVALID_UTF8, _TOO_LONG, _CONTAINS_NUL, _CONTAINS_INVISIBLE,
 * _MISSING_SEPARATOR, the group's _TOO_SHORT and _BAD_GROUP_PREFIX; _BAD_STRUCT for the limits. */
LMQ_C_API lmq_error lmq_client_id_check(lmq_view client_id, const lmq_limits *limits, lmq_view *group,
                                        lmq_view *device);

/** Which alphabet a group id may use when it is created (spec 3.3). */
typedef int32_t lmq_group_id_rule;
/** The values of lmq_group_id_rule. */
enum {
    LMQ_GROUP_ID_PREFIX_AND_LENGTH = 0, /**< `GID_` and 7 to 32 characters: what a device checks */
    LMQ_GROUP_ID_STRICT = 1,            /**< for creation: ^GID_[0-9A-Za-z]{3,28}$ */
    LMQ_GROUP_ID_DASH_UNDERSCORE = 2    /**< for creation, widened: ^GID_[0-9A-Za-z_-]{3,28}$ */
};

/** Checks a group id against `rule`. Errors: LMQ_ERROR_EMPTY, _INVALID_UTF8, _TOO_SHORT, _TOO_LONG, _BAD_GROUP_PREFIX,
 * _BAD_GROUP_CHARACTER; _OUT_OF_RANGE for a rule there is not. */
LMQ_C_API lmq_error lmq_group_id_check(lmq_view group_id, lmq_group_id_rule rule);

#ifdef __cplusplus
}
#endif

#endif
