#include "support/scripted_http_server.hpp"

#include <csignal>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace lmq::test
{

namespace
{

int bound_to_loopback(std::uint16_t &port)
{
    const int bound = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bound < 0 || bind(bound, reinterpret_cast<sockaddr *>(&address), size) != 0 ||
        getsockname(bound, reinterpret_cast<sockaddr *>(&address), &size) != 0)
        throw std::runtime_error("cannot bind");
    port = ntohs(address.sin_port);
    return bound;
}

} // namespace

ScriptedHttpServer::ScriptedHttpServer(Script script, MakeTls make_tls)
    : script_(std::move(script)), make_tls_(std::move(make_tls))
{
    listener_ = bound_to_loopback(port_);
    if (listen(listener_, 128) != 0) throw std::runtime_error("cannot listen");
    acceptor_ = std::thread([this] { accept_all(); });
}

ScriptedHttpServer::~ScriptedHttpServer()
{
    stopping_ = true;
    shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    close(listener_);
    for (const auto &peer : peers_)
        peer->stop();
    for (std::thread &thread : threads_)
        thread.join();
}

void ScriptedHttpServer::accept_all()
{
    // OpenSSL writes to closed connections without asking for no signal; the threads below inherit this.
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    while (!stopping_) {
        const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) continue;
        const int on = 1;
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        const timeval deadline{10, 0};
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof deadline);
        const auto peer = std::make_shared<HttpPeer>(socket, make_tls_ ? make_tls_() : nullptr);
        const unsigned number = connections_++;
        peers_.push_back(peer);
        threads_.emplace_back([this, peer, number] {
            if (peer->begin()) script_(*peer, number);
            peer->finish();
        });
    }
}

std::string ScriptedHttpServer::url(const std::string &host) const
{
    return (make_tls_ ? "https://" : "http://") + host + ":" + std::to_string(port_);
}

ScriptedHttpServer::Script answering(std::function<std::string(const HttpAsked &)> answer)
{
    return [answer = std::move(answer)](HttpPeer &peer, unsigned) {
        HttpAsked request;
        while (peer.read(request))
            if (!peer.write(answer(request))) return;
    };
}

std::string dead_url()
{
    std::uint16_t port = 0;
    close(bound_to_loopback(port));
    return "http://127.0.0.1:" + std::to_string(port);
}

} // namespace lmq::test
