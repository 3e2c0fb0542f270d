#include "http/http_server.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/http/write.hpp>

#include "http/routes.hpp"
#include "net/tcp_stream.hpp"
#include "net/websocket_stream.hpp"

namespace lmq::broker::http
{
namespace
{

using boost::asio::ip::tcp;
namespace beast_http = boost::beast::http;

/// Beyond it a connection is closed at once: devices must keep their share of the descriptors.
constexpr std::size_t most_sessions = 512;
/// A message may hold many packets, but no client sends them by the megabyte.
constexpr std::size_t least_message_cap = 1024 * 1024;
/// What a packet's fixed header has at most.
constexpr std::size_t header_size = 5;

/// The sub-protocol to echo, empty for a client that names none; nothing when it names only others (spec 2.2).
std::optional<std::string> choose_protocol(const Session::Message &request)
{
    const auto header = request.find(beast_http::field::sec_websocket_protocol);
    if (header == request.end()) return std::string();
    for (const auto name : beast_http::token_list(header->value()))
        if (name == "mqtt" || name == "mqttv3.1") return std::string(name);
    return std::nullopt;
}

SessionLimits limits_of_handshake(const LimitsConfig &limits)
{
    SessionLimits made;
    made.idle = made.request = std::chrono::milliseconds(limits.handshake_timeout_ms);
    return made;
}

/// Answers a request that is not for us, and is done with the connection.
void refuse(net::AsyncStream stream, const std::string &why)
{
    using Answer = beast_http::response<beast_http::string_body>;
    const auto kept = std::make_shared<std::pair<net::AsyncStream, Answer>>(
        std::move(stream), Answer(beast_http::status::bad_request, 11));
    Answer &answer = kept->second;
    const Reply reply = error_reply(400, why);
    answer.set(beast_http::field::content_type, reply.content_type);
    answer.keep_alive(false);
    answer.body() = reply.body;
    answer.prepare_payload();
    beast_http::async_write(kept->first, answer, [kept](const auto &, std::size_t) { kept->first.close(); });
}

} // namespace

HttpServer::HttpServer(net::Server &server, const SessionLimits &limits)
    : server_(server), http_(server, limits), ws_(server, limits_of_handshake(server.config().limits)),
      wss_(server, ws_.limits)
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
    const auto bound = http_.acceptor.listen(*parsed, "http");
    if (!bound) return bound;
    http_.acceptor.start([this](tcp::socket socket, const tcp::endpoint &) {
        if (http_.sessions.size() >= most_sessions) return;
        serve(http_, std::make_unique<net::TcpStream>(std::move(socket)), nullptr);
    });
    return {};
}

Result<void> HttpServer::listen_ws(const std::string &address)
{
    const auto parsed = net::parse_address(address, "ws");
    if (!parsed) return tl::unexpected(parsed.error());
    const auto bound = ws_.acceptor.listen(*parsed, "ws");
    if (!bound) return bound;
    ws_.acceptor.start([this](tcp::socket socket, const tcp::endpoint &peer) {
        serve_ws(std::make_unique<net::TcpStream>(std::move(socket)), "/" + net::to_string(peer));
    });
    return {};
}

Result<void> HttpServer::listen_wss(const std::string &address)
{
    const auto parsed = net::parse_address(address, "wss");
    if (!parsed) return tl::unexpected(parsed.error());
    const auto bound = wss_.acceptor.listen(*parsed, "wss");
    if (!bound) return bound;
    wss_.acceptor.start([this](tcp::socket socket, const tcp::endpoint &peer) {
        server_.shake_hands(std::move(socket), [this, name = "/" + net::to_string(peer)](auto stream) {
            serve_websocket(wss_, std::move(stream), name);
        });
    });
    return {};
}

void HttpServer::serve_ws(std::unique_ptr<net::Stream> stream, const std::string &peer)
{
    serve_websocket(ws_, std::move(stream), peer);
}

void HttpServer::serve(Door &door, std::unique_ptr<net::Stream> stream, Session::Upgrade upgrade)
{
    const auto session = std::make_shared<Session>(net::AsyncStream(server_.loop().io(), std::move(stream)),
                                                   server_.loop(), router_, door.limits, std::move(upgrade));
    const auto place = door.sessions.insert(door.sessions.end(), session);
    session->start([&door, place] { door.sessions.erase(place); });
}

void HttpServer::serve_websocket(Door &door, std::unique_ptr<net::Stream> stream, const std::string &peer)
{
    if (door.sessions.size() >= server_.config().limits.handshakes) {
        const auto oldest = door.sessions.front(); // close() takes it out of the list
        oldest->close();
    }
    serve(door, std::move(stream), [this, peer](net::AsyncStream taken, const Session::Message &request) {
        upgrade(std::move(taken), request, peer);
    });
}

void HttpServer::upgrade(net::AsyncStream stream, const Session::Message &request, const std::string &peer)
{
    const auto protocol = choose_protocol(request);
    if (!protocol) return refuse(std::move(stream), "Sec-WebSocket-Protocol: must have mqtt or mqttv3.1");
    const std::size_t most_bytes = std::max(server_.config().limits.packet_bytes + header_size, least_message_cap);
    net::WebSocketStream::accept(std::move(stream), request, *protocol, most_bytes,
                                 [this, peer](std::unique_ptr<net::Stream> opened) {
                                     if (opened) server_.connections().open(std::move(opened), peer);
                                 });
}

void HttpServer::stop()
{
    for (Door *door : {&http_, &ws_, &wss_}) {
        door->acceptor.close();
        while (!door->sessions.empty()) {
            const auto session = door->sessions.front();
            session->close();
        }
    }
}

} // namespace lmq::broker::http
