#include "loopback.hpp"

#include <algorithm>
#include <vector>

namespace lmq::platform
{
namespace
{

sockaddr_in peer_of(SOCKET socket) noexcept
{
    sockaddr_in peer{};
    int size = sizeof peer;
    if (getpeername(socket, reinterpret_cast<sockaddr *>(&peer), &size) != 0 || peer.sin_family != AF_INET) return {};
    return peer;
}

} // namespace

SOCKET listen_on_loopback(std::uint16_t &port, int receive_buffer) noexcept
{
    if (!start_sockets()) return INVALID_SOCKET;
    const SOCKET listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    if (listener == INVALID_SOCKET) return INVALID_SOCKET;
    prepare(listener);
    // Windows lets a second program take the port of one that is in use, unless told not to.
    const BOOL exclusive = TRUE;
    setsockopt(listener, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, reinterpret_cast<const char *>(&exclusive), sizeof exclusive);
    if (receive_buffer > 0)
        setsockopt(listener, SOL_SOCKET, SO_RCVBUF, reinterpret_cast<const char *>(&receive_buffer),
                   sizeof receive_buffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0 && ::listen(listener, 4) == 0) {
        port = local_port(listener);
        if (port != 0) return listener;
    }
    closesocket(listener);
    return INVALID_SOCKET;
}

bool other_end_is_ours(SOCKET connection) noexcept
{
    const std::uint16_t mine = local_port(connection);
    const std::uint16_t theirs = ntohs(peer_of(connection).sin_port);
    if (mine == 0 || theirs == 0) return false;
    const std::vector<SOCKET> handles = open_handles();
    return std::any_of(handles.begin(), handles.end(), [&](SOCKET end) {
        return end != connection && local_port(end) == theirs && ntohs(peer_of(end).sin_port) == mine;
    });
}

} // namespace lmq::platform
