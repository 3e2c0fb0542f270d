#include "capi/convert.hpp"

/// Compiled, with convert.cpp, into the other libraries of the C interface where they are shared, for lmq_c keeps its
/// own to itself there: the thread's detail is lmq_c's, reached through its C interface.
namespace lmq::capi
{

lmq_error failed(Errc code, std::string_view detail) noexcept
{
    return lmq_fail(static_cast<lmq_error>(code), view(detail));
}

} // namespace lmq::capi
