#ifndef LMQ_TRANSPORT_TUNNEL_WORKER_HPP
#define LMQ_TRANSPORT_TUNNEL_WORKER_HPP

#include <atomic>
#include <mutex>

#include "lmq/platform/thread.hpp"
#include "transport/peer_channel.hpp"
#include "transport/tunnel.hpp"
#include "transport/websocket.hpp"

namespace lmq::transport
{

/// The tunnel's thread. `open…` makes it, `carry` is its life.
struct Tunnel::Worker {
    Route route;
    std::string host;
    std::uint16_t port = 0;
    std::string address;
    std::function<void()> changed;

    platform::Waker waker; ///< woken: the owner wants the end
    std::atomic<const char *> phase{"the connection"};

    mutable std::mutex mutex; ///< a leaf, for the two below
    std::optional<std::uint16_t> door;
    std::optional<Error> failure;

    // Of the thread alone.
    PeerChannel peer;
    std::optional<WebSocket> websocket;
    platform::LoopbackListener listener;
    platform::TcpStream paho;
    std::string to_paho;
    bool server_said_bye = false;

    platform::Thread thread;

    void run();
    void fail_with(Error error);

    // tunnel_open.cpp
    Result<void> open();
    Result<void> open_connection();
    Result<void> open_proxy();
    Result<void> open_tls(std::unique_ptr<TlsEngine> engine);
    Result<void> open_websocket();
    Result<HttpHead> answer(Errc refused);
    Result<void> wait_for_peer();

    Result<void> let_paho_in();
    void carry();
    Result<bool> take_from_peer();
    bool take_from_paho();
    void sign_off();
};

} // namespace lmq::transport

#endif
