#include <algorithm>
#include <climits>

#include "lmq/platform/tcp_stream.hpp"
#include "winsock.hpp"

namespace lmq::platform
{

// A datagram socket that leads to itself: nothing but a socket can be waited for together with sockets.
Waker::Waker() noexcept
{
    if (!start_sockets()) return;
    const SOCKET made = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    if (made == INVALID_SOCKET) return;
    prepare(made);
    sockaddr_in address{};
    int size = sizeof address;
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto *generic = reinterpret_cast<sockaddr *>(&address);
    if (bind(made, generic, size) != 0 || getsockname(made, generic, &size) != 0 ||
        ::connect(made, generic, size) != 0) {
        closesocket(made);
        return;
    }
    reader_ = writer_ = to_descriptor(made);
}

Waker::~Waker()
{
    if (reader_ >= 0) closesocket(to_socket(reader_));
}

void Waker::wake() noexcept
{
    const char byte = 0;
    if (writer_ >= 0) send(to_socket(writer_), &byte, 1, 0); // nobody reads it: once is for good
}

bool wait_for(std::initializer_list<Interest *> interests, const Waker &waker,
              std::optional<std::chrono::milliseconds> timeout)
{
    // Without its socket the other thread is noticed now and then only.
    constexpr std::chrono::milliseconds without_waker{50};
    if (waker.descriptor() < 0) timeout = std::min(timeout.value_or(without_waker), without_waker);
    // select(), not WSAPoll(): that one does not tell of a failed connect before Windows 10, version 2004.
    fd_set reading;
    fd_set writing;
    fd_set failed;
    FD_ZERO(&reading);
    FD_ZERO(&writing);
    FD_ZERO(&failed);
    if (waker.descriptor() >= 0) FD_SET(to_socket(waker.descriptor()), &reading);
    bool none = waker.descriptor() < 0;
    for (const Interest *interest : interests) {
        if (interest->descriptor < 0 || (!interest->read && !interest->write)) continue;
        none = false;
        if (interest->read) FD_SET(to_socket(interest->descriptor), &reading);
        if (interest->write) FD_SET(to_socket(interest->descriptor), &writing);
        if (interest->write) FD_SET(to_socket(interest->descriptor), &failed); // a connect that failed shows only here
    }
    const auto wait_ms = std::clamp<std::int64_t>(timeout ? timeout->count() : 0, 0, INT_MAX);
    timeval patience{static_cast<long>(wait_ms / 1000), static_cast<long>(wait_ms % 1000 * 1000)};
    if (none) Sleep(static_cast<DWORD>(wait_ms)); // select() refuses to wait for nothing
    const bool known = !none && select(0, &reading, &writing, &failed, timeout ? &patience : nullptr) >= 0;
    for (Interest *interest : interests) {
        const SOCKET socket = to_socket(interest->descriptor);
        const bool looked_at = known && interest->descriptor >= 0 && (interest->read || interest->write);
        const bool over = looked_at && interest->write && FD_ISSET(socket, &failed) != 0;
        interest->readable = looked_at && interest->read && (over || FD_ISSET(socket, &reading) != 0);
        interest->writable = looked_at && interest->write && (over || FD_ISSET(socket, &writing) != 0);
    }
    return known && waker.descriptor() >= 0 && FD_ISSET(to_socket(waker.descriptor()), &reading) != 0;
}

} // namespace lmq::platform
