#ifndef LMQ_CAPI_CONVERT_HPP
#define LMQ_CAPI_CONVERT_HPP

#include <cstddef>
#include <new>
#include <string_view>
#include <utility>

#include "lmq/error.hpp"
#include "lmq/result.hpp"
#include "lmq_c/base.h"
#include "lmq_c/error.h"

/// How values cross the C boundary.
namespace lmq::capi
{

/// Remembers `detail` for lmq_error_detail and answers the number.
lmq_error failed(Errc code, std::string_view detail) noexcept;

inline lmq_error failed(const Error &error) noexcept
{
    return failed(error.code, error.detail);
}

/// LMQ_OK, or the error after remembering its detail.
template <class T>
lmq_error answer(const Result<T> &result) noexcept
{
    return result ? LMQ_OK : failed(result.error());
}

/// A null pointer with a size is taken for an empty text.
inline std::string_view text(lmq_view view) noexcept
{
    return view.data == nullptr ? std::string_view() : std::string_view(view.data, view.size);
}

inline lmq_view view(std::string_view text) noexcept
{
    return {text.data(), text.size()};
}

/// Puts `text` and a NUL into the caller's buffer, as base.h rules.
lmq_error write_text(std::string_view text, char *buffer, std::size_t size, std::size_t *length) noexcept;

/// `name`: of the argument, for the detail.
inline lmq_error null_argument(std::string_view name) noexcept
{
    return failed(Errc::null_argument, name);
}

/// Reads a caller's versioned struct into `to`, which holds the defaults of what the caller's version does not have.
/// `first_size`: of the struct's first version. Only one version exists so far; a later one adds members at the end.
template <class Struct>
lmq_error read_struct(const Struct *from, Struct &to, std::string_view name) noexcept
{
    if (from == nullptr) return null_argument(name);
    if (from->version != LMQ_STRUCT_VERSION || from->size != sizeof(Struct)) return failed(Errc::bad_struct, name);
    to = *from;
    return LMQ_OK;
}

/// Runs `body`, which answers an lmq_error; in a build with exceptions none leaves it.
template <class Body>
lmq_error guarded(Body &&body) noexcept
{
#if defined(__cpp_exceptions)
    try {
        return body();
    } catch (const std::bad_alloc &) {
        return failed(Errc::out_of_memory, "");
    } catch (...) {
        return failed(Errc::internal, "an exception reached the C interface");
    }
#else
    return body();
#endif
}

} // namespace lmq::capi

#endif
