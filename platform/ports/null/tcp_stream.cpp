#include "lmq/platform/tcp_stream.hpp"

#include <utility>

namespace lmq::platform
{

TcpStream::TcpStream(TcpStream &&other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

TcpStream &TcpStream::operator=(TcpStream &&other) noexcept
{
    descriptor_ = std::exchange(other.descriptor_, -1);
    return *this;
}

std::string TcpStream::connect(const std::string &, std::uint16_t)
{
    return "this port has no sockets";
}

std::string TcpStream::connected()
{
    return "this port has no sockets";
}

TcpStream::Moved TcpStream::read(char *, std::size_t)
{
    return {0, false, "this port has no sockets"};
}

TcpStream::Moved TcpStream::write(const char *, std::size_t)
{
    return {0, false, "this port has no sockets"};
}

void TcpStream::close() noexcept
{
    descriptor_ = -1;
}

std::uint16_t LoopbackListener::listen(std::size_t) noexcept
{
    return 0;
}

std::optional<TcpStream> LoopbackListener::accept() noexcept
{
    return std::nullopt;
}

void LoopbackListener::close() noexcept
{
    descriptor_ = -1;
}

Waker::Waker() noexcept = default;
Waker::~Waker() = default;

void Waker::wake() noexcept
{
    writer_ = -1;
}

bool wait_for(std::initializer_list<Interest *>, const Waker &, std::optional<std::chrono::milliseconds>)
{
    return true;
}

} // namespace lmq::platform
