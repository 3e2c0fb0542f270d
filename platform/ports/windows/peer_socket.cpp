#include "lmq/platform/peer_socket.hpp"

#include <cstring>

#include "winsock.hpp"

namespace lmq::platform
{
namespace
{

// A second handle for somebody else's socket: its owner may close his, and the system give that number to something
// else, between our looking and our doing.
class Duplicate
{
public:
    explicit Duplicate(SOCKET socket)
    {
        WSAPROTOCOL_INFOW info{};
        if (WSADuplicateSocketW(socket, GetCurrentProcessId(), &info) == 0)
            socket_ = WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &info, 0, 0);
    }
    ~Duplicate()
    {
        if (socket_ != INVALID_SOCKET) closesocket(socket_);
    }
    Duplicate(const Duplicate &) = delete;
    Duplicate &operator=(const Duplicate &) = delete;
    SOCKET get() const { return socket_; }

private:
    SOCKET socket_ = INVALID_SOCKET;
};

bool leads_to(SOCKET socket, const std::string &address, std::uint16_t port)
{
    sockaddr_storage peer{};
    int size = sizeof peer;
    if (getpeername(socket, reinterpret_cast<sockaddr *>(&peer), &size) != 0) return false;
    in6_addr wanted{};
    if (peer.ss_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &peer, sizeof v4);
        return ntohs(v4.sin_port) == port && inet_pton(AF_INET, address.c_str(), &wanted) == 1 &&
               std::memcmp(&wanted, &v4.sin_addr, sizeof v4.sin_addr) == 0;
    }
    if (peer.ss_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, &peer, sizeof v6);
        return ntohs(v6.sin6_port) == port && inet_pton(AF_INET6, address.c_str(), &wanted) == 1 &&
               std::memcmp(&wanted, &v6.sin6_addr, sizeof v6.sin6_addr) == 0;
    }
    return false;
}

// Whether adopt() has met it: it leaves TCP_NODELAY behind.
bool is_known(SOCKET socket)
{
    BOOL on = FALSE;
    int size = sizeof on;
    return getsockopt(socket, IPPROTO_TCP, TCP_NODELAY, reinterpret_cast<char *>(&on), &size) != 0 || on != FALSE;
}

// Windows numbers no sockets: the connection's own two ports tell one from the next that gets its handle.
std::uint64_t identity_of(SOCKET socket) noexcept
{
    sockaddr_storage own{};
    int size = sizeof own;
    if (getsockname(socket, reinterpret_cast<sockaddr *>(&own), &size) != 0) return 0;
    sockaddr_in6 address{}; // the port is at the same place in both families
    std::memcpy(&address, &own, sizeof address);
    return address.sin6_port == 0 ? 0 : (static_cast<std::uint64_t>(own.ss_family) << 16U) | address.sin6_port;
}

} // namespace

PeerSocket PeerSocket::adopt(const std::string &address, std::uint16_t port)
{
    PeerSocket found;
    bool several = false;
    if (!start_sockets()) return found;
    for (const SOCKET handle : open_handles()) {
        if (!leads_to(handle, address, port)) continue;
        const Duplicate mine(handle);
        if (!leads_to(mine.get(), address, port)) continue;
        if (is_known(mine.get())) continue;
        const BOOL on = TRUE;
        if (setsockopt(mine.get(), IPPROTO_TCP, TCP_NODELAY, reinterpret_cast<const char *>(&on), sizeof on) != 0)
            continue;
        several = several || found.descriptor_ >= 0;
        found.descriptor_ = to_descriptor(handle);
        found.identity_ = identity_of(mine.get());
    }
    return several || found.identity_ == 0 ? PeerSocket() : found;
}

// Windows has no SO_RCVLOWAT, and nothing else that lets a select() on somebody's socket sleep.
bool PeerSocket::hold(bool) const noexcept
{
    return false;
}

bool PeerSocket::sever() const noexcept
{
    if (descriptor_ < 0) return false;
    const Duplicate mine(to_socket(descriptor_));
    return identity_of(mine.get()) == identity_ && shutdown(mine.get(), SD_BOTH) == 0;
}

void PeerSocket::sever_new(const std::string &address, std::uint16_t port)
{
    if (!start_sockets()) return;
    for (const bool known_as_well : {false, true}) {
        bool found = false;
        for (const SOCKET handle : open_handles()) {
            if (!leads_to(handle, address, port)) continue;
            const Duplicate mine(handle);
            if (!leads_to(mine.get(), address, port)) continue;
            if (!known_as_well && is_known(mine.get())) continue;
            found = shutdown(mine.get(), SD_BOTH) == 0 || found;
        }
        if (found) return;
    }
}

// Windows tells what went over the wire (SIO_TCP_INFO), not what a program has handed over.
std::optional<PeerSocket::Output> PeerSocket::output() const noexcept
{
    return std::nullopt;
}

} // namespace lmq::platform
