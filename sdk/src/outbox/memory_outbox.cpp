#include "outbox/memory_outbox.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace lmq::outbox
{

namespace
{

std::size_t size_of(const Message &message)
{
    return message.topic.size() + message.payload.size();
}

std::string full_text(const OutboxOptions &caps)
{
    return "the outbox holds at most " + std::to_string(caps.max_messages) + " messages and " +
           std::to_string(caps.max_bytes) + " bytes";
}

Ticket make_ticket(Slot slot, std::uint32_t generation)
{
    return (Ticket{generation} << 32U) | slot;
}

} // namespace

MemoryOutbox::MemoryOutbox(Config config) : config_(config), limiter_(config.max_publish_rate) {}

std::unique_ptr<Outbox> make_memory_outbox(Config config)
{
    return std::make_unique<MemoryOutbox>(config);
}

Result<void> MemoryOutbox::accept(Message message, PublishHandler handler, Time now, Completions &done)
{
    const std::size_t size = size_of(message);
    if (latest_per_topic()) {
        const Slot same = fresh_topics_.find(slab_, message.topic);
        if (same != no_slot) {
            if (!fits(messages(), bytes_ - size_of(slab_[same].message) + size))
                return fail(Errc::outbox_full, full_text(config_.caps));
            supersede(same, std::move(message), std::move(handler), now, done);
            return {};
        }
    }
    if (auto room = make_room(size, done); !room) return room;

    const Slot slot = allocate();
    Entry &entry = slab_[slot];
    entry.message = std::move(message);
    entry.handler = std::move(handler);
    entry.sequence = next_sequence_++;
    entry.repeated = false;
    bytes_ += size;
    move(slot, Place::fresh);
    start_expiry(slot, now);
    return {};
}

void MemoryOutbox::hold()
{
    held_ = true;
    while (!inflight_.empty()) {
        const Slot slot = inflight_.front();
        slab_[slot].repeated = true;
        ++slab_[slot].generation; // answers of the lost connection come too late
        move(slot, Place::repeating);
    }
}

std::optional<Outgoing> MemoryOutbox::next(Time now)
{
    const Slot slot = head();
    if (held_ || slot == no_slot || !window_open(slab_[slot]) || !limiter_.take(now)) return std::nullopt;
    move(slot, Place::inflight);
    Entry &entry = slab_[slot];
    if (++entry.generation == 0) ++entry.generation; // no ticket is 0
    return Outgoing{make_ticket(slot, entry.generation), &entry.message, entry.repeated};
}

void MemoryOutbox::sent(Ticket ticket, Completions &done)
{
    const Slot slot = find(ticket);
    if (slot != no_slot && slab_[slot].message.qos == QoS::at_most_once) finish(slot, {}, done);
}

void MemoryOutbox::returned(Ticket ticket)
{
    const Slot slot = find(ticket);
    if (slot == no_slot) return;
    ++slab_[slot].generation;
    move(slot, slab_[slot].repeated ? Place::repeating : Place::fresh);
}

void MemoryOutbox::acknowledged(Ticket ticket, Completions &done)
{
    const Slot slot = find(ticket);
    if (slot != no_slot) finish(slot, {}, done);
}

void MemoryOutbox::failed(Ticket ticket, Error error, Completions &done)
{
    const Slot slot = find(ticket);
    if (slot != no_slot) finish(slot, tl::unexpected<Error>(std::move(error)), done);
}

void MemoryOutbox::expire(Time now, Completions &done)
{
    for (Slot slot = expiry_.top(); slot != no_slot && slab_[slot].expires_at <= now; slot = expiry_.top())
        finish(slot,
               fail(Errc::expired,
                    "not acknowledged within " + std::to_string(slab_[slot].message.time_to_live->count()) + " ms"),
               done);
}

void MemoryOutbox::cancel_all(Completions &done)
{
    hold(); // in one list with the other repeats, in order
    while (head() != no_slot)
        finish(head(), fail(Errc::cancelled, "the client was closed first"), done);
}

std::optional<Time> MemoryOutbox::next_deadline(Time now) const
{
    std::optional<Time> deadline;
    if (expiry_.top() != no_slot) deadline = slab_[expiry_.top()].expires_at;
    const Slot slot = head();
    if (!held_ && slot != no_slot && window_open(slab_[slot])) {
        const Time ready = limiter_.ready_at(now);
        if (!deadline || ready < *deadline) deadline = ready;
    }
    return deadline;
}

bool MemoryOutbox::fits(std::size_t messages, std::size_t bytes) const
{
    return messages <= config_.caps.max_messages && bytes <= config_.caps.max_bytes;
}

// Gives up nothing unless that makes enough room.
Result<void> MemoryOutbox::make_room(std::size_t bytes, Completions &done)
{
    if (fits(messages() + 1, bytes_ + bytes)) return {};
    if (config_.caps.policy != OutboxPolicy::drop_oldest ||
        !fits(messages() - fresh_.size() + 1, bytes_ - fresh_bytes_ + bytes))
        return fail(Errc::outbox_full, full_text(config_.caps));
    while (!fits(messages() + 1, bytes_ + bytes))
        finish(fresh_.front(), fail(Errc::dropped_oldest, full_text(config_.caps)), done);
    return {};
}

// The newer message takes the older one's place, so that a topic published often is not put off again and again.
void MemoryOutbox::supersede(Slot slot, Message message, PublishHandler handler, Time now, Completions &done)
{
    Entry &entry = slab_[slot];
    const std::size_t old_size = size_of(entry.message);
    done.push_back(Completion{std::exchange(entry.handler, std::move(handler)),
                              fail(Errc::superseded, "a newer message on the same topic took its place")});
    entry.message = std::move(message); // of the same topic: the index stays right
    bytes_ += size_of(entry.message) - old_size;
    fresh_bytes_ += size_of(entry.message) - old_size;
    expiry_.remove(slab_, slot);
    start_expiry(slot, now);
}

void MemoryOutbox::start_expiry(Slot slot, Time now)
{
    Entry &entry = slab_[slot];
    if (!entry.message.time_to_live || *entry.message.time_to_live > Time::max() - now) return;
    entry.expires_at = now + *entry.message.time_to_live;
    expiry_.insert(slab_, slot);
}

Slot MemoryOutbox::allocate()
{
    if (free_ == no_slot) {
        slab_.emplace_back();
        return static_cast<Slot>(slab_.size() - 1);
    }
    const Slot slot = free_;
    free_ = std::exchange(slab_[slot].next, no_slot);
    return slot;
}

// The next in order of sending; no_slot: nothing waits.
Slot MemoryOutbox::head() const
{
    const Slot fresh = fresh_.front();
    const Slot repeating = repeating_.front();
    if (fresh == no_slot) return repeating;
    if (repeating == no_slot) return fresh;
    return slab_[repeating].sequence < slab_[fresh].sequence ? repeating : fresh;
}

bool MemoryOutbox::window_open(const Entry &entry) const
{
    if (config_.ordered) return inflight_.empty();
    return entry.message.qos == QoS::at_most_once || window_used_ < config_.max_inflight;
}

// no_slot: the ticket is no longer valid.
Slot MemoryOutbox::find(Ticket ticket) const
{
    const auto slot = static_cast<Slot>(ticket & 0xffffffffU);
    const auto generation = static_cast<std::uint32_t>(ticket >> 32U);
    if (slot >= slab_.size() || slab_[slot].place != Place::inflight || slab_[slot].generation != generation)
        return no_slot;
    return slot;
}

EntryList &MemoryOutbox::list_of(Place place)
{
    return place == Place::fresh ? fresh_ : place == Place::repeating ? repeating_ : inflight_;
}

void MemoryOutbox::move(Slot slot, Place place)
{
    leave_place(slot);
    Entry &entry = slab_[slot];
    const Place old = std::exchange(entry.place, place);
    EntryList &list = list_of(place);
    // hold() takes the in-flight ones in order: each goes behind those before it.
    if (place == Place::fresh && old != Place::free)
        list.insert_from_front(slab_, slot);
    else
        list.insert_from_back(slab_, slot);
    if (place == Place::inflight && entry.message.qos != QoS::at_most_once) ++window_used_;
    if (place != Place::fresh) return;
    fresh_bytes_ += size_of(entry.message);
    // A message that was returned stays out of it when a newer one is there: it goes out first, and unchanged.
    entry.indexed = latest_per_topic() && fresh_topics_.find(slab_, entry.message.topic) == no_slot;
    if (entry.indexed) fresh_topics_.insert(slab_, slot);
}

void MemoryOutbox::leave_place(Slot slot)
{
    Entry &entry = slab_[slot];
    if (entry.place == Place::free) return;
    list_of(entry.place).remove(slab_, slot);
    if (entry.place == Place::inflight && entry.message.qos != QoS::at_most_once) --window_used_;
    if (entry.place != Place::fresh) return;
    fresh_bytes_ -= size_of(entry.message);
    if (std::exchange(entry.indexed, false)) fresh_topics_.remove(slab_, slot);
}

void MemoryOutbox::finish(Slot slot, Result<void> result, Completions &done)
{
    leave_place(slot);
    expiry_.remove(slab_, slot);
    Entry &entry = slab_[slot];
    bytes_ -= size_of(entry.message);
    done.push_back(Completion{std::move(entry.handler), std::move(result)});
    entry.handler = nullptr;
    entry.message = Message{}; // the payload's memory is not kept for a message that may never come
    entry.place = Place::free;
    ++entry.generation;
    entry.next = std::exchange(free_, slot);
}

} // namespace lmq::outbox
