#ifndef LMQ_BROKER_ENGINE_WINDOW_HPP
#define LMQ_BROKER_ENGINE_WINDOW_HPP

#include <cstddef>
#include <cstdint>

#include "engine/message.hpp"
#include "engine/ring.hpp"

namespace lmq::broker::engine
{

/// A QoS 1 or 2 message for one session, not acknowledged yet.
struct Outgoing {
    MessageRef message;
    std::uint64_t sequence = 0; ///< of the kept message at `place`; 0: it goes with the connection
    std::uint32_t place = 0;    ///< in the backlog
    std::uint8_t qos = 1;
    bool retain = false; ///< sent because of a new subscription
    bool p2p = false;    ///< any valid token of its receiver will do (spec 6.8)
};

enum class FlightState : std::uint8_t {
    done,     // acknowledged, but an older one is not
    waiting,  // PUBLISH sent; PUBACK or PUBREC to come
    released, // PUBREC came, PUBREL sent; PUBCOMP to come
};

/// A message sent to the client and what is known of it there.
struct Flight {
    Outgoing outgoing;
    std::int64_t sent_ms = 0;
    std::uint16_t packet_id = 0;
    FlightState state = FlightState::done;
};

/// The messages in flight to one client. Packet ids count 1, 2, … for as long as the session lives, so that an id
/// tells its place and finding one takes no search.
class Window
{
public:
    /// Messages in flight: unacknowledged.
    std::size_t size() const { return open_; }
    bool empty() const { return open_ == 0; }
    /// False when the oldest has been left unacknowledged for so long that its id would come up again.
    bool has_free_id() const { return flights_.size() < max_span; }

    /// Takes the next packet id for `outgoing`.
    Flight &add(Outgoing outgoing, std::int64_t now_ms);
    /// Puts back a flight of an earlier life of the broker, whose ids come in their order; false when it cannot be one.
    bool restore(Outgoing outgoing, std::uint16_t packet_id, FlightState state);
    /// Nothing is in flight any more; ids go on.
    void clear();
    /// The flight with that id, or null.
    Flight *find(std::uint16_t packet_id);
    void finish(Flight &flight);

    /// Places from the oldest on, those that are done among them: for walks.
    std::size_t span() const { return flights_.size(); }
    Flight &at(std::size_t index) { return flights_[index]; }
    const Flight &at(std::size_t index) const { return flights_[index]; }

private:
    static constexpr std::size_t max_span = 60000; // below 65,535: every id in it is unlike
    static constexpr std::uint32_t ids = 65535;
    Ring<Flight> flights_; // consecutive ids
    std::uint32_t open_ = 0;
    std::uint16_t next_id_ = 1;
};

} // namespace lmq::broker::engine

#endif
