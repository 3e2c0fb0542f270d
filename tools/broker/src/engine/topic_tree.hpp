#ifndef LMQ_BROKER_ENGINE_TOPIC_TREE_HPP
#define LMQ_BROKER_ENGINE_TOPIC_TREE_HPP

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lmq::broker::engine
{

class Session;

/// A session that gets messages of a topic, and at most at which QoS.
struct Receiver {
    Session *session = nullptr;
    std::uint8_t qos = 0;
};

/// Subscriptions by topic filter (MQTT 4.7): a tree of levels, in which `+` and `#` are levels like any other.
///
/// Nothing in it recurses: a filter may have 32,000 levels.
class TopicTree
{
public:
    /// Names a filter's place for as long as anybody subscribes there.
    using Node = std::uint32_t;
    static constexpr Node no_node = 0xFFFFFFFFU;

    TopicTree();

    /// The place of `filter`, made if need be; it stays only once it is subscribed to.
    Node place(std::string_view filter);
    /// The place of `filter`, or no_node.
    Node find(std::string_view filter) const;
    /// Subscribes `session` at `node`, where it must not be subscribed yet.
    void add(Node node, Session *session, std::uint8_t qos);
    void change_qos(Node node, const Session *session, std::uint8_t qos);
    void remove(Node node, const Session *session);

    /// Appends everybody whose filter matches `topic`, once for each such filter.
    void match(std::string_view topic, std::vector<Receiver> &receivers) const;

    /// Changes whenever an answer of match() may.
    std::uint64_t generation() const { return generation_; }
    std::size_t nodes() const { return children_.size(); }

private:
    struct Entry {
        std::string level;
        Node parent = no_node;
        std::uint32_t children = 0;
        bool has_plus = false;
        bool has_hash = false;
        std::vector<Receiver> receivers;
    };
    struct Key {
        Node parent;
        std::string_view level; // a view into the child's own text
        bool operator==(const Key &other) const { return parent == other.parent && level == other.level; }
    };
    struct KeyHash {
        std::size_t operator()(const Key &key) const
        {
            return std::hash<std::string_view>()(key.level) ^ (key.parent * 0x9E3779B97F4A7C15ULL);
        }
    };
    Node child(Node parent, std::string_view level) const;
    void prune(Node node);

    std::deque<Entry> entries_; // stable addresses for the keys' views
    std::vector<Node> free_;
    std::unordered_map<Key, Node, KeyHash> children_;
    std::uint64_t generation_ = 1;
};

} // namespace lmq::broker::engine

#endif
