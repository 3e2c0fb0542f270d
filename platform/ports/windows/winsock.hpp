#ifndef LMQ_PLATFORM_WINDOWS_WINSOCK_HPP
#define LMQ_PLATFORM_WINDOWS_WINSOCK_HPP

#include <cstdint>
#include <string>
#include <vector>

#include <winsock2.h>
#include <ws2tcpip.h>

namespace lmq::platform
{

/// Starts Windows' sockets for the process once, for good. Every function of this port that may be the first to use
/// one calls it. Thread-safe.
bool start_sockets() noexcept;

/// What a socket is called in the interface of the platform: the handles of Windows fit into 32 bits.
inline int to_descriptor(SOCKET socket) noexcept
{
    return socket == INVALID_SOCKET ? -1 : static_cast<int>(socket);
}

inline SOCKET to_socket(int descriptor) noexcept
{
    return descriptor < 0 ? INVALID_SOCKET : static_cast<SOCKET>(descriptor);
}

/// The system's text for one of its error numbers.
std::string reason(int error);

/// Never blocks, sends small packets at once, and no child process inherits it.
void prepare(SOCKET socket) noexcept;

/// True for what a socket says when it can do nothing now.
bool may_come_later(int error) noexcept;

/// The IPv4 port that the socket is bound to; 0: none.
std::uint16_t local_port(SOCKET socket) noexcept;

/// The handles of this process, its sockets among them: nothing lists a process's sockets alone.
std::vector<SOCKET> open_handles();

} // namespace lmq::platform

#endif
