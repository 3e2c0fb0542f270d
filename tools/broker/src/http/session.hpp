#ifndef LMQ_BROKER_HTTP_SESSION_HPP
#define LMQ_BROKER_HTTP_SESSION_HPP

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "http/router.hpp"
#include "net/async_stream.hpp"
#include "net/loop.hpp"

namespace lmq::broker::http
{

/// What a peer may ask of one connection, and how long it may take over it.
struct SessionLimits {
    std::size_t header_bytes = 16 * 1024;
    std::size_t body_bytes = 2 * 1024 * 1024;
    std::chrono::milliseconds idle{60000};    ///< between requests
    std::chrono::milliseconds request{15000}; ///< from a request's first byte to its last; for each answer too
};

/// One HTTP connection: a request at a time, answered in turn; the handlers run as the loop's tasks.
class Session final : public std::enable_shared_from_this<Session>
{
public:
    using Message = boost::beast::http::request<boost::beast::http::string_body>;
    /// Takes over a connection whose peer asks for a WebSocket. The stream has put back what came behind the request.
    using Upgrade = std::function<void(net::AsyncStream, const Message &)>;

    Session(net::AsyncStream stream, net::Loop &loop, const Router &router, const SessionLimits &limits,
            Upgrade upgrade = nullptr);
    ~Session();

    /// `on_end` is called once, when the connection is over, or taken over.
    void start(std::function<void()> on_end);
    void close();

private:
    class Pending;
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
    using Answer = boost::beast::http::response<boost::beast::http::string_body>;

    void expires_after(std::chrono::milliseconds time);
    void expires_never() { timer_.cancel(); }
    void await_request();
    void read_header();
    void read_body();
    void dispatch();
    bool wants_upgrade(const Message &message) const;
    void failed(const boost::beast::error_code &error);
    void send(Reply reply);
    void watch_for_hang_up();
    void drain();
    void end();

    net::AsyncStream stream_;
    boost::asio::steady_timer timer_;
    net::Loop &loop_;
    const Router &router_;
    const SessionLimits limits_;
    const Upgrade upgrade_;
    boost::beast::flat_buffer buffer_;
    std::optional<Parser> parser_;
    Answer answer_;
    bool head_ = false; // the answer goes without its body
    bool keep_alive_ = false;
    bool watching_ = false; // a read is under way that only wants to know of a hang-up
    bool waiting_ = false;  // for that read's end, to go on with the next request
    std::weak_ptr<Pending> pending_;
    std::function<void()> on_end_;
};

} // namespace lmq::broker::http

#endif
