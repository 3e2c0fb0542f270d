#ifndef LMQ_BROKER_NET_SERVER_HPP
#define LMQ_BROKER_NET_SERVER_HPP

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "engine/engine.hpp"
#include "lmq/result.hpp"
#include "lmq_broker/config.hpp"
#include "net/acceptor.hpp"
#include "net/clock.hpp"
#include "net/connections.hpp"
#include "net/consumers.hpp"
#include "net/flash_door.hpp"
#include "net/log.hpp"
#include "net/loop.hpp"
#include "net/tls_handshakes.hpp"
#include "store/open_store.hpp"

namespace lmq::broker::net
{

/// The engine on a loop, with its clock and its MQTT listeners. Everything but `loop().post` belongs to the thread that
/// calls `run`.
class Server
{
public:
    Server(const Config &config, LogLevel level, store::OpenedStore opened);
    ~Server();

    /// Takes over what the store has; before anything else. Errors: those of Store::load.
    Result<void> recover() { return engine_.recover(); }
    /// Binds the listeners of MQTT without HTTP, and Flash's; makes what TLS needs. Before `run`. Errors as
    /// Acceptor::listen, parse_address and TlsContext::make.
    Result<void> listen();
    void run();
    /// Ends `run` after this turn, with every connection closed.
    void stop() { stopping_ = true; }

    const Config &config() const { return config_; }
    Loop &loop() { return loop_; }
    Log &log() { return log_; }
    engine::Engine &engine() { return engine_; }
    Consumers &consumers() { return consumers_; }
    Connections &connections() { return connections_; }
    std::string tcp_address() const { return tcp_ ? tcp_->address() : std::string(); }
    std::string tls_address() const { return tls_ ? tls_->address() : std::string(); }
    std::string flash_address() const { return flash_ ? flash_->address() : std::string(); }
    /// Of the throw-away CA; empty when there is none.
    std::string ca_file() const { return tls_context_ ? tls_context_->ca_file() : std::string(); }
    /// TlsContext::reload; nothing without TLS.
    Result<void> reload_certificates();
    /// Only with a TLS listener; see TlsHandshakes::begin.
    void shake_hands(boost::asio::ip::tcp::socket socket, TlsHandshakes::Done done);

    // Calls that need the loop itself, to be made from a task.
    std::int64_t now_ms() const { return clock().now_ms(); }
    bool virtual_clock() const { return config_.clock == ClockMode::virtual_; }
    Result<void> advance(std::chrono::milliseconds by);
    /// Error: what the store says, when it cannot be emptied; everything else is.
    Result<void> reset();
    /// Engine::commit, for whoever answers outside of the turn's end.
    Result<void> commit() { return engine_.commit(); }

private:
    const engine::Clock &clock() const;
    Result<void> listen_tcp();
    Result<void> listen_tls();
    Result<void> listen_flash();
    void close_doors();
    void turn();
    std::optional<Loop::SteadyTime> deadline() const;
    void run_engine();
    void settle();

    Config config_;
    Log log_;
    Loop loop_;
    RealClock real_clock_;
    engine::VirtualClock virtual_clock_;
    std::unique_ptr<store::Store> store_;
    engine::Engine engine_;
    Connections connections_;
    Consumers consumers_;
    std::unique_ptr<TlsContext> tls_context_;
    std::unique_ptr<TlsHandshakes> handshakes_;
    std::unique_ptr<Acceptor> tcp_;
    std::unique_ptr<Acceptor> tls_;
    std::unique_ptr<FlashDoor> flash_;
    bool stopping_ = false;
    bool more_to_do_ = false; // a turn was cut short: the next one must not wait
};

} // namespace lmq::broker::net

#endif
