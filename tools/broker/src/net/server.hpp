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
#include "net/log.hpp"
#include "net/loop.hpp"
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
    /// Binds the MQTT listeners; before `run`. Errors as Acceptor::listen and parse_address.
    Result<void> listen();
    void run();
    /// Ends `run` after this turn, with every connection closed.
    void stop() { stopping_ = true; }

    const Config &config() const { return config_; }
    Loop &loop() { return loop_; }
    Log &log() { return log_; }
    engine::Engine &engine() { return engine_; }
    Consumers &consumers() { return consumers_; }
    std::string tcp_address() const { return tcp_ ? tcp_->address() : std::string(); }

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
    std::unique_ptr<Acceptor> tcp_;
    bool stopping_ = false;
    bool more_to_do_ = false; // a turn was cut short: the next one must not wait
};

} // namespace lmq::broker::net

#endif
