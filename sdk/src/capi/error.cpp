#include "lmq_c/error.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "capi/convert.hpp"
#include "lmq/error.hpp"
#include "lmq/version.hpp"

namespace lmq::capi
{

namespace
{

/// Of the calling thread's last failed call. Plain memory: nothing is to be constructed or torn down with a thread.
struct Detail {
    std::array<char, 255> text;
    unsigned char size;
};
thread_local Detail last_detail;

Errc errc(lmq_error error) noexcept
{
    return error > 0 && error <= 0xFFFF ? static_cast<Errc>(error) : Errc::internal;
}

const ErrorInfo *info(lmq_error error) noexcept
{
    return error == LMQ_OK ? nullptr : &error_info(errc(error));
}

} // namespace

lmq_error failed(Errc code, std::string_view detail) noexcept
{
    // A cut within a character would leave a text that is not UTF-8.
    std::size_t size = std::min(detail.size(), last_detail.text.size());
    if (size < detail.size())
        while (size > 0 && (static_cast<unsigned char>(detail[size]) & 0xC0U) == 0x80U)
            --size;
    std::copy_n(detail.data(), size, last_detail.text.data());
    last_detail.size = static_cast<unsigned char>(size);
    return static_cast<lmq_error>(code);
}

lmq_error write_text(std::string_view text, char *buffer, std::size_t size, std::size_t *length) noexcept
{
    if (length != nullptr) *length = text.size();
    if (buffer == nullptr || size <= text.size()) {
        if (buffer != nullptr && size > 0) *buffer = '\0';
        return static_cast<lmq_error>(Errc::buffer_too_small);
    }
    std::copy_n(text.data(), text.size(), buffer);
    buffer[text.size()] = '\0';
    return LMQ_OK;
}

} // namespace lmq::capi

using namespace lmq;

const char *lmq_version()
{
    return version().data();
}

const char *lmq_error_name(lmq_error error)
{
    const ErrorInfo *const row = capi::info(error);
    return row == nullptr ? "ok" : row->name.data();
}

const char *lmq_error_cause(lmq_error error)
{
    const ErrorInfo *const row = capi::info(error);
    return row == nullptr ? "" : row->cause.data();
}

const char *lmq_error_cure(lmq_error error)
{
    const ErrorInfo *const row = capi::info(error);
    return row == nullptr ? "" : row->cure.data();
}

lmq_error lmq_error_detail(char *buffer, size_t size, size_t *length)
{
    return capi::write_text({capi::last_detail.text.data(), capi::last_detail.size}, buffer, size, length);
}

lmq_error lmq_error_describe(lmq_error error, lmq_view detail, char *buffer, size_t size, size_t *length)
{
    return capi::guarded([&] {
        if (error == LMQ_OK) return capi::write_text("ok", buffer, size, length);
        return capi::write_text(describe(Error{capi::errc(error), std::string(capi::text(detail))}), buffer, size,
                                length);
    });
}

lmq_error lmq_fail(lmq_error error, lmq_view detail)
{
    if (error == LMQ_OK) return LMQ_OK;
    return capi::failed(capi::errc(error), capi::text(detail));
}
