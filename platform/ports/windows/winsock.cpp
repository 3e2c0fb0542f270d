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

// Handles are multiples of 4 and given out from below, so that the search ends soon: at the last of them or, where
// their count is not told (Wine, to which each question is a trip to another process), after a gap.
std::vector<SOCKET> open_handles()
{
    constexpr DWORD step = 4;
    constexpr DWORD end_of_search = step << 16U;
    constexpr DWORD widest_gap = step << 8U;
    std::vector<SOCKET> found;
    DWORD count = 0;
    GetProcessHandleCount(GetCurrentProcess(), &count);
    DWORD last = 0;
    for (DWORD number = step; number < end_of_search; number += step) {
        if (count > 0 ? found.size() == count : number - last > widest_gap) break;
        DWORD flags = 0;
        if (GetHandleInformation(reinterpret_cast<HANDLE>(static_cast<SOCKET>(number)), &flags) == FALSE) continue;
        found.push_back(number);
        last = number;
    }
    return found;
}

} // namespace lmq::platform
