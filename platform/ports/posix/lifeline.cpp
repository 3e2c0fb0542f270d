#include "lmq/platform/lifeline.hpp"

#include <cstdlib>

#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
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

// Another user of the machine may connect to the port in the instant it is open: only a socket that this process
// holds the other end of is let in.
bool other_end_is_ours(int connection)
{
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    if (getpeername(connection, reinterpret_cast<sockaddr *>(&peer), &size) != 0) return false;
    std::uint16_t mine = 0;
    if (!local_port(connection, mine)) return false;
    for (int descriptor = 0; descriptor < 4096; ++descriptor) {
        sockaddr_in end{};
        socklen_t end_size = sizeof end;
        std::uint16_t port = 0;
        if (descriptor == connection || !local_port(descriptor, port) || port != ntohs(peer.sin_port)) continue;
        if (getpeername(descriptor, reinterpret_cast<sockaddr *>(&end), &end_size) == 0 && ntohs(end.sin_port) == mine)
            return true;
    }
    return false;
}

void close_and_forget(int &descriptor)
{
    if (descriptor >= 0) close(descriptor);
    descriptor = -1;
}

} // namespace

Lifeline::~Lifeline()
{
    close_and_forget(listener_);
    close_and_forget(connection_);
}

std::uint16_t Lifeline::listen() noexcept
{
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    if (listener_ < 0) return 0;
    fcntl(listener_, F_SETFD, FD_CLOEXEC);
    fcntl(listener_, F_SETFL, O_NONBLOCK);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::uint16_t port = 0;
    if (bind(listener_, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0 || ::listen(listener_, 4) != 0 ||
        !local_port(listener_, port)) {
        close_and_forget(listener_);
        return 0;
    }
    return port;
}

bool Lifeline::accept(std::chrono::milliseconds timeout) noexcept
{
    using Clock = std::chrono::steady_clock;
    const auto deadline = Clock::now() + timeout;
    while (listener_ >= 0 && connection_ < 0) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        pollfd wanted{listener_, POLLIN, 0};
        if (left <= 0 || poll(&wanted, 1, static_cast<int>(left)) == 0) break;
        connection_ = ::accept(listener_, nullptr, nullptr);
        if (connection_ >= 0 && !other_end_is_ours(connection_)) close_and_forget(connection_);
    }
    close_and_forget(listener_);
    if (connection_ < 0) return false;
    fcntl(connection_, F_SETFD, FD_CLOEXEC);
    fcntl(connection_, F_SETFL, O_NONBLOCK);
    const int on = 1;
    setsockopt(connection_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return true;
}

bool Lifeline::write(const void *bytes, std::size_t size) noexcept
{
    return connection_ >= 0 &&
           send(connection_, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT) == static_cast<ssize_t>(size);
}

} // namespace lmq::platform
