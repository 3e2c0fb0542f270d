#include "feeder.hpp"

#include <algorithm>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lmq::bench
{
namespace
{

constexpr int group = 100;

std::string put16(std::size_t value)
{
    return {static_cast<char>(value / 256), static_cast<char>(value % 256)};
}

std::string packet(unsigned first_byte, const std::string &body)
{
    std::string bytes(1, static_cast<char>(first_byte));
    for (std::size_t left = body.size();;) {
        const std::size_t digit = left % 128;
        left /= 128;
        bytes += static_cast<char>(left > 0 ? digit | 128U : digit);
        if (left == 0) return bytes + body;
    }
}

} // namespace

Feeder::Feeder(std::uint16_t port, const std::string &client_id)
{
    socket_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    if (connect(socket_, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        throw std::runtime_error("feeder: no connection");
    const int on = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    write(packet(0x10, put16(4) + "MQTT" + '\4' + '\2' + put16(0) + put16(client_id.size()) + client_id));
    read(4);
}

Feeder::~Feeder()
{
    close(socket_);
}

void Feeder::publish(const std::string &topic, const std::string &payload, int qos, int count)
{
    for (int sent = 0; sent < count;) {
        const int now = std::min(group, count - sent);
        std::string bytes;
        for (int i = 0; i < now; ++i)
            bytes += packet(0x30U | (static_cast<unsigned>(qos) << 1U),
                            put16(topic.size()) + topic +
                                (qos > 0 ? put16(static_cast<std::size_t>(i) + 1) : std::string()) + payload);
        bytes += packet(0xC0, "");
        write(bytes);
        read(2 + (qos == 1 ? static_cast<std::size_t>(now) * 4 : 0));
        sent += now;
    }
}

void Feeder::write(const std::string &bytes)
{
    for (std::size_t done = 0; done < bytes.size();) {
        const ssize_t n = send(socket_, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
        if (n <= 0) throw std::runtime_error("feeder: write failed");
        done += static_cast<std::size_t>(n);
    }
}

void Feeder::read(std::size_t bytes)
{
    char buffer[4096];
    while (bytes > 0) {
        const ssize_t n = recv(socket_, buffer, std::min(bytes, sizeof buffer), 0);
        if (n <= 0) throw std::runtime_error("feeder: read failed");
        bytes -= static_cast<std::size_t>(n);
    }
}

} // namespace lmq::bench
