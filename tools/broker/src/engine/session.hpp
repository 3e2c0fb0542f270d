#ifndef LMQ_BROKER_ENGINE_SESSION_HPP
#define LMQ_BROKER_ENGINE_SESSION_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/backlog.hpp"
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
    Shelf shelf;                    ///< what is kept for it beyond its connection
    bool stored = false;            ///< the store knows it
    std::uint64_t online_after = 0; ///< what was kept before this connection has numbers up to here
    bool nothing_passes = false;    ///< a walk over all that is offline found nothing that the gate lets pass
    PacketIdSet received;           ///< QoS 2 packet ids to be released

    /// Puts a message behind those that wait for the window; false, and nothing is kept, when a cap is reached.
    bool enqueue(Outgoing outgoing, const LimitsConfig &limits);
    Outgoing dequeue();
    std::size_t queued() const { return queue_.size(); }

    /// Whether the gate lets a message on `topic` pass.
    bool passes(std::string_view topic, bool p2p, std::int64_t now_ms) const;

    /// True when there is anything a later connection could resume (spec 5.2, MQTT 3.1.2.4).
    bool has_state() const { return !subscriptions.empty() || shelf.count > 0 || !received.empty(); }

private:
    Ring<Outgoing> queue_;
    std::size_t queued_bytes_ = 0;
};

} // namespace lmq::broker::engine

#endif
