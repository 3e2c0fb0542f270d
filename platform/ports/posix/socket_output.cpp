#include "socket_output.hpp"

#include <cstddef>

#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

// A file of its own: the C library's <netinet/tcp.h> knows an older tcp_info, and the two headers exclude each other.
#if defined(__linux__)
#include <linux/sockios.h>
#include <linux/tcp.h>
#endif

namespace lmq::platform
{

std::optional<PeerSocket::Output> socket_output(int descriptor) noexcept
{
#if defined(__linux__)
    // First what was acknowledged, then what waits: the other way round, what is acknowledged in between would count
    // twice, and the caller would wait for bytes that were never written.
    PeerSocket::Output output;
    tcp_info info{};
    socklen_t size = sizeof info;
    const bool counted = getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 &&
                         size >= offsetof(tcp_info, tcpi_bytes_acked) + sizeof info.tcpi_bytes_acked;
    int waiting = 0;
    int buffer = 0;
    size = sizeof buffer;
    if (ioctl(descriptor, SIOCOUTQ, &waiting) != 0 ||
        getsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &buffer, &size) != 0)
        return std::nullopt;
    if (counted) output.written = info.tcpi_bytes_acked + static_cast<std::uint64_t>(waiting);
    output.crowded = waiting >= buffer / 2;
    return output;
#else
    static_cast<void>(descriptor);
    return std::nullopt;
#endif
}

} // namespace lmq::platform
