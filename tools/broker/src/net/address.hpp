#ifndef LMQ_BROKER_NET_ADDRESS_HPP
#define LMQ_BROKER_NET_ADDRESS_HPP

#include <cstdint>
#include <string>
#include <string_view>

#include "lmq/result.hpp"

namespace lmq::broker::net
{

/// Where a listener binds.
struct Address {
    std::string host = "127.0.0.1"; ///< a name or a number; IPv6 without its brackets
    std::uint16_t port = 0;         ///< 0: a free one
};

/// Reads "[HOST:]PORT"; an IPv6 host stands in brackets. Error: bad_uri, naming `option`.
Result<Address> parse_address(std::string_view text, std::string_view option);

} // namespace lmq::broker::net

#endif
