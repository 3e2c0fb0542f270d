#include "net/connections.hpp"

#include <algorithm>
#include <utility>

namespace lmq::broker::net
{
namespace
{

/// One read: many small packets, and little enough to stay in the cache.
constexpr std::size_t read_size = 64 * 1024;
/// Acknowledgements and the window of a slow consumer pass above the cap at which its QoS 0 is dropped.
constexpr std::size_t output_slack = 256 * 1024;
/// Rounds of service before the loop looks at its sockets again.
constexpr int rounds_per_turn = 4;

} // namespace

Connections::Connections(engine::Engine &engine, Loop &loop, const LimitsConfig &limits, std::function<void()> commit)
    : engine_(engine), loop_(loop), commit_(std::move(commit)), output_cap_(limits.connection_out_bytes + output_slack),
      read_buffer_(read_size)
{
}

void Connections::open(std::unique_ptr<Stream> stream, std::string peer)
{
    const engine::ConnectionId id = engine_.open(std::move(peer));
    if (id >= by_id_.size()) by_id_.resize(std::max<std::size_t>(id + 1, by_id_.size() * 2));
    by_id_[id] = std::make_shared<Connection>(*this, std::move(stream), id);
    by_id_[id]->start();
}

// All of a round is written before any of it goes on, for going on may bring the engine more to do, what comes of it is
// for connections of the same round too, and only the next one begins with a commit.
bool Connections::service_dirty()
{
    for (int round = 0; round < rounds_per_turn; ++round) {
        commit_(); // it may close connections
        auto serving = std::exchange(to_serve_, {});
        for (const engine::ConnectionId id : engine_.take_dirty())
            if (id < by_id_.size() && by_id_[id]) serving.push_back(by_id_[id]); // else closed since
        if (serving.empty()) return true;
        for (const auto &connection : serving)
            connection->write();
        for (const auto &connection : serving)
            connection->go_on();
    }
    return false;
}

void Connections::serve_later(std::shared_ptr<Connection> connection)
{
    to_serve_.push_back(std::move(connection));
}

void Connections::close_all()
{
    for (std::size_t id = 0; id < by_id_.size(); ++id) {
        if (const auto connection = by_id_[id]) connection->drop();
    }
    const auto lingering = std::exchange(lingering_, {});
    for (const auto &connection : lingering)
        connection->drop();
}

void Connections::forget(engine::ConnectionId id)
{
    by_id_[id].reset();
}

void Connections::linger(std::shared_ptr<Connection> connection)
{
    lingering_.insert(std::move(connection));
}

void Connections::end_linger(const std::shared_ptr<Connection> &connection)
{
    lingering_.erase(connection);
}

} // namespace lmq::broker::net
