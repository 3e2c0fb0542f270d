#include "engine/route.hpp"

#include <algorithm>

#include "engine/filter.hpp"
#include "engine/session.hpp"
#include "lmq/identity.hpp"
#include "lmq/topic.hpp"

namespace lmq::broker::engine
{

std::string_view routing_text(std::string_view text, const PolicyConfig &policy)
{
    if (policy.topic_trailing_slash == TrailingSlash::normalise && text.size() > 1 && text.back() == '/')
        text.remove_suffix(1);
    return text;
}

bool topic_too_long(std::string_view topic, const LimitsConfig &limits)
{
    if (topic.size() <= limits.topic_length) return false; // bytes are never fewer than code points
    const auto target = p2p_target(topic);
    if (!target) return code_points(topic) > limits.topic_length;
    return code_points(split_topic(topic).parent) > limits.topic_length ||
           code_points(*target) > limits.client_id_length;
}

Router::Router(const Directory &directory, const TopicTree &tree, const Config &config)
    : directory_(directory), tree_(tree), config_(config)
{
}

const Route &Router::find(std::string_view topic)
{
    if (built_for_ != tree_.generation() || routes_.size() >= max_routes || receivers_ >= max_receivers) {
        routes_.clear();
        receivers_ = 0;
        if (built_for_ == tree_.generation()) ++flushes_;
        built_for_ = tree_.generation();
    }
    const auto at = routes_.find(topic);
    if (at != routes_.end()) return *at->second;
    std::unique_ptr<Route> route = make(topic);
    const Route &made = *route;
    receivers_ += made.receivers.size();
    routes_.emplace(made.topic, std::move(route));
    return made;
}

std::unique_ptr<Route> Router::make(std::string_view topic) const
{
    auto route = std::make_unique<Route>();
    route->topic = topic;
    const TopicParts parts = split_topic(route->topic);
    route->parent = directory_.topic(parts.parent);
    route->second = parts.second;
    if (config_.policy.plain) {
        route->too_long =
            topic.size() > config_.limits.topic_length && code_points(topic) > config_.limits.topic_length;
    } else {
        route->too_long = topic_too_long(topic, config_.limits);
        if (const auto target = p2p_target(route->topic)) {
            route->p2p = true;
            route->target = *target;
            Limits limits;
            limits.client_id_length = config_.limits.client_id_length;
            const auto id = ClientId::parse(*target, limits);
            const GroupEntry *group = id ? directory_.group(id->group()) : nullptr;
            if (group && group->in_region) route->target_account = group->owner;
            return route; // no other client receives it, whatever it subscribes to (spec 6.2)
        }
    }

    std::vector<Receiver> &receivers = route->receivers;
    tree_.match(routing_text(topic, config_.policy), receivers);
    // One copy for each session, at the highest QoS of its filters.
    std::sort(receivers.begin(), receivers.end(), [](const Receiver &a, const Receiver &b) {
        return a.session != b.session ? a.session->serial < b.session->serial : a.qos > b.qos;
    });
    receivers.erase(std::unique(receivers.begin(), receivers.end(),
                                [](const Receiver &a, const Receiver &b) { return a.session == b.session; }),
                    receivers.end());
    receivers.shrink_to_fit();
    return route;
}

} // namespace lmq::broker::engine
