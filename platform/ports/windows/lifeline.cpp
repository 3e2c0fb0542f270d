#include "lmq/platform/lifeline.hpp"

#include "loopback.hpp"

namespace lmq::platform
{
namespace
{

void close_and_forget(int &descriptor) noexcept
{
    if (descriptor >= 0) closesocket(to_socket(descriptor));
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
    listener_ = to_descriptor(listen_on_loopback(port, 0));
    return listener_ < 0 ? std::uint16_t{0} : port;
}

bool Lifeline::accept(std::chrono::milliseconds timeout) noexcept
{
    using Clock = std::chrono::steady_clock;
    const auto deadline = Clock::now() + timeout;
    while (listener_ >= 0 && connection_ < 0) {
        const auto left = std::chrono::duration_cast<std::chrono::microseconds>(deadline - Clock::now()).count();
        fd_set wanted;
        FD_ZERO(&wanted);
        FD_SET(to_socket(listener_), &wanted);
        timeval patience{static_cast<long>(left / 1000000), static_cast<long>(left % 1000000)};
        if (left <= 0 || select(0, &wanted, nullptr, nullptr, &patience) <= 0) break;
        const SOCKET connection = ::accept(to_socket(listener_), nullptr, nullptr);
        connection_ = to_descriptor(connection);
        if (connection_ >= 0 && !other_end_is_ours(connection)) close_and_forget(connection_);
    }
    close_and_forget(listener_);
    if (connection_ < 0) return false;
    prepare(to_socket(connection_));
    return true;
}

bool Lifeline::write(const void *bytes, std::size_t size) noexcept
{
    return connection_ >= 0 && send(to_socket(connection_), static_cast<const char *>(bytes), static_cast<int>(size),
                                    0) == static_cast<int>(size);
}

} // namespace lmq::platform
