#include "lmq/platform/resolve.hpp"

#include <algorithm>

namespace lmq::platform
{

bool is_numeric_address(const std::string &host) noexcept
{
    return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= '0' && c <= '9') || c == '.' || c == ':' || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }) && host.find_first_of(".:") != std::string::npos;
}

// The name goes on as it is: the transport below resolves it.
Resolved resolve(const std::string &host)
{
    return {{host}, {}};
}

} // namespace lmq::platform
