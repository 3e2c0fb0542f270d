#include "loopback.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lmq::platform
{
namespace
{

bool local_port(int descriptor, std::uint16_t &port)
{
    sockaddr_in address{};
    socklen_t size = sizeof address;
    if (getsockname(descriptor, reinterpret_cast<sockaddr *>(&address), &size) != 0) return false;
    if (address.sin_family != AF_INET) return false;
    port = ntohs(address.sin_port);
    return true;
}

// Descriptors are given out from below, so the other end is never far up; the limit may be in the millions.
int highest_descriptor()
{
    constexpr rlim_t most = 1U << 20;
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur > most) return static_cast<int>(most);
    return static_cast<int>(limit.rlim_cur);
}

} // namespace

int listen_on_loopback(std::uint16_t &port, int receive_buffer) noexcept
{
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0) return -1;
    fcntl(listener, F_SETFD, FD_CLOEXEC);
    fcntl(listener, F_SETFL, O_NONBLOCK);
    if (receive_buffer > 0) setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0 || ::listen(listener, 4) != 0 ||
        !local_port(listener, port)) {
        close(listener);
        return -1;
    }
    return listener;
}

bool other_end_is_ours(int connection) noexcept
{
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    if (getpeername(connection, reinterpret_cast<sockaddr *>(&peer), &size) != 0) return false;
    std::uint16_t mine = 0;
    if (!local_port(connection, mine)) return false;
    const int end_of_search = highest_descriptor();
    for (int descriptor = 0; descriptor < end_of_search; ++descriptor) {
        sockaddr_in end{};
        socklen_t end_size = sizeof end;
        std::uint16_t port = 0;
        if (descriptor == connection || !local_port(descriptor, port) || port != ntohs(peer.sin_port)) continue;
        if (getpeername(descriptor, reinterpret_cast<sockaddr *>(&end), &end_size) == 0 && ntohs(end.sin_port) == mine)
            return true;
    }
    return false;
}

} // namespace lmq::platform
