// lmq-bench-crowd: connects a crowd of clients to an MQTT server, over TCP or TLS, and holds them; prints one line of
// JSON when all have been accepted, then waits for a line. One thread and epoll.

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <iostream>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "load_packets.hpp"

namespace
{

using namespace lmq::bench;
using Clock = std::chrono::steady_clock;

constexpr const char *usage =
    "lmq-bench-crowd --port N [--clients N] [--at-once N] [--tls 0|1] [--user NAME] [--client-prefix TEXT]\n"
    "The password comes from LMQ_BENCH_PASSWORD. --at-once: how many may be on their way to CONNACK; 0: all.\n";
constexpr std::chrono::seconds deadline{60};
constexpr std::size_t connack_size = 4;

[[noreturn]] void give_up(const std::string &what)
{
    throw std::runtime_error(what + ": " + std::strerror(errno));
}

struct Options {
    std::uint16_t port = 0;
    std::size_t clients = 1000;
    std::size_t at_once = 0;
    bool tls = false;
    std::string user, password, prefix = "GID_bench@@@";
};

enum class Step { connecting, shaking_hands, signing_in, accepted, lost };

struct Client {
    int fd = -1;
    Step step = Step::connecting;
    SSL *tls = nullptr;
    std::size_t got = 0;
    char answer[connack_size] = {};
};

class Crowd
{
public:
    explicit Crowd(const Options &options) : options_(options), clients_(options.clients), epoll_(epoll_create1(0))
    {
        if (options.tls) { // what is measured is the server: nothing is verified
            context_.reset(SSL_CTX_new(TLS_client_method()));
            SSL_CTX_set_mode(context_.get(), SSL_MODE_RELEASE_BUFFERS);
        }
    }

    ~Crowd()
    {
        for (Client &client : clients_) {
            SSL_free(client.tls);
            if (client.fd >= 0) ::close(client.fd);
        }
        ::close(epoll_);
    }

    /// Until every client is accepted or lost.
    void gather()
    {
        const auto until = Clock::now() + deadline;
        const std::size_t at_once = options_.at_once == 0 ? clients_.size() : options_.at_once;
        std::vector<epoll_event> events(1024);
        while (accepted_ + lost_ < clients_.size()) {
            while (begun_ < clients_.size() && begun_ - accepted_ - lost_ < at_once)
                begin(begun_++);
            const int ready = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 1000);
            if (ready < 0 && errno != EINTR) give_up("epoll");
            for (int i = 0; i < ready; ++i)
                go_on(clients_[events[static_cast<std::size_t>(i)].data.u64]);
            if (Clock::now() > until) break;
        }
    }

    std::size_t accepted() const { return accepted_; }

private:
    void begin(std::size_t index)
    {
        Client &client = clients_[index];
        client.fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (client.fd < 0) give_up("socket");
        sockaddr_in peer{};
        peer.sin_family = AF_INET;
        peer.sin_port = htons(options_.port);
        peer.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        epoll_event event{};
        event.events = EPOLLOUT;
        event.data.u64 = index;
        if (epoll_ctl(epoll_, EPOLL_CTL_ADD, client.fd, &event) != 0) give_up("epoll_ctl");
        if (::connect(client.fd, reinterpret_cast<const sockaddr *>(&peer), sizeof peer) != 0 && errno != EINPROGRESS)
            lose(client);
    }

    void go_on(Client &client)
    {
        if (client.step == Step::connecting) {
            int error = 0;
            socklen_t size = sizeof error;
            if (getsockopt(client.fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0) return lose(client);
            client.step = Step::shaking_hands;
            if (options_.tls) {
                client.tls = SSL_new(context_.get());
                SSL_set_fd(client.tls, client.fd);
            }
        }
        if (client.step == Step::shaking_hands && !shake_hands(client)) return;
        if (client.step == Step::signing_in) read_answer(client);
    }

    bool shake_hands(Client &client)
    {
        if (client.tls != nullptr) {
            const int answer = SSL_connect(client.tls);
            if (answer != 1) {
                wait_or_lose(client, answer);
                return false;
            }
        }
        std::string packet;
        const auto index = static_cast<std::size_t>(&client - clients_.data());
        put_connect(packet, options_.prefix + "c" + std::to_string(index), options_.user, options_.password);
        const auto size = static_cast<int>(packet.size()); // into an empty socket: it fits
        const long sent = client.tls != nullptr ? SSL_write(client.tls, packet.data(), size)
                                                : ::send(client.fd, packet.data(), packet.size(), MSG_NOSIGNAL);
        if (sent != size) {
            lose(client);
            return false;
        }
        client.step = Step::signing_in;
        want(client, EPOLLIN);
        return true;
    }

    void read_answer(Client &client)
    {
        char *to = client.answer + client.got;
        const std::size_t room = connack_size - client.got;
        long got = 0;
        if (client.tls != nullptr) {
            got = SSL_read(client.tls, to, static_cast<int>(room));
            if (got <= 0) return wait_or_lose(client, static_cast<int>(got));
        } else {
            got = ::recv(client.fd, to, room, 0);
            if (got < 0 && errno == EAGAIN) return;
            if (got <= 0) return lose(client);
        }
        client.got += static_cast<std::size_t>(got);
        if (client.got < connack_size) return;
        if (std::memcmp(client.answer, "\x20\2\0\0", connack_size) != 0) return lose(client);
        client.step = Step::accepted;
        want(client, 0);
        ++accepted_;
    }

    void wait_or_lose(Client &client, int answer)
    {
        switch (SSL_get_error(client.tls, answer)) {
        case SSL_ERROR_WANT_READ:
            want(client, EPOLLIN);
            break;
        case SSL_ERROR_WANT_WRITE:
            want(client, EPOLLOUT);
            break;
        default:
            ERR_clear_error();
            lose(client);
        }
    }

    void want(Client &client, std::uint32_t what)
    {
        epoll_event event{};
        event.events = what;
        event.data.u64 = static_cast<std::uint64_t>(&client - clients_.data());
        epoll_ctl(epoll_, EPOLL_CTL_MOD, client.fd, &event);
    }

    void lose(Client &client)
    {
        client.step = Step::lost;
        epoll_ctl(epoll_, EPOLL_CTL_DEL, client.fd, nullptr);
        ++lost_;
    }

    const Options options_;
    std::vector<Client> clients_;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{nullptr, &SSL_CTX_free};
    int epoll_;
    std::size_t begun_ = 0, accepted_ = 0, lost_ = 0;
};

Options read_options(int argc, char **argv)
{
    Options options;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string key = argv[i], value = argv[i + 1];
        if (key == "--port")
            options.port = static_cast<std::uint16_t>(std::stoul(value));
        else if (key == "--clients")
            options.clients = std::stoul(value);
        else if (key == "--at-once")
            options.at_once = std::stoul(value);
        else if (key == "--tls")
            options.tls = value == "1";
        else if (key == "--user")
            options.user = value;
        else if (key == "--client-prefix")
            options.prefix = value;
        else
            throw std::invalid_argument("not understood: " + key);
    }
    if (const char *password = std::getenv("LMQ_BENCH_PASSWORD")) options.password = password;
    if (options.port == 0) throw std::invalid_argument("--port is missing");
    return options;
}

} // namespace

int main(int argc, char **argv)
{
    try {
        const Options options = read_options(argc, argv);
        Crowd crowd(options);
        const auto begin = Clock::now();
        crowd.gather();
        const std::chrono::duration<double> taken = Clock::now() - begin;
        std::printf("{\"accepted\":%zu,\"seconds\":%.3f}\n", crowd.accepted(), taken.count());
        std::fflush(stdout);
        std::string line;
        std::getline(std::cin, line);
        return crowd.accepted() == options.clients ? 0 : 1;
    } catch (const std::invalid_argument &error) {
        std::fprintf(stderr, "lmq-bench-crowd: %s\n%s", error.what(), usage);
        return 2;
    } catch (const std::exception &error) {
        std::fprintf(stderr, "lmq-bench-crowd: %s\n", error.what());
        return 1;
    }
}
