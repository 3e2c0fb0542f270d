#ifndef LMQ_C_BASE_H
#define LMQ_C_BASE_H

/** @file
 * What all headers of the C interface share. The rules, which hold wherever nothing else is said:
 *
 * - Calls are thread-safe. Those that can fail answer an lmq_error, LMQ_OK or a number of error_codes.h; what led to it
 *   stays with the calling thread until its next call that fails (lmq_error_detail).
 * - Texts go in as lmq_view, which is read during the call and copied where it is kept. They come out in a buffer of
 * the caller's: `size` bytes at `buffer` get the text and a NUL; `*length`, unless `length` is NULL, the text's bytes
 *   without the NUL. A buffer that is too small gets an empty text, `*length` all the same, and the answer is
 *   LMQ_ERROR_BUFFER_TOO_SMALL; NULL with a size of 0 is such a buffer, and asks for the length.
 * - Options are structs that begin with `size` and `version`; start from the struct's _INIT macro, which fills in those
 *   and the defaults. A library takes the structs of all earlier versions of its headers, and refuses those of later
 *   ones with LMQ_ERROR_BAD_STRUCT. The same holds for structs that a call fills in: it writes what the caller's
 * version of the struct has.
 * - Flags are `int`: 0 is no, everything else is yes. Times are in milliseconds where the name ends in _ms.
 * - Objects are made by a call that ends in _create, which leaves *object NULL on an error, and belong to the caller
 *   until the call that ends in _destroy, which takes NULL too. Nobody else may be using an object that is destroyed.
 * - Handlers are called with the `context` that was given beside them; what they get is good during the call. They must
 *   not let a C++ exception or a longjmp out.
 */

#include <stddef.h>
#include <stdint.h>

/** @def LMQ_C_API
 * Marks what the library exports. On Windows, define LMQ_C_STATIC to link it statically. */
#if defined(_WIN32)
#if defined(LMQ_C_STATIC)
#define LMQ_C_API
#elif defined(LMQ_C_BUILD)
#define LMQ_C_API __declspec(dllexport)
#else
#define LMQ_C_API __declspec(dllimport)
#endif
#else
#define LMQ_C_API __attribute__((visibility("default")))
#endif

/** The version of every struct that has one, where its header does not say otherwise. */
#define LMQ_STRUCT_VERSION 1u

#ifdef __cplusplus
extern "C" {
#endif

/** `size` bytes at `data`, a text without a NUL or any bytes; `data` may be NULL when `size` is 0. Borrowed. */
typedef struct lmq_view {
    const char *data; /**< the first byte */
    size_t size;      /**< bytes */
} lmq_view;

/** The empty view, for initializers. */
#define LMQ_VIEW_INIT                                                                                                  \
    {                                                                                                                  \
        NULL, 0                                                                                                        \
    }

/** A view of `text` up to its NUL; NULL gives the empty view. */
static inline lmq_view lmq_view_of(const char *text)
{
    lmq_view view = LMQ_VIEW_INIT;
    if (text != NULL) {
        view.data = text;
        while (text[view.size] != '\0')
            ++view.size;
    }
    return view;
}

/** A view of `size` bytes at `data`. */
static inline lmq_view lmq_view_from(const void *data, size_t size)
{
    lmq_view view = LMQ_VIEW_INIT;
#ifdef __cplusplus
    view.data = static_cast<const char *>(data);
#else
    view.data = data;
#endif
    view.size = size;
    return view;
}

/** "major.minor.patch" of the library in use; lives as long as the program. */
LMQ_C_API const char *lmq_version(void);

#ifdef __cplusplus
}
#endif

#endif
