#ifndef LMQ_TRANSPORT_TUNNEL_HPP
#define LMQ_TRANSPORT_TUNNEL_HPP

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "lmq/error.hpp"
#include "lmq/tls.hpp"

namespace lmq::transport
{

/// What lies between MQTT and the network.
struct Route {
    bool tls = false;
    bool websocket = false;
    std::string path;                        ///< of the WebSocket
    const TlsOptions *tls_options = nullptr; ///< of the client, which outlives the tunnel; set with `tls`
    std::optional<HttpProxy> proxy;

    /// Whether MQTT cannot be spoken on a bare socket to the server.
    bool is_tunnelled() const { return tls || websocket || proxy; }
};

/// Carries one connection of Paho's to the server through TLS, WebSocket, an HTTP proxy, or several of these: Paho
/// speaks plain MQTT over loopback to this process (sdk/docs/tls.md tells why), and a thread of the tunnel's own moves
/// the bytes. The tunnel is made, and the server verified, before Paho, and with it any credential, comes in.
class Tunnel
{
public:
    /// Begins to make it. `host` and `port` are the server's as the user wrote them; `address` is numeric, of the
    /// server or, where there is one, of the proxy. `changed` is called from the tunnel's thread when port() or
    /// failure() has news.
    Tunnel(Route route, std::string host, std::uint16_t port, std::string address, std::function<void()> changed);
    /// Sends what Paho has written, says goodbye, and closes; waits for a crowded network up to a quarter of a second.
    /// `changed` is not called after it.
    ~Tunnel();
    Tunnel(const Tunnel &) = delete;
    Tunnel &operator=(const Tunnel &) = delete;

    /// The port of 127.0.0.1 where Paho is let in, once the tunnel is made. Thread-safe.
    std::optional<std::uint16_t> port() const;
    /// Why it did not come about, or ended. Set before Paho notices. Thread-safe.
    std::optional<Error> failure() const;
    /// What it is waiting for while it is being made. Thread-safe.
    const char *phase() const;

private:
    struct Worker;
    std::unique_ptr<Worker> worker_;
};

} // namespace lmq::transport

#endif
