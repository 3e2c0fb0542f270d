#include "http_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

#include <doctest/doctest.h>

namespace lmq::test
{

constexpr int deadline_ms = 10000;

std::string HttpAnswer::header(const std::string &name) const
{
    const auto at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const auto start = at + name.size() + 4;
    return head.substr(start, head.find("\r\n", start) - start);
}

HttpClient::HttpClient(const std::string &address)
{
    const auto colon = address.rfind(':');
    sockaddr_in peer{};
    peer.sin_family = AF_INET;
    peer.sin_port = htons(static_cast<std::uint16_t>(std::atoi(address.c_str() + colon + 1)));
    inet_pton(AF_INET, address.substr(0, colon).c_str(), &peer.sin_addr);
    socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(socket_, reinterpret_cast<const sockaddr *>(&peer), sizeof peer) != 0)
        throw std::runtime_error("cannot connect to " + address);
}

HttpClient::~HttpClient()
{
    ::close(socket_);
}

void HttpClient::drop()
{
    const linger reset{1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    ::close(socket_);
    socket_ = -1;
}

void HttpClient::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return; // closed meanwhile: the next read tells
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

bool HttpClient::fill()
{
    pollfd wait{socket_, POLLIN, 0};
    if (poll(&wait, 1, deadline_ms) != 1) throw std::runtime_error("no answer in time");
    char buffer[65536];
    const ssize_t got = recv(socket_, buffer, sizeof buffer, 0);
    if (got <= 0) return false;
    received_.append(buffer, static_cast<std::size_t>(got));
    return true;
}

HttpAnswer HttpClient::read_answer(bool without_body)
{
    HttpAnswer answer;
    std::size_t end = 0;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos)
        if (!fill()) return answer;
    answer.head = received_.substr(0, end + 2);
    answer.status = std::atoi(answer.head.c_str() + 9);
    const std::string length = answer.header("Content-Length");
    const std::size_t size = without_body || length.empty() ? 0 : std::stoul(length);
    while (received_.size() < end + 4 + size)
        if (!fill()) throw std::runtime_error("closed in the middle of a body");
    answer.body = received_.substr(end + 4, size);
    received_.erase(0, end + 4 + size);
    while (!answer.body.empty() && answer.body.back() == '\n')
        answer.body.pop_back();
    return answer;
}

HttpAnswer HttpClient::ask(const std::string &method, const std::string &target, const std::string &body)
{
    send(method + " " + target + " HTTP/1.1\r\nHost: test\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body);
    return read_answer(method == "HEAD");
}

HttpAnswer HttpClient::post_as(const std::string &content_type, const std::string &target, const std::string &body)
{
    send("POST " + target + " HTTP/1.1\r\nHost: test\r\nContent-Type: " + content_type +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    return read_answer();
}

HttpAnswer HttpClient::get(const std::string &target)
{
    return ask("GET", target);
}
HttpAnswer HttpClient::post(const std::string &target, const std::string &body)
{
    return ask("POST", target, body);
}

bool HttpClient::is_closed()
{
    return received_.empty() && !fill();
}

std::unique_ptr<broker::Broker> start_with_control(broker::Config config)
{
    config.http = "0";
    config.control = true;
    config.clock = broker::ClockMode::virtual_;
    auto started = broker::Broker::start(config);
    REQUIRE(started.has_value());
    return std::move(*started);
}

} // namespace lmq::test
