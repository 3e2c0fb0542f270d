#include "net/address.hpp"

#include <charconv>

namespace lmq::broker::net
{

Result<Address> parse_address(std::string_view text, std::string_view option)
{
    const auto bad = [&](std::string_view why) {
        return fail(Errc::bad_uri,
                    std::string(option) + ": \"" + std::string(text) + "\" is not [HOST:]PORT: " + std::string(why));
    };
    Address address;
    std::string_view port = text;
    if (const auto colon = text.rfind(':'); colon != std::string_view::npos) {
        std::string_view host = text.substr(0, colon);
        port = text.substr(colon + 1);
        if (!host.empty() && host.front() == '[') {
            if (host.back() != ']') return bad("the bracket is not closed");
            host = host.substr(1, host.size() - 2);
        } else if (host.find(':') != std::string_view::npos) {
            return bad("an IPv6 address stands in brackets");
        }
        if (host.empty()) return bad("the host is empty");
        address.host = host;
    }
    const char *end = port.data() + port.size();
    const auto [stop, error] = std::from_chars(port.data(), end, address.port);
    if (error != std::errc() || stop != end || port.empty()) return bad("the port is not a number from 0 to 65535");
    return address;
}

} // namespace lmq::broker::net
