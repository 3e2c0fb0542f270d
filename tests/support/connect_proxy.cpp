#include "support/connect_proxy.hpp"

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lmq::test
{

namespace
{

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

bool send_all(int socket, const char *bytes, std::size_t size)
{
    while (size > 0) {
        const ssize_t sent = send(socket, bytes, size, MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes += sent;
        size -= static_cast<std::size_t>(sent);
    }
    return true;
}

} // namespace

struct ConnectProxy::Impl {
    std::string answer;
    int listener = -1;
    std::uint16_t port = 0;
    std::atomic<bool> stopping{false};
    mutable std::mutex mutex;
    std::vector<std::string> requests;
    std::vector<int> sockets;
    std::vector<std::thread> threads;
    std::thread acceptor;

    int keep(int socket)
    {
        const std::lock_guard<std::mutex> lock(mutex);
        sockets.push_back(socket);
        if (stopping) shutdown(socket, SHUT_RDWR);
        return socket;
    }
    void serve(int client);
    void accept_all();
    static void splice(int client, int server);
};

void ConnectProxy::Impl::serve(int client)
{
    std::string head;
    char byte = 0;
    while (head.size() < 16384 && head.find("\r\n\r\n") == std::string::npos) {
        if (recv(client, &byte, 1, 0) != 1) return;
        head.push_back(byte);
    }
    {
        const std::lock_guard<std::mutex> lock(mutex);
        requests.push_back(head);
    }
    const std::string target = head.substr(0, head.find(" HTTP/"));
    const auto server_port = static_cast<std::uint16_t>(std::atoi(target.substr(target.rfind(':') + 1).c_str()));
    const bool grants = answer.find(" 200 ") != std::string::npos;
    const int server = keep(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in address = loopback(server_port);
    if (grants && connect(server, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) return;
    if (send_all(client, answer.data(), answer.size()) && grants) splice(client, server);
    shutdown(client, SHUT_RDWR);
    shutdown(server, SHUT_RDWR);
}

void ConnectProxy::Impl::splice(int client, int server)
{
    pollfd ends[] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
    for (;;) {
        if (poll(ends, 2, -1) < 0) return;
        for (int from : {0, 1}) {
            if (ends[from].revents == 0) continue;
            char buffer[4096];
            const ssize_t got = recv(ends[from].fd, buffer, sizeof buffer, 0);
            if (got <= 0 || !send_all(ends[1 - from].fd, buffer, static_cast<std::size_t>(got))) return;
        }
    }
}

void ConnectProxy::Impl::accept_all()
{
    while (!stopping) {
        const int client = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0) continue;
        keep(client);
        threads.emplace_back([this, client] { serve(client); });
    }
}

ConnectProxy::ConnectProxy(std::string answer) : impl_(std::make_unique<Impl>())
{
    impl_->answer = std::move(answer);
    impl_->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (bind(impl_->listener, reinterpret_cast<sockaddr *>(&address), size) != 0 || listen(impl_->listener, 16) != 0 ||
        getsockname(impl_->listener, reinterpret_cast<sockaddr *>(&address), &size) != 0)
        throw std::runtime_error("no port for a proxy");
    impl_->port = ntohs(address.sin_port);
    impl_->acceptor = std::thread([impl = impl_.get()] { impl->accept_all(); });
}

ConnectProxy::~ConnectProxy()
{
    impl_->stopping = true;
    shutdown(impl_->listener, SHUT_RDWR);
    impl_->acceptor.join();
    {
        const std::lock_guard<std::mutex> lock(impl_->mutex);
        for (const int socket : impl_->sockets)
            shutdown(socket, SHUT_RDWR);
    }
    for (std::thread &thread : impl_->threads)
        thread.join();
    for (const int socket : impl_->sockets)
        close(socket);
    close(impl_->listener);
}

std::uint16_t ConnectProxy::port() const
{
    return impl_->port;
}

std::vector<std::string> ConnectProxy::requests() const
{
    const std::lock_guard<std::mutex> lock(impl_->mutex);
    return impl_->requests;
}

} // namespace lmq::test
