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
    bool tls = false;
    bool websocket = false;
    std::string host; ///< a name or an address; an IPv6 address without its brackets
    std::uint16_t port = 1883;
    std::string path; ///< of a WebSocket, with its query; starts with a slash
};

/// Reads `scheme://host[:port][/path]`. Error: bad_uri, which says what is wrong with it.
Result<Endpoint> parse_server_uri(std::string_view uri);

/// A name or an address, an IPv6 address without brackets. Error: bad_uri, its detail beginning with `option`.
Result<void> check_host(const char *option, std::string_view host);

} // namespace lmq::client

#endif
