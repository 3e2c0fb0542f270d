#include "lmq/platform/peer_socket.hpp"

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <vector>

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "socket_output.hpp"
#include "system.hpp"

namespace lmq::platform
{
namespace
{

std::vector<int> open_descriptors()
{
    std::vector<int> found;
    if (DIR *folder = opendir("/proc/self/fd")) {
        while (const dirent *entry = readdir(folder))
            if (entry->d_name[0] != '.') found.push_back(std::atoi(entry->d_name));
        closedir(folder);
        return found;
    }
    // No /proc: the descriptors a device uses are low numbers.
    const long limit = std::min(sysconf(_SC_OPEN_MAX), 1024L);
    for (int descriptor = 0; descriptor < limit; ++descriptor)
        found.push_back(descriptor);
    return found;
}

// A second number for somebody else's socket: its owner may close his, and the system give that number to something
// else, between our looking and our doing.
class Duplicate
{
public:
    explicit Duplicate(int descriptor) : number_(fcntl(descriptor, F_DUPFD_CLOEXEC, 0)) {}
    ~Duplicate()
    {
        if (number_ >= 0) close(number_);
    }
    Duplicate(const Duplicate &) = delete;
    Duplicate &operator=(const Duplicate &) = delete;
    int number() const { return number_; }

private:
    int number_;
};

bool leads_to(int descriptor, const std::string &address, std::uint16_t port)
{
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    if (getpeername(descriptor, reinterpret_cast<sockaddr *>(&peer), &size) != 0) return false;
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
bool is_known(int descriptor)
{
    int on = 0;
    socklen_t size = sizeof on;
    return getsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, &size) != 0 || on != 0;
}

std::uint64_t identity_of(int descriptor) noexcept
{
    struct stat status {
    };
    if (fstat(descriptor, &status) != 0 || !S_ISSOCK(status.st_mode)) return 0;
    return number_of_socket(descriptor, status);
}

} // namespace

PeerSocket PeerSocket::adopt(const std::string &address, std::uint16_t port)
{
    PeerSocket found;
    bool several = false;
    for (const int descriptor : open_descriptors()) {
        if (!leads_to(descriptor, address, port)) continue;
        const Duplicate mine(descriptor);
        if (!leads_to(mine.number(), address, port)) continue;
        if (is_known(mine.number())) continue;
        const int on = 1;
        if (setsockopt(mine.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0) continue;
        several = several || found.descriptor_ >= 0;
        found.descriptor_ = descriptor;
        found.identity_ = identity_of(mine.number());
    }
    return several || found.identity_ == 0 ? PeerSocket() : found;
}

bool PeerSocket::hold(bool on) const noexcept
{
    if (descriptor_ < 0) return false;
    const Duplicate mine(descriptor_);
    if (identity_of(mine.number()) != identity_) return false;
    const int low_water = on ? INT_MAX : 1;
    return setsockopt(mine.number(), SOL_SOCKET, SO_RCVLOWAT, &low_water, sizeof low_water) == 0;
}

bool PeerSocket::sever() const noexcept
{
    if (descriptor_ < 0) return false;
    const Duplicate mine(descriptor_);
    return identity_of(mine.number()) == identity_ && shutdown(mine.number(), SHUT_RDWR) == 0;
}

void PeerSocket::sever_new(const std::string &address, std::uint16_t port)
{
    for (const bool known_as_well : {false, true}) {
        bool found = false;
        for (const int descriptor : open_descriptors()) {
            if (!leads_to(descriptor, address, port)) continue;
            const Duplicate mine(descriptor);
            if (!leads_to(mine.number(), address, port)) continue;
            if (!known_as_well && is_known(mine.number())) continue;
            found = shutdown(mine.number(), SHUT_RDWR) == 0 || found;
        }
        if (found) return;
    }
}

std::optional<PeerSocket::Output> PeerSocket::output() const noexcept
{
    if (descriptor_ < 0) return std::nullopt;
    const Duplicate mine(descriptor_);
    if (identity_of(mine.number()) != identity_) return std::nullopt;
    return socket_output(mine.number());
}

} // namespace lmq::platform
