#ifndef APP_SERVER_CONNECTION_HPP
#define APP_SERVER_CONNECTION_HPP

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include "options.hpp"
#include "reply.hpp"

/// A whole request.
struct Asked {
    std::string method;
    std::string path; ///< without its query
    std::string authorization;
    std::string body;
};

/// One device's connection: a request at a time, each with a deadline. All of it runs on the server's I/O thread.
class Connection final : public std::enable_shared_from_this<Connection>
{
public:
    using Answer = std::function<void(Reply)>; ///< on the I/O thread, once
    using Handler = std::function<void(Asked asked, Answer answer)>;

    Connection(boost::asio::ip::tcp::socket socket, const AppServerOptions &options, Handler handler);

    /// `on_end` is called once, when the connection is over.
    void start(std::function<void()> on_end);
    /// Ends it, after the answer that is due.
    void finish();

private:
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
    using Response = boost::beast::http::response<boost::beast::http::string_body>;

    void await_request();
    void read_header();
    void read_body();
    void dispatch();
    void failed(const boost::beast::error_code &error);
    void send(Reply reply);
    void drain();
    void end();

    boost::beast::tcp_stream stream_;
    const AppServerOptions &options_;
    const Handler handler_;
    boost::beast::flat_buffer buffer_;
    std::optional<Parser> parser_;
    Response response_;
    bool keep_alive_ = false;
    bool head_ = false;      ///< the answer goes without its body
    bool answering_ = false; ///< from a whole request to the end of its answer
    bool finishing_ = false;
    std::function<void()> on_end_;
};

#endif
