#ifndef LMQ_CLIENT_SERVER_URI_HPP
#define LMQ_CLIENT_SERVER_URI_HPP

#include <cstdint>
#include <string>
#include <string_view>

#include "lmq/result.hpp"

namespace lmq::client
{

/// Where to connect to (spec 2).
struct Endpoint {
    std::string host; ///< a name or an address; an IPv6 address without its brackets
    std::uint16_t port = 1883;
};

/// Reads `tcp://host[:port]`. Error: bad_uri, which says what is wrong with it.
Result<Endpoint> parse_server_uri(std::string_view uri);

} // namespace lmq::client

#endif
