#include "lmq/version.hpp"

namespace lmq
{

std::string_view version() noexcept
{
    return LMQ_VERSION_STRING;
}

} // namespace lmq
