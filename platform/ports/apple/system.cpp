#include "../posix/system.hpp"

#include <cstring>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../posix/socket_output.hpp"

extern "C" char ***_NSGetEnviron(void); // a library may not name `environ`; iOS has no header for this

namespace lmq::platform
{

char **&environment() noexcept
{
    return *_NSGetEnviron();
}

// fsync() ends when the drive has the bytes in its cache. What is no drive's knows no F_FULLFSYNC.
int flush_to_disk(int descriptor) noexcept
{
    return fcntl(descriptor, F_FULLFSYNC) == 0 ? 0 : fsync(descriptor);
}

void never_raise_sigpipe(int descriptor) noexcept
{
    const int on = 1;
    setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
}

ssize_t send_quietly(int descriptor, const void *bytes, std::size_t size) noexcept
{
    return send(descriptor, bytes, size, MSG_DONTWAIT);
}

// Sockets have no inode here: the connection's own port tells one from the next that gets its descriptor.
std::uint64_t number_of_socket(int descriptor, const struct stat &) noexcept
{
    sockaddr_storage own{};
    socklen_t size = sizeof own;
    if (getsockname(descriptor, reinterpret_cast<sockaddr *>(&own), &size) != 0) return 0;
    sockaddr_in6 address{}; // the port is at the same place in both families
    std::memcpy(&address, &own, sizeof address);
    return address.sin6_port == 0 ? 0 : (std::uint64_t{own.ss_family} << 16U) | address.sin6_port;
}

// The system tells what went over the wire, not what a program has handed over.
std::optional<PeerSocket::Output> socket_output(int) noexcept
{
    return std::nullopt;
}

} // namespace lmq::platform
