#ifndef LMQ_C_ERROR_H
#define LMQ_C_ERROR_H

/** @file
 * What an error number means, and what led to it. */

#include "lmq_c/base.h"
#include "lmq_c/error_codes.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The name of an error, `too_long` for LMQ_ERROR_TOO_LONG; `internal` for a number that is no error's, and `ok` for
 * LMQ_OK. Lives as long as the program. */
LMQ_C_API const char *lmq_error_name(lmq_error error);

/** What happened, a sentence; empty for LMQ_OK. Lives as long as the program. */
LMQ_C_API const char *lmq_error_cause(lmq_error error);

/** What to do about it, a sentence; empty for LMQ_OK. Lives as long as the program. */
LMQ_C_API const char *lmq_error_cure(lmq_error error);

/** Writes what the calling thread's last failed call said beyond its number: the field, the limit or the peer's answer,
 * never a secret; at most 255 bytes, UTF-8. Calls that succeed leave it as it is, and so does
 * LMQ_ERROR_BUFFER_TOO_SMALL, which this call may answer too. */
LMQ_C_API lmq_error lmq_error_detail(char *buffer, size_t size, size_t *length);

/** Writes "name (number): detail. Cause. Cure." for logs and people. `detail`: of the event that told of the error, or
 * empty; it is written as it is. Error: LMQ_ERROR_BUFFER_TOO_SMALL. */
LMQ_C_API lmq_error lmq_error_describe(lmq_error error, lmq_view detail, char *buffer, size_t size, size_t *length);

/** Sets the calling thread's detail, of which the first 255 bytes are kept, and answers `error`: for callbacks that
 * fail, `return lmq_fail(LMQ_ERROR_SIGNER_FAILED, lmq_view_of("the secure element is locked"))`. No secret may be in
 * it. */
LMQ_C_API lmq_error lmq_fail(lmq_error error, lmq_view detail);

#ifdef __cplusplus
}
#endif

#endif
