#include "lmq/platform/lifeline.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "loopback.hpp"
#include "system.hpp"

namespace lmq::platform
{
namespace
{

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
    std::uint16_t port = 0;
    listener_ = listen_on_loopback(port, 0);
    return listener_ < 0 ? std::uint16_t{0} : port;
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
    never_raise_sigpipe(connection_);
    const int on = 1;
    setsockopt(connection_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return true;
}

bool Lifeline::write(const void *bytes, std::size_t size) noexcept
{
    return connection_ >= 0 && send_quietly(connection_, bytes, size) == static_cast<ssize_t>(size);
}

} // namespace lmq::platform
