#ifndef LMQ_OUTBOX_ENTRY_HPP
#define LMQ_OUTBOX_ENTRY_HPP

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "lmq/client.hpp"
#include "lmq/message.hpp"
#include "outbox/journal.hpp"

namespace lmq::outbox
{

/// Names an entry in the slab.
using Slot = std::uint32_t;
inline constexpr Slot no_slot = 0xffffffffU;

/// Where a message stands; it is in the list of that name.
enum class Place : std::uint8_t {
    free,
    fresh,     ///< never handed over
    repeating, ///< handed over on a connection that was lost
    inflight,  ///< handed over and not done
};

/// One message and its links in the lists, the topic index and the expiry heap. Slots are used again, so that a
/// publish allocates nothing but its strings.
struct Entry {
    Message message;
    PublishHandler handler;
    std::uint64_t sequence = 0;   ///< its place in the order of sending, within its priority
    std::uint32_t generation = 0; ///< counts hand-overs and uses of the slot; the upper half of a ticket
    Slot previous = no_slot;
    Slot next = no_slot; ///< also of the free list
    Slot same_bucket = no_slot;
    std::uint32_t heap_index = no_slot; ///< no_slot: never expires
    std::chrono::milliseconds expires_at{0};
    Place place = Place::free;
    bool indexed = false;  ///< in the topic index
    bool repeated = false; ///< was handed over on a connection that was lost, or may have been in an earlier life
    bool recovered = false;
    Change change = 0; ///< of the journal: when it was stored
};

using Slab = std::deque<Entry>; // keeps addresses while it grows: Outgoing points into it

/// A doubly linked list through the slab, sorted by sequence. Its entries are of one priority.
class EntryList
{
public:
    Slot front() const { return front_; }
    std::size_t size() const { return size_; }
    bool empty() const { return front_ == no_slot; }

    /// Finds the place from the back: what arrives in order is appended at once.
    void insert_from_back(Slab &slab, Slot slot);
    /// Finds the place from the front: what returns belongs near it.
    void insert_from_front(Slab &slab, Slot slot);
    void remove(Slab &slab, Slot slot);

private:
    void link(Slab &slab, Slot slot, Slot previous, Slot next);

    Slot front_ = no_slot;
    Slot back_ = no_slot;
    std::size_t size_ = 0;
};

/// One list a priority.
class PriorityLists
{
public:
    EntryList &of(Priority priority) { return lists_[static_cast<std::size_t>(priority)]; }
    const EntryList &of(Priority priority) const { return lists_[static_cast<std::size_t>(priority)]; }
    std::size_t size() const { return lists_[0].size() + lists_[1].size() + lists_[2].size(); }
    bool empty() const { return size() == 0; }

private:
    std::array<EntryList, 3> lists_;
};

/// A binary heap of the entries that expire, the earliest at the top; knows where each one is, so any can be removed.
class ExpiryHeap
{
public:
    Slot top() const { return heap_.empty() ? no_slot : heap_.front(); }
    void insert(Slab &slab, Slot slot);
    void remove(Slab &slab, Slot slot);

private:
    void sift_up(Slab &slab, std::size_t index);
    void sift_down(Slab &slab, std::size_t index);
    void put(Slab &slab, std::size_t index, Slot slot);

    std::vector<Slot> heap_;
};

/// Finds the newest fresh message of a topic: a hash table chained through the slab. (There are several when one was
/// returned.)
class TopicIndex
{
public:
    Slot find(const Slab &slab, const std::string &topic) const;
    void insert(Slab &slab, Slot slot);
    void remove(Slab &slab, Slot slot);

private:
    std::size_t bucket(const std::string &topic) const;
    void grow(Slab &slab);

    std::vector<Slot> buckets_;
    std::size_t size_ = 0;
};

} // namespace lmq::outbox

#endif
