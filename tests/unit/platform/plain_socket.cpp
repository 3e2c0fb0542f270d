#include "plain_socket.hpp"

#include <doctest/doctest.h>

#if defined(_WIN32)
#include <winsock2.h>
#include <ws2tcpip.h>
#else
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

namespace
{

#if defined(_WIN32)
using Handle = SOCKET;
void close_socket(Handle handle)
{
    closesocket(handle);
}
#else
using Handle = int;
void close_socket(Handle handle)
{
    close(handle);
}
#endif

} // namespace

PlainSocket::PlainSocket(std::uint16_t port)
    : handle_(static_cast<std::intptr_t>(socket(AF_INET, SOCK_STREAM, IPPROTO_TCP)))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(connect(static_cast<Handle>(handle_), reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0);
}

PlainSocket::~PlainSocket()
{
    close_socket(static_cast<Handle>(handle_));
}

bool PlainSocket::has_no_delay() const
{
    int on = 0;
    socklen_t size = sizeof on;
    REQUIRE(getsockopt(static_cast<Handle>(handle_), IPPROTO_TCP, TCP_NODELAY, reinterpret_cast<char *>(&on), &size) ==
            0);
    return (on & 0xFF) != 0; // Windows writes one byte
}
