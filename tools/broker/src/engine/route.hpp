#ifndef LMQ_BROKER_ENGINE_ROUTE_HPP
#define LMQ_BROKER_ENGINE_ROUTE_HPP

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/directory.hpp"
#include "engine/topic_tree.hpp"

namespace lmq::broker::engine
{

/// Everything that follows from a topic's text: worked out once, valid as long as the subscriptions stay as they are.
struct Route {
    std::string topic;
    const TopicEntry *parent = nullptr; ///< the configured parent topic, if there is one
    std::string_view second;            ///< the rest of the topic (spec 3.4)
    bool too_long = false;
    bool p2p = false;
    std::string_view target;                  ///< of a P2P topic
    AccountIndex target_account = no_account; ///< that owns the target's group; none: the target is malformed
    std::vector<Receiver> receivers;          ///< each session once, with its highest QoS; none for P2P
};

/// Routes by topic, a bounded number of them.
class Router
{
public:
    Router(const Directory &directory, const TopicTree &tree, const Config &config);

    /// The route of `topic`; stays valid while version() stays.
    const Route &find(std::string_view topic);
    /// Changes whenever routes handed out before may be gone or wrong.
    std::uint64_t version() const { return tree_.generation() + flushes_; }

private:
    static constexpr std::size_t max_routes = 4096;
    static constexpr std::size_t max_receivers = 1000000; // of all routes: wide ones are few
    std::unique_ptr<Route> make(std::string_view topic) const;

    const Directory &directory_;
    const TopicTree &tree_;
    const Config &config_;
    std::unordered_map<std::string_view, std::unique_ptr<Route>> routes_;
    std::size_t receivers_ = 0;
    std::uint64_t built_for_ = 0;
    std::uint64_t flushes_ = 0;
};

/// The filter or topic by which matching goes: without a trailing slash when the policy normalises them.
std::string_view routing_text(std::string_view text, const PolicyConfig &policy);

/// Whether a topic or filter is over the limit (spec 3.4); what a P2P topic adds is exempt.
bool topic_too_long(std::string_view topic, const LimitsConfig &limits);

} // namespace lmq::broker::engine

#endif
