#include "http/session.hpp"

#include <utility>

#include <boost/asio/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

namespace lmq::broker::http
{
namespace
{

namespace asio = boost::asio;
namespace beast = boost::beast;
using beast::error_code;

constexpr std::chrono::seconds farewell_time{2};
/// The one path whose first level no WebSocket is opened on (spec 2.2).
constexpr std::string_view route_path = "/route/";
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

Session::Session(net::AsyncStream stream, net::Loop &loop, const Router &router, const SessionLimits &limits,
                 Upgrade upgrade)
    : stream_(std::move(stream)), timer_(loop.io()), loop_(loop), router_(router), limits_(limits),
      upgrade_(std::move(upgrade)), buffer_(limits.header_bytes + limits.body_bytes)
{
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
    timer_.cancel();
    end();
}

/// What is under way then ends with an error.
void Session::expires_after(std::chrono::milliseconds time)
{
    timer_.expires_after(time);
    timer_.async_wait([weak = weak_from_this()](const error_code &stopped) {
        const auto self = weak.lock();
        if (self && !stopped) self->stream_.close();
    });
}

/// Keep-alive: waits longer for a request to begin than for one to be completed.
void Session::await_request()
{
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
    parser_->body_limit(limits_.body_bytes);
    if (watching_) {
        waiting_ = true;
        return expires_after(limits_.idle);
    }
    if (buffer_.size() != 0) return read_header();
    expires_after(limits_.idle);
    stream_.async_read_some(buffer_.prepare(1024),
                            [self = shared_from_this()](const error_code &error, std::size_t bytes) {
                                if (error) return self->failed(error);
                                self->buffer_.commit(bytes);
                                self->read_header();
                            });
}

void Session::read_header()
{
    expires_after(limits_.request);
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
    expires_never(); // a handler takes the time it needs
    auto message = parser_->release();
    keep_alive_ = message.keep_alive();
    head_ = message.method() == beast::http::verb::head;
    if (wants_upgrade(message)) {
        const auto rest = buffer_.data();
        stream_.put_back(std::string(static_cast<const char *>(rest.data()), rest.size()));
        const auto self = shared_from_this();
        end();
        return upgrade_(std::move(stream_), message);
    }
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

bool Session::wants_upgrade(const Message &message) const
{
    return upgrade_ && beast::websocket::is_upgrade(message) &&
           message.target().substr(0, route_path.size()) != beast::string_view(route_path.data(), route_path.size());
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
    if (!stream_.is_open()) return end();
    answer_ = Answer(static_cast<beast::http::status>(reply.status), 11);
    answer_.set(beast::http::field::content_type, reply.content_type);
    for (const auto &[name, value] : reply.headers)
        answer_.set(name, value);
    answer_.keep_alive(keep_alive_);
    answer_.content_length(reply.body.size());
    if (!head_) answer_.body() = std::move(reply.body);
    expires_after(limits_.request);
    beast::http::async_write(stream_, answer_, [self = shared_from_this()](const error_code &error, std::size_t) {
        if (error) return self->end();
        if (self->keep_alive_) return self->await_request();
        self->stream_.end_output();
        self->expires_after(farewell_time);
        self->buffer_.clear();
        self->drain();
    });
}

/// While an answer is outstanding nothing else is read, so that only this notices a peer that goes away.
void Session::watch_for_hang_up()
{
    if (watching_ || buffer_.size() != 0) return; // the next request is there, early
    watching_ = true;
    stream_.async_read_some(buffer_.prepare(1024),
                            [self = shared_from_this()](const error_code &error, std::size_t bytes) {
                                self->watching_ = false;
                                self->buffer_.commit(bytes);
                                if (std::exchange(self->waiting_, false))
                                    return error ? self->failed(error) : self->read_header();
                                const auto pending = self->pending_.lock();
                                if (!error || !pending) return;
                                self->loop_.post([self, pending] {
                                    pending->abandoned();
                                    self->close();
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
