#include "lmq/platform/tcp_stream.hpp"

#include <algorithm>
#include <climits>
#include <utility>

#include "loopback.hpp"

namespace lmq::platform
{

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
    if (!start_sockets()) return "no sockets: WSAStartup failed";
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV; // a zone in an address is understood as well
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_protocol = IPPROTO_TCP;
    addrinfo *found = nullptr;
    const int code = getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found);
    if (code != 0) return reason(code);
    std::string error;
    const SOCKET opened = socket(found->ai_family, SOCK_STREAM, IPPROTO_TCP);
    if (opened == INVALID_SOCKET) {
        error = reason(WSAGetLastError());
    } else {
        descriptor_ = to_descriptor(opened);
        prepare(opened);
        if (::connect(opened, found->ai_addr, static_cast<int>(found->ai_addrlen)) != 0 &&
            WSAGetLastError() != WSAEWOULDBLOCK)
            error = reason(WSAGetLastError());
    }
    freeaddrinfo(found);
    return error;
}

std::string TcpStream::connected()
{
    int error = 0;
    int size = sizeof error;
    if (getsockopt(to_socket(descriptor_), SOL_SOCKET, SO_ERROR, reinterpret_cast<char *>(&error), &size) != 0)
        error = WSAGetLastError();
    return error == 0 ? std::string() : reason(error);
}

TcpStream::Moved TcpStream::read(char *to, std::size_t size)
{
    Moved moved;
    const int got = recv(to_socket(descriptor_), to, static_cast<int>(std::min<std::size_t>(size, INT_MAX)), 0);
    if (got > 0)
        moved.bytes = static_cast<std::size_t>(got);
    else if (got == 0)
        moved.ended = true;
    else if (const int error = WSAGetLastError(); !may_come_later(error))
        moved.error = reason(error);
    return moved;
}

TcpStream::Moved TcpStream::write(const char *from, std::size_t size)
{
    Moved moved;
    const int taken = send(to_socket(descriptor_), from, static_cast<int>(std::min<std::size_t>(size, INT_MAX)), 0);
    if (taken >= 0)
        moved.bytes = static_cast<std::size_t>(taken);
    else if (const int error = WSAGetLastError(); !may_come_later(error))
        moved.error = reason(error);
    return moved;
}

void TcpStream::close() noexcept
{
    if (descriptor_ >= 0) closesocket(to_socket(descriptor_));
    descriptor_ = -1;
}

std::uint16_t LoopbackListener::listen(std::size_t buffer) noexcept
{
    std::uint16_t port = 0;
    descriptor_ = to_descriptor(listen_on_loopback(port, static_cast<int>(std::min<std::size_t>(buffer, INT_MAX))));
    return descriptor_ < 0 ? std::uint16_t{0} : port;
}

std::optional<TcpStream> LoopbackListener::accept() noexcept
{
    const SOCKET connection = ::accept(to_socket(descriptor_), nullptr, nullptr);
    if (connection == INVALID_SOCKET) return std::nullopt;
    if (!other_end_is_ours(connection)) {
        closesocket(connection);
        return std::nullopt;
    }
    prepare(connection);
    return TcpStream(to_descriptor(connection));
}

void LoopbackListener::close() noexcept
{
    if (descriptor_ >= 0) closesocket(to_socket(descriptor_));
    descriptor_ = -1;
}

} // namespace lmq::platform
