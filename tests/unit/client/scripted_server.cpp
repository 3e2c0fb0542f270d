#include "scripted_server.hpp"

#include <cstring>
#include <stdexcept>

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

unsigned u16(const std::string &text, std::size_t at)
{
    if (at + 2 > text.size()) return 0;
    return static_cast<unsigned char>(text[at]) * 256U + static_cast<unsigned char>(text[at + 1]);
}

std::string put16(std::size_t value)
{
    return {static_cast<char>(value / 256), static_cast<char>(value % 256)};
}

std::string packet(unsigned first_byte, const std::string &body)
{
    std::string bytes(1, static_cast<char>(first_byte));
    std::size_t left = body.size();
    do {
        const std::size_t digit = left % 128;
        left /= 128;
        bytes += static_cast<char>(left > 0 ? digit | 128U : digit);
    } while (left > 0);
    return bytes + body;
}

int listen_on_loopback(std::uint16_t &port)
{
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (listener < 0 || bind(listener, reinterpret_cast<sockaddr *>(&address), size) != 0 ||
        listen(listener, 64) != 0 || getsockname(listener, reinterpret_cast<sockaddr *>(&address), &size) != 0)
        throw std::runtime_error("cannot listen");
    port = ntohs(address.sin_port);
    return listener;
}

} // namespace

std::string WirePacket::topic() const
{
    return body.substr(2, u16(body, 0));
}

std::string WirePacket::payload() const
{
    return body.substr(2 + u16(body, 0) + (qos() > 0 ? 2 : 0));
}

unsigned WirePacket::packet_id() const
{
    return type == 3 ? u16(body, 2 + u16(body, 0)) : u16(body, 0);
}

unsigned WirePacket::filter_count() const
{
    unsigned count = 0;
    for (std::size_t at = 2; at + 2 < body.size(); at += 2 + u16(body, at) + 1)
        ++count;
    return count;
}

void Peer::finish()
{
    const std::lock_guard<std::mutex> lock(closing_);
    if (socket_ >= 0) close(socket_);
    socket_ = -1;
}

bool Peer::take(void *to, std::size_t size, Clock::time_point deadline)
{
    char *at = static_cast<char *>(to);
    while (size > 0) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        pollfd wanted{socket_, POLLIN, 0};
        if (left <= 0 || poll(&wanted, 1, static_cast<int>(left)) <= 0) return false;
        const ssize_t got = recv(socket_, at, size, 0);
        if (got <= 0) return false;
        at += got;
        size -= static_cast<std::size_t>(got);
    }
    return true;
}

WirePacket Peer::read(std::chrono::milliseconds timeout)
{
    const auto deadline = Clock::now() + timeout;
    WirePacket result;
    unsigned char first = 0;
    if (socket_ < 0 || !take(&first, 1, deadline)) return result;
    std::size_t size = 0;
    std::size_t factor = 1;
    unsigned char digit = 128;
    while (digit & 128U) {
        if (!take(&digit, 1, deadline)) return result;
        size += (digit & 127U) * factor;
        factor *= 128;
    }
    result.body.resize(size);
    if (size > 0 && !take(result.body.data(), size, deadline)) return result;
    result.type = first >> 4U;
    result.flags = first & 15U;
    return result;
}

WirePacket Peer::read_type(unsigned type)
{
    for (;;) {
        WirePacket next = read();
        if (next.type == type || next.type == 0) return next;
    }
}

bool Peer::write(const std::string &bytes)
{
    std::size_t done = 0;
    while (socket_ >= 0 && done < bytes.size()) {
        const ssize_t sent = send(socket_, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
        if (sent <= 0) return false;
        done += static_cast<std::size_t>(sent);
    }
    return socket_ >= 0;
}

bool Peer::connack(unsigned code, bool session_present)
{
    return write({0x20, 2, static_cast<char>(session_present ? 1 : 0), static_cast<char>(code)});
}

bool Peer::acknowledge(unsigned first_byte, unsigned packet_id)
{
    return write(packet(first_byte, put16(packet_id)));
}

bool Peer::suback(unsigned packet_id, const std::vector<unsigned> &codes)
{
    std::string body = put16(packet_id);
    for (const unsigned code : codes)
        body += static_cast<char>(code);
    return write(packet(0x90, body));
}

bool Peer::publish(const std::string &topic, const std::string &payload, unsigned qos, unsigned packet_id)
{
    return write(
        packet(0x30U | (qos << 1U), put16(topic.size()) + topic + (qos > 0 ? put16(packet_id) : "") + payload));
}

void Peer::reset()
{
    if (socket_ < 0) return;
    const linger abort{1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
    const std::lock_guard<std::mutex> lock(closing_);
    close(socket_);
    socket_ = -1;
}

void Peer::stop()
{
    const std::lock_guard<std::mutex> lock(closing_);
    if (socket_ >= 0) shutdown(socket_, SHUT_RDWR);
    stopping_ = true;
    stopped_.notify_all();
}

void Peer::wait_for_stop()
{
    std::unique_lock<std::mutex> lock(closing_);
    stopped_.wait(lock, [this] { return stopping_; });
}

void Peer::drain()
{
    while (read(std::chrono::seconds(60)).type != 0) {
    }
}

void Peer::serve(const std::function<bool(const WirePacket &)> &seen)
{
    for (;;) {
        const WirePacket next = read(std::chrono::seconds(60));
        if (next.type == 0) return;
        if (seen && !seen(next)) {
            reset();
            return;
        }
        if (next.type == 1) connack();
        if (next.type == 3 && next.qos() == 1) puback(next.packet_id());
        if (next.type == 3 && next.qos() == 2) acknowledge(0x50, next.packet_id());
        if (next.type == 5) acknowledge(0x62, next.packet_id());
        if (next.type == 6) acknowledge(0x70, next.packet_id());
        if (next.type == 8) suback(next.packet_id(), std::vector<unsigned>(next.filter_count(), 1));
        if (next.type == 10) acknowledge(0xB0, next.packet_id());
        if (next.type == 12) write({static_cast<char>(0xD0), 0});
        if (next.type == 14) return;
    }
}

ScriptedServer::ScriptedServer(Script script) : script_(std::move(script))
{
    listener_ = listen_on_loopback(port_);
    acceptor_ = std::thread([this] { accept_all(); });
}

ScriptedServer::~ScriptedServer()
{
    stopping_ = true;
    shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        for (const auto &peer : peers_)
            peer->stop();
    }
    for (std::thread &thread : threads_)
        thread.join();
    close(listener_);
}

void ScriptedServer::accept_all()
{
    while (!stopping_) {
        const int socket = accept(listener_, nullptr, nullptr);
        if (socket < 0) continue;
        const int on = 1;
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        const std::lock_guard<std::mutex> lock(mutex_);
        if (stopping_) {
            close(socket);
            return;
        }
        const unsigned number = connections_++;
        const auto peer = std::make_shared<Peer>(socket);
        peers_.push_back(peer);
        threads_.emplace_back([this, peer, number] {
            script_(*peer, number);
            peer->finish();
        });
    }
}

std::string ScriptedServer::uri(const std::string &host) const
{
    return "tcp://" + host + ":" + std::to_string(port_);
}

std::uint16_t closed_port()
{
    std::uint16_t port = 0;
    close(listen_on_loopback(port));
    return port;
}

} // namespace lmq::test
