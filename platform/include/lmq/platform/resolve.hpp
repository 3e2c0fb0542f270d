#ifndef LMQ_PLATFORM_RESOLVE_HPP
#define LMQ_PLATFORM_RESOLVE_HPP

#include <string>
#include <vector>

namespace lmq::platform
{

/// What a name resolves to: numeric addresses in the system's order of preference, or the system's error text.
struct Resolved {
    std::vector<std::string> addresses;
    std::string error;
};

/// True for an IPv4 or IPv6 address in digits, which needs no resolving. Thread-safe; does not block.
bool is_numeric_address(const std::string &host) noexcept;

/// Asks the system's resolver for the TCP addresses of `host`. Blocks, for as long as the resolver is configured to.
/// Thread-safe.
Resolved resolve(const std::string &host);

} // namespace lmq::platform

#endif
