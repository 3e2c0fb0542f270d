#include "support/raw_client.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lmq::test
{
namespace
{

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const char *what)
{
    throw std::runtime_error(std::string("raw client: ") + what + ": " + std::strerror(errno));
}

/// False at the deadline.
bool wait_for(int socket, short events, Clock::time_point deadline)
{
    while (true) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
        pollfd entry{socket, events, 0};
        const int ready = ::poll(&entry, 1, static_cast<int>(std::max<decltype(left)>(left, 0)));
        if (ready > 0) return true;
        if (ready < 0 && errno != EINTR) fail("poll");
        if (ready == 0 && left <= 0) return false;
    }
}

} // namespace

RawClient::RawClient(const std::string &address)
{
    const std::size_t colon = address.rfind(':');
    sockaddr_in peer{};
    peer.sin_family = AF_INET;
    if (colon == std::string::npos || ::inet_pton(AF_INET, address.substr(0, colon).c_str(), &peer.sin_addr) != 1)
        throw std::runtime_error("raw client: not an address: " + address);
    peer.sin_port = htons(static_cast<std::uint16_t>(std::stoul(address.substr(colon + 1))));
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket_ < 0) fail("socket");
    if (::connect(socket_, reinterpret_cast<const sockaddr *>(&peer), sizeof peer) != 0) {
        ::close(socket_);
        fail("connect");
    }
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

RawClient::~RawClient()
{
    close();
}

RawClient::RawClient(RawClient &&other) noexcept
    : socket_(std::exchange(other.socket_, -1)), received_(std::move(other.received_)), ended_(other.ended_)
{
}

RawClient &RawClient::operator=(RawClient &&other) noexcept
{
    if (this != &other) {
        close();
        socket_ = std::exchange(other.socket_, -1);
        received_ = std::move(other.received_);
        ended_ = other.ended_;
    }
    return *this;
}

void RawClient::send(const Packet &packet)
{
    const auto deadline = Clock::now() + std::chrono::seconds(10 * slowness);
    std::string_view left = packet.bytes;
    while (!left.empty()) {
        const ssize_t sent = ::send(socket_, left.data(), left.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0) {
            left.remove_prefix(static_cast<std::size_t>(sent));
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            if (!wait_for(socket_, POLLOUT, deadline)) throw std::runtime_error("raw client: the peer reads nothing");
        } else if (errno == EPIPE || errno == ECONNRESET) {
            return;
        } else if (errno != EINTR) {
            fail("send");
        }
    }
}

bool RawClient::take_packet(Packet &packet)
{
    std::size_t length = 0;
    std::size_t at = 1;
    for (unsigned shift = 0;; shift += 7, ++at) {
        if (at >= received_.size()) return false;
        const auto byte = static_cast<unsigned char>(received_[at]);
        length |= static_cast<std::size_t>(byte & 127U) << shift;
        if (byte < 128) break;
        if (shift == 21) throw std::runtime_error("raw client: the broker sent a bad remaining length");
    }
    const std::size_t size = at + 1 + length;
    if (received_.size() < size) return false;
    packet.bytes = received_.substr(0, size);
    packet.note.clear();
    received_.erase(0, size);
    return true;
}

Packet RawClient::next(std::chrono::milliseconds deadline)
{
    const auto until = Clock::now() + deadline;
    Packet packet;
    while (!take_packet(packet)) {
        if (ended_) return received_.empty() ? closed() : Packet{received_, "half a packet, then closed"};
        if (!wait_for(socket_, POLLIN, until)) return {received_, "nothing"};
        char buffer[65536];
        const ssize_t count = ::recv(socket_, buffer, sizeof buffer, MSG_DONTWAIT);
        if (count > 0) {
            received_.append(buffer, static_cast<std::size_t>(count));
        } else if (count == 0 || errno == ECONNRESET) {
            ended_ = true;
        } else if (errno != EAGAIN && errno != EINTR) {
            fail("recv");
        }
    }
    return packet;
}

Packet RawClient::ask(const Packet &packet)
{
    send(packet);
    return next();
}

std::vector<Packet> RawClient::next_packets(std::size_t count)
{
    std::vector<Packet> packets;
    while (packets.size() < count) {
        packets.push_back(next());
        if (!packets.back().note.empty()) break;
    }
    return packets;
}

bool RawClient::quiet()
{
    return ask(pingreq()) == pingresp();
}

bool RawClient::is_closed()
{
    return next() == closed();
}

void RawClient::drop()
{
    const linger hard{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    close();
}

void RawClient::close()
{
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
    ended_ = true;
}

std::string RawClient::local_name() const
{
    sockaddr_in local{};
    socklen_t size = sizeof local;
    if (::getsockname(socket_, reinterpret_cast<sockaddr *>(&local), &size) != 0) fail("getsockname");
    return "/127.0.0.1:" + std::to_string(ntohs(local.sin_port));
}

} // namespace lmq::test
