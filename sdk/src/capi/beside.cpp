#include "capi/convert.hpp"

/// Compiled, with convert.cpp, into the other libraries of the C interface where they are shared, for lmq_c keeps its
/// own to itself there: the thread's detail is lmq_c's, reached through its C interface.
namespace lmq::capi
{
namespace
{

Detail last_detail() noexcept
{
    std::array<char, detail_size + 1> text{};
    std::size_t length = 0;
    (void)lmq_error_detail(text.data(), text.size(), &length);
    Detail detail{};
    std::copy_n(text.data(), length, detail.text.data());
    detail.size = static_cast<unsigned char>(length);
    return detail;
}

} // namespace

Errc errc(lmq_error error) noexcept
{
    return error > 0 && error <= 0xFFFF ? static_cast<Errc>(error) : Errc::internal;
}

lmq_error failed(Errc code, std::string_view detail) noexcept
{
    return lmq_fail(static_cast<lmq_error>(code), view(detail));
}

CallbackDetail::CallbackDetail() noexcept : kept_(last_detail())
{
    failed(Errc::internal, "");
}

CallbackDetail::~CallbackDetail()
{
    failed(Errc::internal, std::string_view(kept_.text.data(), kept_.size));
}

Error CallbackDetail::error(lmq_error answer)
{
    const Detail detail = last_detail();
    return {errc(answer), std::string(detail.text.data(), detail.size)};
}

} // namespace lmq::capi
