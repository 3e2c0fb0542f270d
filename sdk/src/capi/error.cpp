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

thread_local Detail last_detail;

const ErrorInfo *info(lmq_error error) noexcept
{
    return error == LMQ_OK ? nullptr : &error_info(errc(error));
}

} // namespace

Errc errc(lmq_error error) noexcept
{
    return error > 0 && error <= 0xFFFF ? static_cast<Errc>(error) : Errc::internal;
}

std::string_view cut(std::string_view detail) noexcept
{
    std::size_t size = std::min(detail.size(), detail_size);
    if (size < detail.size())
        while (size > 0 && (static_cast<unsigned char>(detail[size]) & 0xC0U) == 0x80U)
            --size;
    return detail.substr(0, size);
}

lmq_error failed(Errc code, std::string_view detail) noexcept
{
    const std::string_view kept = cut(detail);
    std::copy_n(kept.data(), kept.size(), last_detail.text.data());
    last_detail.size = static_cast<unsigned char>(kept.size());
    return static_cast<lmq_error>(code);
}

CallbackDetail::CallbackDetail() noexcept : kept_(last_detail)
{
    last_detail.size = 0;
}

CallbackDetail::~CallbackDetail()
{
    last_detail = kept_;
}

Error CallbackDetail::error(lmq_error answer)
{
    return {errc(answer), std::string(last_detail.text.data(), last_detail.size)};
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
