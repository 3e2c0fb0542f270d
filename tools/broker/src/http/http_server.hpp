#ifndef LMQ_BROKER_HTTP_HTTP_SERVER_HPP
#define LMQ_BROKER_HTTP_HTTP_SERVER_HPP

#include <list>
#include <memory>
#include <string>

#include "http/router.hpp"
#include "http/session.hpp"
#include "net/acceptor.hpp"
#include "net/server.hpp"

namespace lmq::broker::http
{

/// The `--http` listener, and those of WebSocket: they parse HTTP first (spec 2.2), and serve the same paths. Lives and
/// dies with the loop's thread stopped; `stop` is for that thread.
class HttpServer
{
public:
    /// `server` outlives it. `limits` are those of the `--http` listener.
    explicit HttpServer(net::Server &server, const SessionLimits &limits = {});

    /// Bind and accept, before the loop runs. Errors as Acceptor::listen and parse_address.
    Result<void> listen(const std::string &address);
    Result<void> listen_ws(const std::string &address);
    /// The server has TLS.
    Result<void> listen_wss(const std::string &address);
    /// What comes through the WebSocket listener; also without one, for tests with streams of their own.
    void serve_ws(std::unique_ptr<net::Stream> stream, const std::string &peer);
    std::string address() const { return http_.acceptor.address(); }
    std::string ws_address() const { return ws_.acceptor.address(); }
    std::string wss_address() const { return wss_.acceptor.address(); }
    void stop();

private:
    using Sessions = std::list<std::shared_ptr<Session>>; // the oldest first
    /// One listener, and those who came through it.
    struct Door {
        Door(net::Server &server, const SessionLimits &of_each)
            : acceptor(server.loop().io(), server.log()), limits(of_each)
        {
        }
        net::Acceptor acceptor;
        SessionLimits limits;
        Sessions sessions;
    };

    void serve(Door &door, std::unique_ptr<net::Stream> stream, Session::Upgrade upgrade);
    void serve_websocket(Door &door, std::unique_ptr<net::Stream> stream, const std::string &peer);
    void upgrade(net::AsyncStream stream, const Session::Message &request, const std::string &peer);

    net::Server &server_;
    Router router_;
    Door http_, ws_, wss_;
};

} // namespace lmq::broker::http

#endif
