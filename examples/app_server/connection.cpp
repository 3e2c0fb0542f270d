#include "connection.hpp"

#include <utility>

#include <boost/asio/write.hpp>

namespace beast = boost::beast;
namespace http = beast::http;
using beast::error_code;

namespace
{

constexpr std::chrono::seconds farewell_time{2};
constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

std::string text_of(beast::string_view view)
{
    return {view.data(), view.size()};
}

/// The answer to what is no whole request; nothing when there is nobody to answer.
std::optional<Reply> complaint(const error_code &error)
{
    if (error == http::error::body_limit) return error_reply(413, "body: too large");
    if (error == http::error::header_limit || error == http::error::buffer_overflow) {
        return error_reply(431, "header: too large");
    }
    if (error == http::error::end_of_stream || error == http::error::partial_message) return std::nullopt;
    if (error.category() == make_error_code(http::error::bad_method).category()) {
        return error_reply(400, "request: " + error.message());
    }
    return std::nullopt;
}

} // namespace

Connection::Connection(boost::asio::ip::tcp::socket socket, const AppServerOptions &options, Handler handler)
    : stream_(std::move(socket)), options_(options), handler_(std::move(handler)),
      buffer_(options.header_bytes + options.body_bytes)
{
}

void Connection::start(std::function<void()> on_end)
{
    on_end_ = std::move(on_end);
    await_request();
}

void Connection::finish()
{
    finishing_ = true;
    if (!answering_) stream_.close(); // what is waited for fails
}

/// Between requests it waits for another time than within one.
void Connection::await_request()
{
    answering_ = false;
    if (finishing_) return end();
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(options_.header_bytes));
    parser_->body_limit(options_.body_bytes);
    if (buffer_.size() != 0) return read_header();
    stream_.expires_after(options_.idle_timeout);
    stream_.async_read_some(buffer_.prepare(1024),
                            [self = shared_from_this()](const error_code &error, std::size_t bytes) {
                                if (error) return self->end();
                                self->buffer_.commit(bytes);
                                self->read_header();
                            });
}

/// The deadline is that of the whole request: who sends a byte now and then gains nothing.
void Connection::read_header()
{
    stream_.expires_after(options_.request_timeout);
    http::async_read_header(stream_, buffer_, *parser_,
                            [self = shared_from_this()](const error_code &error, std::size_t) {
                                if (error) return self->failed(error);
                                self->read_body();
                            });
}

void Connection::read_body()
{
    const auto read = [self = shared_from_this()] {
        http::async_read(self->stream_, self->buffer_, *self->parser_, [self](const error_code &error, std::size_t) {
            if (error) return self->failed(error);
            self->dispatch();
        });
    };
    if (!beast::iequals(parser_->get()[http::field::expect], "100-continue")) return read();
    boost::asio::async_write(stream_, boost::asio::buffer(continue_line.data(), continue_line.size()),
                             [read, self = shared_from_this()](const error_code &error, std::size_t) {
                                 if (error) return self->end();
                                 read();
                             });
}

void Connection::dispatch()
{
    stream_.expires_never();
    answering_ = true;
    auto message = parser_->release();
    keep_alive_ = message.keep_alive();
    head_ = message.method() == http::verb::head;
    Asked asked{text_of(message.method_string()), text_of(message.target()),
                text_of(message[http::field::authorization]), std::move(message.body())};
    asked.path.resize(std::min(asked.path.find('?'), asked.path.size()));
    handler_(std::move(asked), [self = shared_from_this()](Reply reply) { self->send(std::move(reply)); });
}

void Connection::failed(const error_code &error)
{
    keep_alive_ = false;
    head_ = false;
    auto reply = complaint(error);
    if (!reply || finishing_) return end();
    answering_ = true;
    send(std::move(*reply));
}

void Connection::send(Reply reply)
{
    // Who is refused starts afresh, so that guessing costs a connection each time.
    if (reply.status == 401 || finishing_) keep_alive_ = false;
    response_ = Response(static_cast<http::status>(reply.status), 11);
    response_.set(http::field::content_type, "application/json");
    response_.set(http::field::cache_control, "no-store");
    if (reply.status == 401) response_.set(http::field::www_authenticate, "Basic realm=\"tokens\"");
    if (!reply.allow.empty()) response_.set(http::field::allow, reply.allow);
    if (reply.retry_after != 0) response_.set(http::field::retry_after, std::to_string(reply.retry_after));
    response_.keep_alive(keep_alive_);
    response_.content_length(reply.body.size());
    if (!head_) response_.body() = std::move(reply.body);
    stream_.expires_after(options_.request_timeout);
    http::async_write(stream_, response_, [self = shared_from_this()](const error_code &error, std::size_t) {
        if (error) return self->end();
        if (self->keep_alive_) return self->await_request();
        error_code ignored;
        self->stream_.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
        self->stream_.expires_after(farewell_time);
        self->drain();
    });
}

/// Closing under what the device still sends would reset the connection, and the answer might be lost with it.
void Connection::drain()
{
    answering_ = false;
    buffer_.clear();
    stream_.async_read_some(buffer_.prepare(4096), [self = shared_from_this()](const error_code &error, std::size_t) {
        if (error) return self->end();
        self->drain();
    });
}

void Connection::end()
{
    stream_.close();
    if (const auto on_end = std::exchange(on_end_, nullptr)) on_end();
}
