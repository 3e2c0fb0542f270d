#ifndef LMQ_C_LOG_H
#define LMQ_C_LOG_H

#include "lmq_c/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef int32_t lmq_log_level;
enum {
    LMQ_LOG_TRACE = 0,
    LMQ_LOG_DEBUG = 1,
    LMQ_LOG_INFO = 2,
    LMQ_LOG_WARNING = 3,
    LMQ_LOG_ERROR = 4,
    LMQ_LOG_OFF = 5
};

/* Receives one line, without a newline and without secrets or payloads; it has no NUL behind it. May be called from any
 * of the library's threads, several at once; must not call back into the object that logs. */
typedef void (*lmq_log_handler)(void *context, lmq_log_level level, lmq_view line);

#ifdef __cplusplus
}
#endif

#endif
