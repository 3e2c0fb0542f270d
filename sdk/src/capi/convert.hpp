#ifndef LMQ_CAPI_CONVERT_HPP
#define LMQ_CAPI_CONVERT_HPP

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lmq/error.hpp"
#include "lmq/limits.hpp"
#include "lmq/message.hpp"
#include "lmq/result.hpp"
#include "lmq_c/error.h"
#include "lmq_c/limits.h"

/// How values cross the C boundary.
namespace lmq::capi
{

/// Remembers `detail` for lmq_error_detail and answers the number.
lmq_error failed(Errc code, std::string_view detail) noexcept;

inline lmq_error failed(const Error &error) noexcept
{
    return failed(error.code, error.detail);
}

/// `internal` for what is no error's number.
Errc errc(lmq_error error) noexcept;

inline lmq_error code(const Error &error) noexcept
{
    return static_cast<lmq_error>(error.code);
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

/// Whether a caller's struct is of a version that is known. Only one exists so far; a later one adds members at the
/// end.
template <class Struct>
lmq_error check_struct(const Struct *given, std::string_view name) noexcept
{
    if (given == nullptr) return null_argument(name);
    if (given->version != LMQ_STRUCT_VERSION || given->size != sizeof(Struct)) return failed(Errc::bad_struct, name);
    return LMQ_OK;
}

/// Reads a caller's versioned struct into `to`, which holds the defaults of what the caller's version does not have.
template <class Struct>
lmq_error read_struct(const Struct *from, Struct &to, std::string_view name) noexcept
{
    const lmq_error checked = check_struct(from, name);
    if (checked == LMQ_OK) to = *from;
    return checked;
}

/// Fills in a caller's versioned struct.
template <class Struct>
lmq_error fill_struct(const Struct &from, Struct *to, std::string_view name) noexcept
{
    const lmq_error checked = check_struct(to, name);
    if (checked == LMQ_OK) *to = from;
    return checked;
}

/// `last`: the last enumerator; they begin with 0 and leave nothing out.
template <class Enum>
lmq_error read_enum(std::int32_t from, Enum last, Enum &to, std::string_view name) noexcept
{
    if (from < 0 || from > static_cast<std::int32_t>(last)) return failed(Errc::out_of_range, name);
    to = static_cast<Enum>(from);
    return LMQ_OK;
}

lmq_error read_qos(std::int32_t from, QoS &to) noexcept;

/// NULL: the service's.
lmq_error read_limits(const lmq_limits *from, Limits &to) noexcept;

lmq_error read_texts(const lmq_view *from, std::size_t count, std::vector<std::string> &to, std::string_view name);

/// A time from the caller, which no addition to a clock makes overflow; what is too short is left to its user to
/// refuse.
inline std::chrono::milliseconds time_of(std::int64_t ms) noexcept
{
    constexpr std::chrono::milliseconds longest = std::chrono::hours(24 * 365 * 100);
    return std::clamp(std::chrono::milliseconds(ms), std::chrono::milliseconds(-1), longest);
}

inline constexpr std::size_t detail_size = 255;

/// The first detail_size bytes of a detail: a cut within a character would leave a text that is not UTF-8.
std::string_view cut(std::string_view detail) noexcept;

/// What the calling thread's last failed call said. Plain memory: nothing is to be made or torn down with a thread.
struct Detail {
    std::array<char, detail_size> text;
    unsigned char size;
};

/// Stands around a callback of the user's that answers an lmq_error: what that says with lmq_fail does not replace the
/// calling thread's own detail.
class CallbackDetail
{
public:
    CallbackDetail() noexcept;
    ~CallbackDetail();
    CallbackDetail(const CallbackDetail &) = delete;
    CallbackDetail &operator=(const CallbackDetail &) = delete;

    /// `answer`: not LMQ_OK.
    static Error error(lmq_error answer);

private:
    Detail kept_;
};

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
