#include "lmq/platform/tcp_stream.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <netdb.h>
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

std::string reason(int error)
{
    return std::generic_category().message(error);
}

bool may_come_later(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

void prepare(int descriptor)
{
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    fcntl(descriptor, F_SETFL, O_NONBLOCK);
    const int on = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    never_raise_sigpipe(descriptor);
}

} // namespace

TcpStream::TcpStream(TcpStream &&other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

TcpStream &TcpStream::operator=(TcpStream &&other) noexcept
{
    if (this != &other) {
        close();
        descriptor_ = std::exchange(other.descriptor_, -1);
    }
    return *this;
}

std::string TcpStream::connect(const std::string &address, std::uint16_t port)
{
    close();
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV; // a zone in an address is understood as well
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_protocol = IPPROTO_TCP;
    addrinfo *found = nullptr;
    const int rc = getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found);
    if (rc != 0) return gai_strerror(rc);
    std::string error;
    descriptor_ = socket(found->ai_family, SOCK_STREAM, 0);
    if (descriptor_ < 0) {
        error = reason(errno);
    } else {
        prepare(descriptor_);
        if (::connect(descriptor_, found->ai_addr, found->ai_addrlen) != 0 && errno != EINPROGRESS && errno != EINTR)
            error = reason(errno);
    }
    freeaddrinfo(found);
    return error;
}

std::string TcpStream::connected()
{
    int error = 0;
    socklen_t size = sizeof error;
    if (getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
    return error == 0 ? std::string() : reason(error);
}

TcpStream::Moved TcpStream::read(char *to, std::size_t size)
{
    Moved moved;
    const ssize_t got = recv(descriptor_, to, size, 0);
    if (got > 0)
        moved.bytes = static_cast<std::size_t>(got);
    else if (got == 0)
        moved.ended = true;
    else if (!may_come_later(errno))
        moved.error = reason(errno);
    return moved;
}

TcpStream::Moved TcpStream::write(const char *from, std::size_t size)
{
    Moved moved;
    const ssize_t taken = send_quietly(descriptor_, from, size);
    if (taken >= 0)
        moved.bytes = static_cast<std::size_t>(taken);
    else if (!may_come_later(errno))
        moved.error = reason(errno);
    return moved;
}

void TcpStream::close() noexcept
{
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
}

std::uint16_t LoopbackListener::listen(std::size_t buffer) noexcept
{
    std::uint16_t port = 0;
    descriptor_ = listen_on_loopback(port, static_cast<int>(std::min<std::size_t>(buffer, INT_MAX)));
    return descriptor_ < 0 ? std::uint16_t{0} : port;
}

std::optional<TcpStream> LoopbackListener::accept() noexcept
{
    const int connection = ::accept(descriptor_, nullptr, nullptr);
    if (connection < 0) return std::nullopt;
    if (!other_end_is_ours(connection)) {
        ::close(connection);
        return std::nullopt;
    }
    prepare(connection);
    return TcpStream(connection);
}

void LoopbackListener::close() noexcept
{
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
}

Waker::Waker() noexcept
{
    std::array<int, 2> ends{-1, -1};
    if (pipe(ends.data()) != 0) return;
    reader_ = ends[0];
    writer_ = ends[1];
    for (const int end : ends) {
        fcntl(end, F_SETFD, FD_CLOEXEC);
        fcntl(end, F_SETFL, O_NONBLOCK);
    }
}

Waker::~Waker()
{
    if (reader_ >= 0) ::close(reader_);
    if (writer_ >= 0) ::close(writer_);
}

void Waker::wake() noexcept
{
    const char byte = 0;
    if (writer_ >= 0 && ::write(writer_, &byte, 1) < 0) return; // full: woken already
}

bool wait_for(std::initializer_list<Interest *> interests, const Waker &waker,
              std::optional<std::chrono::milliseconds> timeout)
{
    constexpr std::size_t most = 4;
    // Without a pipe the other thread is noticed now and then only.
    constexpr std::chrono::milliseconds without_waker{50};
    if (waker.descriptor() < 0) timeout = std::min(timeout.value_or(without_waker), without_waker);
    std::array<pollfd, most> polled{};
    std::size_t count = 0;
    polled[count++] = {waker.descriptor(), POLLIN, 0};
    for (const Interest *interest : interests) {
        const short events =
            static_cast<short>((interest->read ? POLLIN : 0) | (interest->write ? POLLOUT : 0)); // NOLINT: bits
        polled[count++] = {events == 0 ? -1 : interest->descriptor, events, 0};
    }
    const int wait_ms = timeout ? static_cast<int>(std::clamp<std::int64_t>(timeout->count(), 0, INT_MAX)) : -1;
    if (poll(polled.data(), static_cast<nfds_t>(count), wait_ms) < 0) {
        for (Interest *interest : interests)
            interest->readable = interest->writable = false;
        return false;
    }
    std::size_t at = 1;
    for (Interest *interest : interests) {
        const pollfd &result = polled[at++];
        const bool over = (result.revents & (POLLERR | POLLHUP | POLLNVAL)) != 0;
        interest->readable = interest->read && (over || (result.revents & POLLIN) != 0);
        interest->writable = interest->write && (over || (result.revents & POLLOUT) != 0);
    }
    return (polled[0].revents & POLLIN) != 0;
}

} // namespace lmq::platform
