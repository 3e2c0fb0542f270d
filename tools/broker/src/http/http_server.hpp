#ifndef LMQ_BROKER_HTTP_HTTP_SERVER_HPP
#define LMQ_BROKER_HTTP_HTTP_SERVER_HPP

#include <memory>
#include <string>
#include <unordered_set>

#include "http/router.hpp"
#include "http/session.hpp"
#include "net/acceptor.hpp"
#include "net/server.hpp"

namespace lmq::broker::http
{

/// The `--http` listener. Lives and dies with the loop's thread stopped; `stop` is for that thread.
class HttpServer
{
public:
    /// `server` outlives it.
    explicit HttpServer(net::Server &server, const SessionLimits &limits = {});

    /// Binds and accepts, before the loop runs. Errors as Acceptor::listen and parse_address.
    Result<void> listen(const std::string &address);
    std::string address() const { return acceptor_.address(); }
    void stop();

private:
    void accepted(boost::asio::ip::tcp::socket socket);

    net::Server &server_;
    SessionLimits limits_;
    Router router_;
    net::Acceptor acceptor_;
    std::unordered_set<std::shared_ptr<Session>> sessions_;
};

} // namespace lmq::broker::http

#endif
