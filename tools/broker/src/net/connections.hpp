#ifndef LMQ_BROKER_NET_CONNECTIONS_HPP
#define LMQ_BROKER_NET_CONNECTIONS_HPP

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "engine/engine.hpp"
#include "net/connection.hpp"
#include "net/loop.hpp"

namespace lmq::broker::net
{

/// Every MQTT connection of every listener, by the engine's id, and what they share.
class Connections
{
public:
    /// `commit` makes durable what the engine has done; after it, output may be written.
    Connections(engine::Engine &engine, Loop &loop, const LimitsConfig &limits, std::function<void()> commit);

    void open(std::unique_ptr<Stream> stream, std::string peer);
    /// Serves each connection that the engine has something for, or that asked for it; answers false when that left
    /// more to do. Nothing is written before what led to it is committed.
    bool service_dirty();
    void close_all();

    // For Connection.
    engine::Engine &engine() { return engine_; }
    Loop &loop() { return loop_; }
    /// Unwritten bytes of one connection above which it is not read: it asks without taking the answers.
    std::size_t output_cap() const { return output_cap_; }
    std::vector<std::uint8_t> &read_buffer() { return read_buffer_; }
    /// Has the connection served with the others of this turn.
    void serve_later(std::shared_ptr<Connection> connection);
    void forget(engine::ConnectionId id);
    void linger(std::shared_ptr<Connection> connection);
    void end_linger(const std::shared_ptr<Connection> &connection);

private:
    engine::Engine &engine_;
    Loop &loop_;
    std::function<void()> commit_;
    std::size_t output_cap_;
    std::vector<std::uint8_t> read_buffer_;
    std::vector<std::shared_ptr<Connection>> by_id_;
    std::vector<std::shared_ptr<Connection>> to_serve_;
    std::unordered_set<std::shared_ptr<Connection>> lingering_;
};

} // namespace lmq::broker::net

#endif
