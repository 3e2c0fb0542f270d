#include "http/session.hpp"

#include <utility>

#include <boost/asio/write.hpp>

namespace lmq::broker::http
{
namespace
{

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using beast::error_code;

constexpr std::chrono::seconds farewell_time{2};
constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

/// The answer to a request that is not understood; nothing when there is nobody to answer.
std::optional<Reply> complaint(const error_code &error)
{
    using Bad = beast::http::error;
    if (error == Bad::body_limit) return error_reply(413, "body: too large");
    if (error == Bad::header_limit || error == Bad::buffer_overflow) return error_reply(431, "header: too large");
    if (error == Bad::end_of_stream || error == Bad::partial_message) return std::nullopt;
    if (error.category() == make_error_code(Bad::bad_method).category())
        return error_reply(400, "request: " + error.message());
    return std::nullopt;
}

} // namespace

/// A request in a handler's hands. The session goes on when it has been answered.
class Session::Pending final : public Exchange
{
public:
    Pending(std::shared_ptr<Session> session, Request request)
        : session_(std::move(session)), request_(std::move(request))
    {
    }
    const Request &request() const override { return request_; }
    void reply(Reply reply) override
    {
        on_abandoned_ = nullptr;
        session_->pending_.reset();
        session_->send(std::move(reply));
    }
    void on_abandoned(std::function<void()> handler) override
    {
        on_abandoned_ = std::move(handler);
        session_->watch_for_hang_up();
    }
    const std::shared_ptr<Session> &session() const { return session_; }
    void abandoned()
    {
        if (const auto handler = std::exchange(on_abandoned_, nullptr)) handler();
    }

private:
    std::shared_ptr<Session> session_;
    Request request_;
    std::function<void()> on_abandoned_;
};

Session::Session(tcp::socket socket, net::Loop &loop, const Router &router, const SessionLimits &limits)
    : stream_(std::move(socket)), loop_(loop), router_(router), limits_(limits),
      buffer_(limits.header_bytes + limits.body_bytes)
{
    error_code ignored; // a broken socket says so when it is read
    stream_.socket().non_blocking(true, ignored);
}

Session::~Session() = default;

void Session::start(std::function<void()> on_end)
{
    on_end_ = std::move(on_end);
    await_request();
}

void Session::close()
{
    stream_.close();
    end();
}

/// Keep-alive: waits longer for a request to begin than for one to be completed.
void Session::await_request()
{
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
    parser_->body_limit(limits_.body_bytes);
    if (buffer_.size() != 0) return read_header();
    stream_.expires_after(limits_.idle);
    stream_.async_read_some(buffer_.prepare(1024),
                            [self = shared_from_this()](const error_code &error, std::size_t bytes) {
                                if (error) return self->failed(error);
                                self->buffer_.commit(bytes);
                                self->read_header();
                            });
}

void Session::read_header()
{
    stream_.expires_after(limits_.request);
    beast::http::async_read_header(stream_, buffer_, *parser_,
                                   [self = shared_from_this()](const error_code &error, std::size_t) {
                                       if (error) return self->failed(error);
                                       self->read_body();
                                   });
}

void Session::read_body()
{
    const auto read = [self = shared_from_this()] {
        beast::http::async_read(self->stream_, self->buffer_, *self->parser_,
                                [self](const error_code &error, std::size_t) {
                                    if (error) return self->failed(error);
                                    self->dispatch();
                                });
    };
    if (!beast::iequals(parser_->get()[beast::http::field::expect], "100-continue")) return read();
    asio::async_write(stream_, asio::buffer(continue_line.data(), continue_line.size()),
                      [read, self = shared_from_this()](const error_code &error, std::size_t) {
                          if (error) return self->failed(error);
                          read();
                      });
}

void Session::dispatch()
{
    stream_.expires_never(); // a handler takes the time it needs
    auto message = parser_->release();
    keep_alive_ = message.keep_alive();
    head_ = message.method() == beast::http::verb::head;
    Request request;
    request.method = std::string(message.method_string());
    request.content_type = std::string(message[beast::http::field::content_type]);
    request.body = std::move(message.body());
    auto found = router_.find({message.target().data(), message.target().size()}, request);
    if (auto *reply = std::get_if<Reply>(&found)) return send(std::move(*reply));
    const auto pending = std::make_shared<Pending>(shared_from_this(), std::move(request));
    pending_ = pending;
    loop_.post([pending, handler = std::get<Router::Handler>(std::move(found))] { handler(pending); });
}

void Session::failed(const error_code &error)
{
    keep_alive_ = false;
    head_ = false;
    if (auto reply = complaint(error)) return send(std::move(*reply));
    end();
}

void Session::send(Reply reply)
{
    if (!stream_.socket().is_open()) return end();
    answer_ = Answer(static_cast<beast::http::status>(reply.status), 11);
    answer_.set(beast::http::field::content_type, reply.content_type);
    for (const auto &[name, value] : reply.headers)
        answer_.set(name, value);
    answer_.keep_alive(keep_alive_);
    answer_.content_length(reply.body.size());
    if (!head_) answer_.body() = std::move(reply.body);
    stream_.expires_after(limits_.request);
    beast::http::async_write(stream_, answer_, [self = shared_from_this()](const error_code &error, std::size_t) {
        if (error) return self->end();
        if (self->keep_alive_) return self->await_request();
        error_code ignored;
        self->stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
        self->stream_.expires_after(farewell_time);
        self->buffer_.clear();
        self->drain();
    });
}

/// While an answer is outstanding nothing is read, so that only this notices a peer that goes away.
void Session::watch_for_hang_up()
{
    stream_.socket().async_wait(tcp::socket::wait_read, [weak = pending_](const error_code &error) {
        const auto pending = weak.lock();
        if (error || !pending) return;
        char byte = 0;
        error_code peeked;
        // pending keeps the session
        const auto &session = pending->session();
        const auto bytes = session->stream_.socket().receive(asio::buffer(&byte, 1), tcp::socket::message_peek, peeked);
        if (bytes != 0) return; // the next request, early
        if (peeked == asio::error::would_block) return session->watch_for_hang_up();
        session->loop_.post([pending] {
            pending->abandoned();
            pending->session()->close();
        });
    });
}

/// Closing under what the peer still sends would reset the connection, and the answer might be lost with it.
void Session::drain()
{
    buffer_.clear();
    stream_.async_read_some(buffer_.prepare(4096), [self = shared_from_this()](const error_code &error, std::size_t) {
        if (error) return self->end();
        self->drain();
    });
}

void Session::end()
{
    if (const auto on_end = std::exchange(on_end_, nullptr)) on_end();
}

} // namespace lmq::broker::http
