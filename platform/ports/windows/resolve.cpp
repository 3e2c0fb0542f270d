#include "lmq/platform/resolve.hpp"

#include <algorithm>

#include "winsock.hpp"

namespace lmq::platform
{

bool is_numeric_address(const std::string &host) noexcept
{
    in6_addr address{};
    return start_sockets() &&
           (inet_pton(AF_INET, host.c_str(), &address) == 1 || inet_pton(AF_INET6, host.c_str(), &address) == 1);
}

Resolved resolve(const std::string &host)
{
    Resolved answer;
    if (!start_sockets()) {
        answer.error = "no sockets: WSAStartup failed";
        return answer;
    }
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_protocol = IPPROTO_TCP;
    addrinfo *list = nullptr;
    const int code = getaddrinfo(host.c_str(), nullptr, &hints, &list);
    if (code != 0) {
        answer.error = reason(code);
        return answer;
    }
    for (const addrinfo *entry = list; entry != nullptr; entry = entry->ai_next) {
        char text[NI_MAXHOST];
        if (getnameinfo(entry->ai_addr, static_cast<socklen_t>(entry->ai_addrlen), text, sizeof text, nullptr, 0,
                        NI_NUMERICHOST) != 0)
            continue;
        if (std::find(answer.addresses.begin(), answer.addresses.end(), text) == answer.addresses.end())
            answer.addresses.emplace_back(text);
    }
    freeaddrinfo(list);
    if (answer.addresses.empty()) answer.error = "no TCP address";
    return answer;
}

} // namespace lmq::platform
