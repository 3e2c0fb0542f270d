#include "client/server_uri.hpp"

#include <array>
#include <charconv>
#include <string>

#include "core/text.hpp"

namespace lmq::client
{
namespace
{

tl::unexpected<Error> bad(std::string_view uri, const char *why)
{
    return core::failure(Errc::bad_uri, {"server_uri '", uri, "': ", why});
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

struct Scheme {
    std::string_view name;
    bool tls;
    bool websocket;
    std::uint16_t port;
};
constexpr std::array schemes{
    Scheme{"tcp", false, false, 1883}, Scheme{"ssl", true, false, 8883}, Scheme{"mqtts", true, false, 8883},
    Scheme{"ws", false, true, 80},     Scheme{"wss", true, true, 443},
};

// Bytes that an HTTP request line can carry as they are.
bool is_path_character(char c)
{
    return c > ' ' && c < 0x7F && c != '#';
}

} // namespace

Result<Endpoint> parse_server_uri(std::string_view uri)
{
    const std::size_t colon = uri.find("://");
    if (uri.empty()) return bad(uri, "must be tcp, ssl, ws or wss, then ://host:port");
    if (colon == std::string_view::npos)
        return bad(uri, "has no scheme; must be tcp, ssl, ws or wss, then ://host:port");
    const Scheme *scheme = nullptr;
    for (const Scheme &known : schemes)
        if (known.name == uri.substr(0, colon)) scheme = &known;
    if (scheme == nullptr) return bad(uri, "has an unknown scheme; must be tcp, ssl, ws or wss");

    std::string_view rest = uri.substr(colon + 3);
    const std::size_t slash = rest.find('/');
    const std::string_view path = slash == std::string_view::npos ? std::string_view() : rest.substr(slash);
    rest = rest.substr(0, slash);
    // A user name in the address would end up in log lines.
    if (rest.find('@') != std::string_view::npos)
        return core::failure(Errc::bad_uri, "server_uri: must not hold a user name or a password");

    Endpoint endpoint;
    endpoint.tls = scheme->tls;
    endpoint.websocket = scheme->websocket;
    endpoint.port = scheme->port;
    if (scheme->websocket) {
        constexpr std::size_t most_path_bytes = 2048;
        endpoint.path = path.empty() || path == "/" ? "/mqtt" : std::string(path);
        if (path.size() > most_path_bytes) return bad(uri, "has a path of more than 2048 bytes");
        for (const char c : path)
            if (!is_path_character(c)) return bad(uri, "has a character in its path that must be percent-encoded");
    } else if (!path.empty() && path != "/") {
        return bad(uri, "has a path, which only ws and wss take");
    }
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

Result<void> check_host(const char *option, std::string_view host)
{
    const bool v6 = host.find(':') != std::string_view::npos;
    if (host.empty()) return core::failure(Errc::bad_uri, {option, ": must not be empty"});
    if (host.size() > 255) return core::failure(Errc::bad_uri, {option, ": at most 255 bytes"});
    for (const char c : host)
        if (v6 ? !is_v6_character(c) : !is_host_character(c))
            return core::failure(Errc::bad_uri, {option, " '", host, "': must be a host name or an address alone"});
    return {};
}

} // namespace lmq::client
