#include "load_connection.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace lmq::bench
{

namespace
{

constexpr std::size_t read_size = 256 * 1024;

[[noreturn]] void fail(const std::string &what)
{
    throw std::runtime_error(what + ": " + std::strerror(errno));
}

} // namespace

Connection::~Connection()
{
    if (fd_ >= 0) ::close(fd_);
}

void Connection::sign_in(const Target &target, const std::string &name)
{
    fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd_ < 0) fail("socket");
    const int on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const timeval limit{10, 0}; // a server that hangs must not hang the whole run
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(target.port);
    if (::inet_pton(AF_INET, target.host.c_str(), &address.sin_addr) != 1)
        throw std::runtime_error("not an IPv4 address: " + target.host);
    if (::connect(fd_, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) fail("connect");
    put_connect(out_, target.client_prefix + name, target.user, target.password);
    flush();
    const Packet answer = expect(connack_header);
    if (answer.size != 2 || answer.body[1] != 0)
        throw std::runtime_error("refused with CONNACK " + std::to_string(answer.size == 2 ? answer.body[1] : -1));
}

void Connection::subscribe(const std::string &filter, int qos)
{
    put_subscribe(out_, filter, qos);
    flush();
    const Packet answer = expect(suback_header);
    if (answer.size != 3 || answer.body[2] != qos) throw std::runtime_error("subscription not granted");
}

void Connection::sign_out()
{
    out_.push_back(static_cast<char>(disconnect_header));
    out_.push_back(0);
    flush();
    std::uint8_t rest = 0;
    while (::read(fd_, &rest, 1) > 0) {
    }
    ::close(fd_);
    fd_ = -1;
}

void Connection::use_nonblocking()
{
    if (::fcntl(fd_, F_SETFL, O_NONBLOCK) != 0) fail("fcntl");
}

bool Connection::flush()
{
    while (has_output()) {
        const ssize_t count = ::send(fd_, out_.data() + out_offset_, out_.size() - out_offset_, MSG_NOSIGNAL);
        if (count < 0) {
            if (errno == EAGAIN) return false;
            if (errno == EINTR) continue;
            fail("send");
        }
        out_offset_ += static_cast<std::size_t>(count);
    }
    out_.clear();
    out_offset_ = 0;
    return true;
}

bool Connection::fill()
{
    // Sized at first use: the short connections of the connect row need little.
    if (begin_ == end_) begin_ = end_ = 0;
    if (begin_ > 0 && in_.size() - end_ < in_.size() / 2) {
        std::memmove(in_.data(), in_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    if (in_.size() == end_) in_.resize(in_.empty() ? 256 : read_size);
    const ssize_t count = ::recv(fd_, in_.data() + end_, in_.size() - end_, 0);
    if (count == 0) throw std::runtime_error("the server closed the connection");
    if (count < 0) {
        if (errno == EAGAIN || errno == EINTR) return false;
        fail("recv");
    }
    end_ += static_cast<std::size_t>(count);
    return true;
}

bool Connection::next(Packet &packet)
{
    std::size_t at = begin_ + 1;
    std::size_t remaining = 0;
    for (unsigned shift = 0;; shift += 7, ++at) {
        if (at >= end_) return false;
        remaining |= static_cast<std::size_t>(in_[at] & 0x7f) << shift;
        if ((in_[at] & 0x80) == 0) break;
        if (shift == 21) throw std::runtime_error("malformed remaining length from the server");
    }
    ++at;
    if (end_ - at < remaining) return false;
    packet = Packet{in_[begin_], in_.data() + at, remaining};
    begin_ = at + remaining;
    return true;
}

Packet Connection::expect(std::uint8_t header)
{
    Packet packet;
    while (!next(packet))
        if (!fill()) throw std::runtime_error("no answer within 10 s");
    if (packet.header != header) throw std::runtime_error("unexpected packet " + std::to_string(packet.header));
    return packet;
}

} // namespace lmq::bench
