#ifndef LMQ_TESTS_CROSS_MISUSE_H
#define LMQ_TESTS_CROSS_MISUSE_H

#include "check.h"

/* What the abi_misuse_* programs call the interface with: every function of every header is called there with what it
 * must refuse (tests/rules/misuse_complete.sh sees to that none is forgotten). */

/* NULL where an object or a place for the answer must be. */
#define NULLS(call) ANSWERS(LMQ_ERROR_NULL_ARGUMENT, call)

/* `call`, which hands over `&given`, with every size and version that the struct has not. */
#define BAD_STRUCTS(given, call)                                                                                       \
    do {                                                                                                               \
        const uint32_t right_size = (given).size;                                                                      \
        (given).version = 0;                                                                                           \
        ANSWERS(LMQ_ERROR_BAD_STRUCT, call);                                                                           \
        (given).version = LMQ_STRUCT_VERSION + 1;                                                                      \
        ANSWERS(LMQ_ERROR_BAD_STRUCT, call);                                                                           \
        (given).version = LMQ_STRUCT_VERSION;                                                                          \
        (given).size = 0;                                                                                              \
        ANSWERS(LMQ_ERROR_BAD_STRUCT, call);                                                                           \
        (given).size = right_size - 1;                                                                                 \
        ANSWERS(LMQ_ERROR_BAD_STRUCT, call);                                                                           \
        (given).size = UINT32_MAX;                                                                                     \
        ANSWERS(LMQ_ERROR_BAD_STRUCT, call);                                                                           \
        (given).size = right_size;                                                                                     \
    } while (0)

/* One call that writes a text. */
typedef lmq_error (*text_writer)(const void *subject, char *buffer, size_t size, size_t *length);

/* The call with a buffer of each length from 0 to what it needs, and none: too small without a byte written beyond it,
 * then right. */
void every_length(text_writer write, const void *subject);

/* Texts that are none, or too much of one. */
enum { ODD_VIEWS = 10 };
lmq_view odd_view(unsigned which);

/* The answer must be LMQ_OK or one of the errors that have a cure; never `internal`. */
void sensible(lmq_error answer);

#endif
