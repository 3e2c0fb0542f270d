// How a tunnel comes about: connection, proxy, TLS, WebSocket, as far as the route has them.
#include "core/text.hpp"
#include "transport/tunnel_worker.hpp"

#include "lmq/platform/resolve.hpp"

namespace lmq::transport
{
namespace
{

constexpr std::uint16_t http_port = 80;
constexpr std::uint16_t https_port = 443;

tl::unexpected<Error> ended_by_owner()
{
    return core::failure(Errc::cancelled, "the attempt was ended from this side");
}

std::string bracketed(const std::string &host)
{
    return host.find(':') == std::string::npos ? host : "[" + host.substr(0, host.find('%')) + "]";
}

bool is_tls_record(const std::string &bytes)
{
    constexpr char alert = 0x15;
    constexpr char major = 0x03;
    return bytes.size() >= 2 && bytes[0] == alert && bytes[1] == major;
}

} // namespace

Result<void> Tunnel::Worker::open()
{
    std::unique_ptr<TlsEngine> engine;
    if (route.tls) {
        // First, so that a file that cannot be read is told as that.
        auto made = TlsEngine::make(*route.tls_options, host);
        if (!made) return tl::unexpected<Error>(made.error());
        engine = std::move(*made);
    }
    if (auto done = open_connection(); !done) return done;
    if (route.proxy) {
        if (auto done = open_proxy(); !done) return done;
    }
    if (engine) {
        if (auto done = open_tls(std::move(engine)); !done) return done;
    }
    return route.websocket ? open_websocket() : Result<void>();
}

Result<void> Tunnel::Worker::open_connection()
{
    const Errc code = route.proxy ? Errc::proxy_unreachable : Errc::network_unreachable;
    platform::TcpStream socket;
    std::string error = socket.connect(address, route.proxy ? route.proxy->port : port);
    if (error.empty()) {
        platform::Interest connected;
        connected.descriptor = socket.descriptor();
        connected.write = true;
        while (!connected.writable)
            if (platform::wait_for({&connected}, waker, std::nullopt)) return ended_by_owner();
        error = socket.connected();
    }
    if (!error.empty()) return fail(code, error);
    peer.begin(std::move(socket));
    return {};
}

Result<void> Tunnel::Worker::open_proxy()
{
    phase = "the proxy's answer";
    const std::string server = bracketed(host) + ":" + std::to_string(port);
    std::string request = "CONNECT " + server + " HTTP/1.1\r\nHost: " + server + "\r\n";
    if (!route.proxy->user.empty()) {
        std::string pair = route.proxy->user + ":";
        pair += route.proxy->password.reveal();
        const Secret plain(std::move(pair));
        request += "Proxy-Authorization: Basic " + to_base64(plain.reveal()) + "\r\n";
    }
    request += "\r\n";
    const Secret wiped(std::move(request));
    if (auto sent = peer.send(wiped.reveal()); !sent) return sent;
    auto head = answer(Errc::proxy_refused);
    if (!head) return tl::unexpected<Error>(head.error());
    if (head->status < 200 || head->status > 299)
        return core::failure(Errc::proxy_refused, {"proxy ", route.proxy->host, ": HTTP status ",
                                                   core::Decimal(head->status), " ", head->reason});
    return {};
}

Result<void> Tunnel::Worker::open_tls(std::unique_ptr<TlsEngine> engine)
{
    phase = "the TLS handshake";
    peer.begin_tls(std::move(engine));
    for (;;) {
        auto done = peer.handshake();
        if (!done) return tl::unexpected<Error>(done.error());
        if (*done) return {};
        if (auto waited = wait_for_peer(); !waited) return waited;
    }
}

Result<void> Tunnel::Worker::open_websocket()
{
    phase = "the WebSocket handshake";
    const std::uint16_t usual = route.tls ? https_port : http_port;
    websocket.emplace(bracketed(host) + (port == usual ? "" : ":" + std::to_string(port)), route.path);
    if (auto sent = peer.send(websocket->upgrade_request()); !sent) return sent;
    auto head = answer(Errc::websocket_refused);
    if (!head) return tl::unexpected<Error>(head.error());
    return websocket->check_upgrade(*head);
}

/// The head of the answer; `refused` is the error when there is none.
Result<HttpHead> Tunnel::Worker::answer(Errc refused)
{
    for (;;) {
        if (!route.tls && is_tls_record(peer.received))
            return core::failure(Errc::tls_expected, "answered HTTP with a TLS alert");
        auto head = take_http_head(peer.received);
        if (!head) return fail(refused, head.error());
        if (*head) return std::move(**head);
        if (peer.ended())
            return core::failure(refused, {"closed the connection instead of answering",
                                           (route.tls || route.proxy ? "" : ", as a port of TLS (wss://) does"),
                                           (peer.broken_by().empty() ? "" : " (" + peer.broken_by() + ")")});
        if (auto waited = wait_for_peer(); !waited) return tl::unexpected<Error>(waited.error());
    }
}

Result<void> Tunnel::Worker::wait_for_peer()
{
    platform::Interest wanted = peer.interest(true);
    if (platform::wait_for({&wanted}, waker, std::nullopt)) return ended_by_owner();
    return peer.move(wanted);
}

} // namespace lmq::transport
