#ifndef LMQ_C_LOG_H
#define LMQ_C_LOG_H

/** @file
 * Where log lines go. */

#include "lmq_c/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How much a log line matters, from the least on. */
typedef int32_t lmq_log_level;
/** The values of lmq_log_level. */
enum {
    LMQ_LOG_TRACE = 0,   /**< nothing is logged at it so far */
    LMQ_LOG_DEBUG = 1,   /**< each attempt to connect, each pull */
    LMQ_LOG_INFO = 2,    /**< each change of state */
    LMQ_LOG_WARNING = 3, /**< what went wrong and may mend itself */
    LMQ_LOG_ERROR = 4,   /**< what went wrong and needs somebody, such as a full disk */
    LMQ_LOG_OFF = 5      /**< as a least level: nothing */
};

/** Receives one line, without a newline and without secrets or payloads; it has no NUL behind it. May be called from
 * any of the library's threads, several at once; must not call back into the object that logs. */
typedef void (*lmq_log_handler)(void *context, lmq_log_level level, lmq_view line);

#ifdef __cplusplus
}
#endif

#endif
