#include "http/http_server.hpp"

#include <utility>

#include "http/routes.hpp"

namespace lmq::broker::http
{
namespace
{

/// Beyond it a connection is closed at once: devices must keep their share of the descriptors.
constexpr std::size_t most_sessions = 512;

} // namespace

HttpServer::HttpServer(net::Server &server, const SessionLimits &limits)
    : server_(server), limits_(limits), acceptor_(server.loop().io(), server.log())
{
    add_health_routes(router_, server);
    add_metrics_routes(router_, server);
    add_mq_routes(router_, server);
    add_token_routes(router_, server);
    add_online_routes(router_, server);
    if (!server.config().control) return;
    add_clock_routes(router_, server);
    add_fault_routes(router_, server);
    add_session_routes(router_, server);
    add_token_control_routes(router_, server);
}

Result<void> HttpServer::listen(const std::string &address)
{
    const auto parsed = net::parse_address(address, "http");
    if (!parsed) return tl::unexpected(parsed.error());
    const auto bound = acceptor_.listen(*parsed, "http");
    if (bound)
        acceptor_.start([this](boost::asio::ip::tcp::socket socket, const auto &) { accepted(std::move(socket)); });
    return bound;
}

void HttpServer::accepted(boost::asio::ip::tcp::socket socket)
{
    if (sessions_.size() >= most_sessions) return;
    const auto session = std::make_shared<Session>(std::move(socket), server_.loop(), router_, limits_);
    sessions_.insert(session);
    session->start([this, plain = session.get()] { sessions_.erase(plain->shared_from_this()); });
}

void HttpServer::stop()
{
    acceptor_.close();
    const auto sessions = std::exchange(sessions_, {});
    for (const auto &session : sessions)
        session->close();
}

} // namespace lmq::broker::http
