#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "simulation/world.hpp"
#include "store/store.hpp"
#include "support/setting.hpp"
#include "unit/engine/row_store.hpp"

// 10,000 clients on the pure engine, step by step beside a model that is written from the spec alone. After each step
// everything that was delivered must be exactly what the model says, and so must the number of kept and offline
// messages. LMQ_SIMULATION_STEPS and LMQ_SIMULATION_SEED set the length and the seed; a failure prints both.

namespace
{

using namespace simulation;
using lmq::test::setting;

constexpr std::size_t clients = 10000;
constexpr std::size_t topics = 300;

lmq::broker::Config config_for(const Rules &rules)
{
    lmq::broker::Config config = lmq::broker::Config::ready_made();
    config.limits.max_keepalive_s = 0;
    config.limits.max_inflight = 60000;
    config.limits.retry_interval_ms = 0;
    config.limits.mq_messages_per_topic = 100;
    config.limits.session_queue_messages = 0;
    config.limits.offline_pulls_per_second = 0;
    config.limits.offline_messages = rules.offline_messages;
    config.limits.retention_ms = static_cast<std::uint64_t>(rules.retention_ms);
    config.limits.offline_visible_delay_ms = static_cast<unsigned>(rules.visible_delay_ms);
    return config;
}

class Simulation
{
public:
    explicit Simulation(std::uint64_t seed)
        : random_(seed), model_(rules_, clients), world_(config_for(rules_), clients, &store_)
    {
        store_.keeps_committed = false;
    }

    void step()
    {
        const std::size_t kind = below(1000);
        const Client client = static_cast<Client>(below(clients));
        if (kind < 330)
            publish(client);
        else if (kind < 420)
            publish_p2p(client);
        else if (kind < 560)
            connect(client);
        else if (kind < 630)
            drop(client);
        else if (kind < 720)
            subscribe(client);
        else if (kind < 740)
            unsubscribe(client);
        else if (kind < 930)
            acknowledge(20);
        else if (kind < 960)
            pull(client);
        else
            advance();
    }

    void restart()
    {
        for (Client client = 0; client < clients; ++client)
            if (model_.connected(client)) model_.disconnect(client, world_.now());
        world_.restart(&store_);
    }

    /// Empty: everything is as the model says.
    std::string difference()
    {
        if (!world_.complaint().empty()) return world_.complaint();
        std::vector<Delivery> came = world_.take_deliveries();
        for (const Delivery &each : came)
            if (each.qos > 0) unacknowledged_.push_back(each.client);
        std::sort(came.begin(), came.end());
        std::sort(model_.due.begin(), model_.due.end());
        if (came != model_.due) {
            std::vector<Delivery> odd;
            std::set_symmetric_difference(came.begin(), came.end(), model_.due.begin(), model_.due.end(),
                                          std::back_inserter(odd));
            return "delivered " + text(came) + " instead of " + text(model_.due) + "; odd: " + text(odd) + "; " +
                   World::id(odd[0].client) + " is " + model_.describe(odd[0].client) +
                   "; to the engine: " + engine_view(odd[0].client);
        }
        model_.due.clear();
        const auto statistics = world_.engine().statistics();
        if (statistics.kept != model_.kept())
            return "kept " + std::to_string(statistics.kept) + " instead of " + std::to_string(model_.kept());
        if (statistics.offline != model_.offline())
            return "offline " + std::to_string(statistics.offline) + " instead of " + std::to_string(model_.offline());
        return {};
    }

    std::string summary()
    {
        const auto now = world_.engine().statistics();
        return "offline now " + std::to_string(now.offline) + ", purged " + std::to_string(now.offline_purged) +
               ", expired " + std::to_string(now.offline_expired) + ", pulls " + std::to_string(now.offline_pulls) +
               ", sent " + std::to_string(now.publishes_out) + " (since the last restart)";
    }

private:
    std::size_t below(std::size_t count) { return random_() % count; }

    static std::string text(const std::vector<Delivery> &all)
    {
        std::string line = std::to_string(all.size()) + " {";
        for (std::size_t i = 0; i < all.size() && i < 20; ++i)
            line += " " + std::to_string(all[i].number) + "→" + std::to_string(all[i].client) + " QoS " +
                    std::to_string(all[i].qos) + (all[i].dup ? " DUP" : "");
        return line + " }";
    }

    std::string engine_view(Client client)
    {
        const auto session = world_.engine().session(World::id(client));
        if (!session) return "no session";
        return std::string(session->connected ? "connected" : "away") + ", inflight " +
               std::to_string(session->inflight) + ", queued " + std::to_string(session->queued) + ", offline " +
               std::to_string(session->offline);
    }

    std::string topic() { return "TopicA/" + std::to_string(below(topics)) + "/" + std::to_string(below(3)); }
    unsigned qos()
    {
        const std::size_t kind = below(10);
        return kind < 2 ? 0 : kind < 9 ? 1 : 2;
    }

    void publish(Client client)
    {
        if (!model_.connected(client)) return connect(client);
        const std::string to = topic();
        const unsigned level = qos();
        const Number number = ++last_number_;
        model_.publish(client, to, number, level, world_.now());
        world_.publish(client, to, number, level);
    }

    void publish_p2p(Client client)
    {
        if (!model_.connected(client)) return;
        const Client to = static_cast<Client>(below(clients));
        const unsigned level = qos();
        const Number number = ++last_number_;
        model_.publish_p2p(client, to, number, level, world_.now());
        world_.publish(client, "TopicA/p2p/" + World::id(to), number, level);
    }

    void connect(Client client)
    {
        if (model_.connected(client) && below(10) != 0) return; // a takeover now and then
        const bool usual = client % 3 == 0;
        const bool clean = below(100) == 0 ? !usual : usual;
        const std::string before = model_.describe(client);
        const bool present = model_.connect(client, clean, world_.now());
        CHECK_MESSAGE(world_.connect(client, clean) == present, "session-present of ", World::id(client), ": ", before);
    }

    void drop(Client client)
    {
        if (!model_.connected(client)) return;
        model_.disconnect(client, world_.now());
        world_.drop(client, below(2) == 0);
    }

    void subscribe(Client client)
    {
        if (!model_.connected(client)) return;
        std::string filter = topic();
        if (below(3) == 0) filter = wildcard_of(filter);
        if (filters_[client].size() >= 10 &&
            std::find(filters_[client].begin(), filters_[client].end(), filter) == filters_[client].end())
            return unsubscribe(client);
        filters_[client].push_back(filter);
        const unsigned level = qos();
        model_.subscribe(client, filter, level);
        world_.subscribe(client, filter, level);
    }

    void unsubscribe(Client client)
    {
        if (!model_.connected(client) || filters_[client].empty()) return;
        const std::string filter = filters_[client].back();
        filters_[client].pop_back();
        model_.unsubscribe(client, filter);
        world_.unsubscribe(client, filter);
    }

    // All that some clients have, or a part: in whatever order.
    void acknowledge(std::size_t how_many)
    {
        for (std::size_t i = 0; i < how_many && !unacknowledged_.empty(); ++i) {
            const std::size_t chosen = below(unacknowledged_.size());
            const Client client = unacknowledged_[chosen];
            unacknowledged_[chosen] = unacknowledged_.back();
            unacknowledged_.pop_back();
            auto &pending = world_.unacknowledged[client];
            for (std::size_t left = below(3) == 0 ? 1 : pending.size(); left > 0 && !pending.empty(); --left) {
                const std::size_t which = below(pending.size());
                const World::Pending one = pending[which];
                pending.erase(pending.begin() + static_cast<std::ptrdiff_t>(which));
                model_.acknowledge(client, one.number);
                world_.acknowledge(client, one.packet_id, one.qos);
            }
        }
    }

    void pull(Client client)
    {
        if (!model_.connected(client)) return;
        const std::size_t most = 1 + below(30);
        const bool ascending = below(2) == 0;
        model_.pull(client, most, ascending, world_.now());
        world_.pull(client, most, ascending);
    }

    void advance()
    {
        const Time by = 10 * static_cast<Time>(1 + below(below(20) == 0 ? 2000 : 100));
        model_.advance(world_.now(), world_.now() + by);
        world_.advance(by);
    }

    std::mt19937_64 random_;
    Rules rules_;
    engine_test::RowStore store_;
    Model model_;
    World world_;
    Number last_number_ = 0;
    std::vector<std::vector<std::string>> filters_ = std::vector<std::vector<std::string>>(clients);
    std::vector<Client> unacknowledged_; ///< who has something to acknowledge; some no more
};

} // namespace

TEST_CASE("10,000 clients get what the spec says, step by step")
{
    const std::uint64_t steps = setting("LMQ_SIMULATION_STEPS", 1000000);
    const std::uint64_t seed = setting("LMQ_SIMULATION_SEED", 1);
    const std::uint64_t between_restarts = 100000; // not of the length: a seed's steps are the same;
    auto simulation = std::make_unique<Simulation>(seed);
    for (std::uint64_t i = 1; i <= steps; ++i) {
        simulation->step();
        std::string difference = simulation->difference();
        if (difference.empty() && i % between_restarts == 0) {
            MESSAGE("step ", i, ": ", simulation->summary());
            simulation->restart();
            difference = simulation->difference();
        }
        REQUIRE_MESSAGE(difference.empty(), "LMQ_SIMULATION_SEED=", seed, " LMQ_SIMULATION_STEPS=", i, ": ",
                        difference);
    }
}
