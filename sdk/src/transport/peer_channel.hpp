#ifndef LMQ_TRANSPORT_PEER_CHANNEL_HPP
#define LMQ_TRANSPORT_PEER_CHANNEL_HPP

#include <memory>
#include <string>
#include <string_view>

#include "lmq/platform/tcp_stream.hpp"
#include "lmq/result.hpp"
#include "transport/tls_engine.hpp"

namespace lmq::transport
{

/// Gives back the memory of a buffer that has become empty, unless it is little: a connection that has been busy once
/// must not hold it for ever.
void release(std::string &buffer);

/// A connection to a peer, plain or through TLS, whose bytes move when its socket lets them. Not thread-safe.
class PeerChannel
{
public:
    /// Takes over a socket that is connected.
    void begin(platform::TcpStream socket) { socket_ = std::move(socket); }

    /// From here on through TLS; what was received and not taken belongs to the handshake.
    void begin_tls(std::unique_ptr<TlsEngine> tls);
    /// Moves the handshake on; true when it is done. Errors: as TlsEngine::handshake.
    Result<bool> handshake();

    /// What to wait for; `read`: there is room for what may come.
    platform::Interest interest(bool read) const;
    /// Reads and writes what `happened` allows. Errors: connection_lost, as TlsEngine::read.
    Result<void> move(const platform::Interest &happened);

    /// Takes `bytes`, however many; move() sends them. Errors: as TlsEngine::write.
    Result<void> send(std::string_view bytes);
    bool has_unsent() const { return !wire_.empty(); }
    std::size_t unsent() const { return wire_.size(); } ///< bytes

    /// What was received; the owner takes from its front.
    std::string received;
    /// Nothing more will be received.
    bool ended() const { return ended_; }
    /// Why, where it was not the peer's wish.
    const std::string &broken_by() const { return broken_by_; }

    /// Says goodbye in TLS, as far as that goes without waiting.
    void farewell();
    void close() { socket_.close(); }

private:
    Result<void> decrypt();
    void write();

    platform::TcpStream socket_;
    std::unique_ptr<TlsEngine> tls_;
    bool shaken_ = false; ///< the TLS handshake is done
    std::string wire_;    ///< to be written
    bool ended_ = false;
    std::string broken_by_;
};

} // namespace lmq::transport

#endif
