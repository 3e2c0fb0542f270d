#include "winsock.hpp"

#include <system_error>

namespace lmq::platform
{

bool start_sockets() noexcept
{
    static const bool started = [] {
        WSADATA data;
        return WSAStartup(MAKEWORD(2, 2), &data) == 0; // never undone: Paho's threads run until the process ends
    }();
    return started;
}

std::string reason(int error)
{
    return std::system_category().message(error);
}

void prepare(SOCKET socket) noexcept
{
    u_long on = 1;
    ioctlsocket(socket, static_cast<long>(FIONBIO), &on);
    SetHandleInformation(reinterpret_cast<HANDLE>(socket), HANDLE_FLAG_INHERIT, 0);
    const BOOL no_delay = TRUE;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, reinterpret_cast<const char *>(&no_delay), sizeof no_delay);
}

bool may_come_later(int error) noexcept
{
    return error == WSAEWOULDBLOCK || error == WSAEINTR;
}

std::uint16_t local_port(SOCKET socket) noexcept
{
    sockaddr_in address{};
    int size = sizeof address;
    if (getsockname(socket, reinterpret_cast<sockaddr *>(&address), &size) != 0) return 0;
    return address.sin_family == AF_INET ? ntohs(address.sin_port) : std::uint16_t{0};
}

// Handles are multiples of 4 and given out from below.
std::vector<SOCKET> open_handles()
{
    constexpr DWORD end_of_search = 4U << 14U;
    std::vector<SOCKET> found;
    DWORD count = 0; // stays 0 under Wine
    GetProcessHandleCount(GetCurrentProcess(), &count);
    for (DWORD number = 4; number < end_of_search && (count == 0 || found.size() < count); number += 4) {
        DWORD flags = 0;
        if (GetHandleInformation(reinterpret_cast<HANDLE>(static_cast<SOCKET>(number)), &flags) != FALSE)
            found.push_back(number);
    }
    return found;
}

} // namespace lmq::platform
