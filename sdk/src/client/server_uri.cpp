#include "client/server_uri.hpp"

#include <charconv>
#include <string>

namespace lmq::client
{
namespace
{

tl::unexpected<Error> bad(std::string_view uri, const char *why)
{
    return fail(Errc::bad_uri, "server_uri '" + std::string(uri) + "': " + why);
}

bool is_host_character(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ||
           c == '_';
}

bool is_v6_character(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.' ||
           c == '%';
}

} // namespace

Result<Endpoint> parse_server_uri(std::string_view uri)
{
    const std::size_t colon = uri.find("://");
    if (uri.empty()) return bad(uri, "must be tcp://host:port");
    if (colon == std::string_view::npos) return bad(uri, "has no scheme; must be tcp://host:port");
    const std::string_view scheme = uri.substr(0, colon);
    if (scheme == "ssl" || scheme == "mqtts" || scheme == "ws" || scheme == "wss")
        return bad(uri, "this version speaks plain TCP only, tcp://host:port");
    if (scheme != "tcp") return bad(uri, "has an unknown scheme; must be tcp://host:port");

    std::string_view rest = uri.substr(colon + 3);
    // A user name in the address would end up in log lines; and there is no path.
    if (rest.find('@') != std::string_view::npos)
        return fail(Errc::bad_uri, "server_uri: must not hold a user name or a password");
    if (!rest.empty() && rest.back() == '/') rest.remove_suffix(1);

    Endpoint endpoint;
    std::string_view host = rest;
    std::string_view port;
    if (!rest.empty() && rest.front() == '[') {
        const std::size_t end = rest.find(']');
        if (end == std::string_view::npos) return bad(uri, "has no ] after its IPv6 address");
        host = rest.substr(1, end - 1);
        port = rest.substr(end + 1);
        for (const char c : host)
            if (!is_v6_character(c)) return bad(uri, "has a character in its IPv6 address that cannot be there");
        if (host.find(':') == std::string_view::npos) return bad(uri, "has no IPv6 address in its brackets");
    } else {
        const std::size_t end = rest.find(':');
        host = rest.substr(0, end);
        if (end != std::string_view::npos) port = rest.substr(end);
        if (port.find(':', 1) != std::string_view::npos) return bad(uri, "an IPv6 address must stand in brackets");
        for (const char c : host)
            if (!is_host_character(c)) return bad(uri, "has a character in its host that cannot be there");
    }
    if (host.empty()) return bad(uri, "has no host");
    if (host.size() > 255) return bad(uri, "has a host longer than 255 bytes");
    endpoint.host = std::string(host);

    if (port.empty()) return endpoint;
    if (port.front() != ':') return bad(uri, "has something other than a port after its host");
    port.remove_prefix(1);
    unsigned number = 0;
    const auto read = std::from_chars(port.data(), port.data() + port.size(), number);
    if (read.ec != std::errc() || read.ptr != port.data() + port.size() || number < 1 || number > 65535)
        return bad(uri, "has a port that is not a number from 1 to 65535");
    endpoint.port = static_cast<std::uint16_t>(number);
    return endpoint;
}

} // namespace lmq::client
