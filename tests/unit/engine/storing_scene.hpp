#ifndef LMQ_TESTS_UNIT_ENGINE_STORING_SCENE_HPP
#define LMQ_TESTS_UNIT_ENGINE_STORING_SCENE_HPP

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness.hpp"
#include "unit/engine/row_store.hpp"

namespace engine_test
{

/// An engine that can be killed and started again on what its store has.
class StoringScene
{
public:
    explicit StoringScene(Config config = at_once()) : config_(std::move(config)) { broker_.emplace(config_, &store); }
    Broker &broker() { return *broker_; }
    lmq::broker::engine::Engine &engine() { return broker_->engine(); }
    /// What was not committed is gone, and so is every connection: no client may be left.
    void restart() { restart_at(broker_->now()); }
    void restart_at(std::int64_t now)
    {
        broker_.reset();
        store.lose_uncommitted();
        broker_.emplace(config_, &store, now);
    }
    void publish(const std::string &topic, const std::string &payload, unsigned qos = 1, bool retain = false)
    {
        Client sender(*broker_);
        REQUIRE(sender.connect(device("sender")) == 0);
        sender.send(publish_packet(topic, payload, qos, qos == 0 ? 0 : 1, retain ? 1 : 0));
        if (qos > 0) CHECK(sender.take_one().type == (qos == 1 ? 4 : 5));
    }
    void subscribed(const std::string &name, const std::vector<std::pair<std::string, unsigned>> &filters)
    {
        Client client(*broker_);
        REQUIRE(client.connect(device(name, false)) == 0);
        client.send(subscribe_packet(1, filters));
        REQUIRE(client.take().size() == 1);
    }
    std::string received(Client &client)
    {
        std::string all;
        for (const Received &each : client.take()) {
            if (each.type != 3) continue;
            all += each.payload + " ";
            if (each.qos() == 1) client.send(ack_packet(0x40, each.id));
        }
        return all;
    }

    RowStore store;

private:
    Config config_;
    std::optional<Broker> broker_;
};

} // namespace engine_test

#endif
