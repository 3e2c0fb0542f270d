#ifndef LMQ_BROKER_ENGINE_BACKLOG_HPP
#define LMQ_BROKER_ENGINE_BACKLOG_HPP

#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "engine/message.hpp"

namespace lmq::broker::engine
{

class Session;

/// Where a kept message stands (spec 9.1).
enum class KeptState : std::uint8_t {
    offline, ///< waits to be pushed: by a pull, by the automatic mode, or by a new connection
    queued,  ///< waits for the window of its receiver's connection
    pushed,  ///< sent, not acknowledged
};

/// A message kept for one session until it is acknowledged, whatever becomes of connections (spec 5.1, 6.5).
struct Kept {
    MessageRef message;
    Session *session = nullptr;
    std::int64_t store_ms = 0;
    std::uint64_t sequence = 0; ///< order of storing; 0: the place is free
    std::uint32_t next = 0;     ///< of its session, in this order
    std::uint32_t previous = 0;
    std::uint16_t packet_id = 0; ///< while it is in the session's window
    std::uint8_t qos = 1;
    KeptState state = KeptState::queued;
    bool retain = false;
    bool p2p = false;
};

/// A session's part of the backlog: a list by order of storing.
struct Shelf {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::uint32_t front = 0; ///< the first that is offline
    std::uint32_t count = 0;
    std::uint32_t offline = 0;
};

/// The kept messages of all sessions: adding, removing and finding the oldest offline one cost the same however many
/// there are. A place names a message until it is removed; 0 names none.
class Backlog
{
public:
    using Place = std::uint32_t;

    /// Appends a message to the session's shelf, as queued.
    Place add(Session &session, Kept kept);
    void remove(Place place);
    Kept &at(Place place) { return blocks_[place / block_size][place % block_size]; }
    const Kept &at(Place place) const { return blocks_[place / block_size][place % block_size]; }
    /// Whether `place` still names the message of that number.
    bool holds(Place place, std::uint64_t sequence) const { return sequence != 0 && at(place).sequence == sequence; }

    void set_state(Place place, KeptState state);

    /// The next offline message of the same session; 0: none. Passes over those on their way.
    Place offline_after(Place place) const;
    Place offline_before(Place place) const;

    /// The oldest offline message of all sessions; 0: none is.
    Place oldest() const;
    std::size_t offline() const { return offline_; }
    std::size_t size() const { return size_; }
    std::uint64_t last_sequence() const { return last_sequence_; }
    /// Numbers up to `sequence` have been used before.
    void continue_after(std::uint64_t sequence)
    {
        last_sequence_ = sequence > last_sequence_ ? sequence : last_sequence_;
    }

private:
    static constexpr std::size_t block_size = 4096;
    void set_front(Session &session, Place front);

    std::vector<std::unique_ptr<Kept[]>> blocks_; // kept messages do not move
    Place used_ = 1;                              // places below it have been given out
    std::vector<Place> free_;
    std::set<std::pair<std::uint64_t, Session *>> fronts_; // by the front's number: begin() has the oldest of all
    std::size_t size_ = 0;
    std::size_t offline_ = 0;
    std::uint64_t last_sequence_ = 0;
};

} // namespace lmq::broker::engine

#endif
