#include "engine/topic_tree.hpp"

#include <algorithm>

namespace lmq::broker::engine
{

namespace
{

constexpr TopicTree::Node root = 0;

// Hands out the levels of a topic or filter: "a//b" has three.
class Levels
{
public:
    explicit Levels(std::string_view text) : rest_(text) {}
    bool next(std::string_view &level)
    {
        if (done_) return false;
        const std::size_t slash = rest_.find('/');
        level = rest_.substr(0, slash);
        if (slash == std::string_view::npos)
            done_ = true;
        else
            rest_.remove_prefix(slash + 1);
        return true;
    }

private:
    std::string_view rest_;
    bool done_ = false;
};

} // namespace

TopicTree::TopicTree()
{
    entries_.emplace_back();
}

TopicTree::Node TopicTree::child(Node parent, std::string_view level) const
{
    const auto at = children_.find(Key{parent, level});
    return at == children_.end() ? no_node : at->second;
}

TopicTree::Node TopicTree::place(std::string_view filter)
{
    Node node = root;
    Levels levels(filter);
    std::string_view level;
    while (levels.next(level)) {
        Node below = child(node, level);
        if (below == no_node) {
            if (free_.empty()) {
                below = static_cast<Node>(entries_.size());
                entries_.emplace_back();
            } else {
                below = free_.back();
                free_.pop_back();
            }
            Entry &entry = entries_[below];
            entry.level = level;
            entry.parent = node;
            children_.emplace(Key{node, entry.level}, below);
            Entry &above = entries_[node];
            ++above.children;
            above.has_plus = above.has_plus || level == "+";
            above.has_hash = above.has_hash || level == "#";
        }
        node = below;
    }
    return node;
}

TopicTree::Node TopicTree::find(std::string_view filter) const
{
    Node node = root;
    Levels levels(filter);
    std::string_view level;
    while (node != no_node && levels.next(level))
        node = child(node, level);
    return node;
}

void TopicTree::add(Node node, Session *session, std::uint8_t qos)
{
    entries_[node].receivers.push_back({session, qos});
    ++generation_;
}

void TopicTree::change_qos(Node node, const Session *session, std::uint8_t qos)
{
    for (Receiver &each : entries_[node].receivers) {
        if (each.session != session) continue;
        each.qos = qos;
        ++generation_;
        return;
    }
}

void TopicTree::remove(Node node, const Session *session)
{
    std::vector<Receiver> &receivers = entries_[node].receivers;
    const auto at = std::find_if(receivers.begin(), receivers.end(),
                                 [session](const Receiver &each) { return each.session == session; });
    if (at == receivers.end()) return;
    *at = receivers.back();
    receivers.pop_back();
    ++generation_;
    if (receivers.empty()) prune(node);
}

void TopicTree::prune(Node node)
{
    while (node != root && entries_[node].receivers.empty() && entries_[node].children == 0) {
        Entry &entry = entries_[node];
        const Node parent = entry.parent;
        children_.erase(Key{parent, entry.level});
        Entry &above = entries_[parent];
        --above.children;
        if (entry.level == "+") above.has_plus = false;
        if (entry.level == "#") above.has_hash = false;
        entry = Entry();
        free_.push_back(node);
        node = parent;
    }
}

void TopicTree::match(std::string_view topic, std::vector<Receiver> &receivers) const
{
    const auto take = [&](Node node) {
        const std::vector<Receiver> &there = entries_[node].receivers;
        receivers.insert(receivers.end(), there.begin(), there.end());
    };
    std::vector<Node> active{root};
    std::vector<Node> next;
    // Wildcards at the first level do not match `$SYS` and its like [MQTT-4.7.2-1].
    bool wildcards = topic.empty() || topic.front() != '$';
    Levels levels(topic);
    std::string_view level;
    while (!active.empty() && levels.next(level)) {
        next.clear();
        for (const Node node : active) {
            const Entry &entry = entries_[node];
            if (entry.children == 0) continue;
            if (wildcards && entry.has_hash) take(child(node, "#"));
            if (wildcards && entry.has_plus) next.push_back(child(node, "+"));
            const Node literal = child(node, level);
            if (literal != no_node) next.push_back(literal);
        }
        wildcards = true;
        active.swap(next);
    }
    for (const Node node : active) {
        take(node);
        if (entries_[node].has_hash) take(child(node, "#")); // `a/#` matches `a` too
    }
}

} // namespace lmq::broker::engine
