#ifndef LMQ_BROKER_ENGINE_SESSION_HPP
#define LMQ_BROKER_ENGINE_SESSION_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/packet_id_set.hpp"
#include "engine/ring.hpp"
#include "engine/topic_tree.hpp"
#include "engine/window.hpp"
#include "lmq_broker/config.hpp"

namespace lmq::broker::engine
{

struct Connection;
class HeldTokens;

struct Subscription {
    std::string filter; ///< as the client wrote it
    TopicTree::Node node = TopicTree::no_node;
    std::uint8_t qos = 0;
};

/// What the broker knows of a client id (MQTT 3.1.2.4): its subscriptions, what is on its way to it, and which QoS 2
/// messages from it are not released yet. Outlives connections when it is persistent.
class Session
{
public:
    Session(std::string id, std::uint64_t number) : client_id(std::move(id)), serial(number) {}

    const std::string client_id;
    const std::uint64_t serial; ///< by which receivers are put in order
    Connection *connection = nullptr;
    /// Of a connection that signed in by token: only what these cover is delivered (spec 8.5).
    HeldTokens *gate = nullptr;
    bool clean = true;
    std::vector<Subscription> subscriptions;
    Window window;
    PacketIdSet received; ///< QoS 2 packet ids to be released

    /// Puts a message behind those that wait for the window; false, and nothing is kept, when a cap is reached.
    bool enqueue(Outgoing outgoing, const LimitsConfig &limits);
    Outgoing dequeue();
    std::size_t queued() const { return queue_.size(); }

    /// Keeps a message back that the gate does not let pass, within the same caps.
    bool hold(Outgoing outgoing, const LimitsConfig &limits);
    std::size_t held() const { return held_.size(); }
    /// Sorts what waits and what is kept back anew, each in its order: the gate has changed.
    void sort_by_gate(std::int64_t now_ms);
    /// The same for a new connection, for which also what was in flight to the last one may have to be kept back.
    void take_back(std::int64_t now_ms);
    /// Whether the gate lets it pass.
    bool passes(const Outgoing &outgoing, std::int64_t now_ms) const;

    /// Drops what does not outlive the connection: messages not marked so.
    void keep_what_outlives();

    /// True when there is anything a later connection could resume (spec 5.2, MQTT 3.1.2.4).
    bool has_state() const
    {
        return !subscriptions.empty() || !window.empty() || !queue_.empty() || !held_.empty() || !received.empty();
    }

private:
    bool take_in(Ring<Outgoing> &ring, Outgoing outgoing, const LimitsConfig &limits);
    void append_waiting(std::vector<Outgoing> &all);
    void sort(std::vector<Outgoing> all, std::int64_t now_ms);

    Ring<Outgoing> queue_;
    Ring<Outgoing> held_;
    std::uint32_t last_order_ = 0;
    std::size_t queued_bytes_ = 0;
};

} // namespace lmq::broker::engine

#endif
