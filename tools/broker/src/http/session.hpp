#ifndef LMQ_BROKER_HTTP_SESSION_HPP
#define LMQ_BROKER_HTTP_SESSION_HPP

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include "http/router.hpp"
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
    Session(boost::asio::ip::tcp::socket socket, net::Loop &loop, const Router &router, const SessionLimits &limits);
    ~Session();

    /// `on_end` is called once, when the connection is over.
    void start(std::function<void()> on_end);
    void close();

private:
    class Pending;
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
    using Answer = boost::beast::http::response<boost::beast::http::string_body>;

    void await_request();
    void read_header();
    void read_body();
    void dispatch();
    void failed(const boost::beast::error_code &error);
    void send(Reply reply);
    void watch_for_hang_up();
    void drain();
    void end();

    boost::beast::tcp_stream stream_;
    net::Loop &loop_;
    const Router &router_;
    const SessionLimits limits_;
    boost::beast::flat_buffer buffer_;
    std::optional<Parser> parser_;
    Answer answer_;
    bool head_ = false; // the answer goes without its body
    bool keep_alive_ = false;
    std::weak_ptr<Pending> pending_;
    std::function<void()> on_end_;
};

} // namespace lmq::broker::http

#endif
