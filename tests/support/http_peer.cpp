#include "support/http_peer.hpp"

#include <cstdlib>

#include "support/emulator.hpp"

#include <poll.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lmq::test
{

namespace
{

constexpr int deadline_ms = 10000 * slowness;

} // namespace

std::string HttpAsked::header(const std::string &name) const
{
    for (std::size_t at = 0; at < head.size();) {
        const std::size_t end = head.find("\r\n", at);
        const std::size_t colon = head.find(':', at);
        if (colon < end && colon - at == name.size() && strncasecmp(&head[at], name.c_str(), name.size()) == 0) {
            const std::size_t value = head.find_first_not_of(' ', colon + 1);
            return head.substr(value, end - value);
        }
        at = end + 2;
    }
    return {};
}

std::string http_answer(int status, std::string_view body, std::string_view headers)
{
    std::string text = "HTTP/1.1 " + std::to_string(status) + " as told\r\n";
    text.append(headers).append("Content-Length: ").append(std::to_string(body.size())).append("\r\n\r\n");
    return text.append(body);
}

bool HttpPeer::begin()
{
    return !tls_ || tls_->begin(socket_);
}

bool HttpPeer::fill()
{
    pollfd wanted{socket_, POLLIN, 0};
    if (socket_ < 0 || (!tls_ && poll(&wanted, 1, deadline_ms) <= 0)) return false;
    char buffer[16384];
    const long got = tls_ ? tls_->read(buffer, sizeof buffer) : recv(socket_, buffer, sizeof buffer, 0);
    if (got <= 0) return false;
    received_.append(buffer, static_cast<std::size_t>(got));
    return true;
}

bool HttpPeer::read(HttpAsked &request)
{
    std::size_t end = 0;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos)
        if (!fill()) return false;
    const std::size_t line = received_.find("\r\n");
    const std::size_t space = received_.find(' ');
    request.method = received_.substr(0, space);
    request.target = received_.substr(space + 1, received_.find(' ', space + 1) - space - 1);
    request.head = received_.substr(line + 2, end - line);
    const auto size = static_cast<std::size_t>(std::atol(request.header("Content-Length").c_str()));
    while (received_.size() < end + 4 + size)
        if (!fill()) return false;
    request.body = received_.substr(end + 4, size);
    received_.erase(0, end + 4 + size);
    return true;
}

bool HttpPeer::read_bytes(std::size_t size, std::string &bytes)
{
    while (received_.size() < size)
        if (!fill()) return false;
    bytes = received_.substr(0, size);
    received_.erase(0, size);
    return true;
}

bool HttpPeer::write(std::string_view bytes)
{
    while (!bytes.empty() && socket_ >= 0) {
        const long sent =
            tls_ ? tls_->write(bytes.data(), bytes.size()) : send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return bytes.empty();
}

void HttpPeer::reset()
{
    const linger hard{1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    finish();
}

void HttpPeer::finish()
{
    const std::lock_guard<std::mutex> lock(closing_);
    if (socket_ >= 0) close(socket_);
    socket_ = -1;
}

bool HttpPeer::wait_for_close()
{
    while (fill()) {
    }
    const std::lock_guard<std::mutex> lock(closing_);
    return !stopping_;
}

void HttpPeer::wait_for_stop()
{
    std::unique_lock<std::mutex> lock(closing_);
    stopped_.wait(lock, [this] { return stopping_; });
}

void HttpPeer::stop()
{
    const std::lock_guard<std::mutex> lock(closing_);
    if (socket_ >= 0) shutdown(socket_, SHUT_RDWR);
    stopping_ = true;
    stopped_.notify_all();
}

} // namespace lmq::test
