#include "outbox/memory_outbox.hpp"

#include <string>
#include <utility>

#include "core/text.hpp"

namespace lmq::outbox
{

namespace
{

constexpr std::array<Priority, 3> highest_first{Priority::high, Priority::normal, Priority::low};
constexpr std::array<Priority, 3> lowest_first{Priority::low, Priority::normal, Priority::high};

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

MemoryOutbox::MemoryOutbox(Config config, Journal *journal)
    : config_(std::move(config)), journal_(journal), limiter_(config_.max_publish_rate)
{
}

std::unique_ptr<Outbox> make_memory_outbox(Config config, Journal *journal)
{
    return std::make_unique<MemoryOutbox>(std::move(config), journal);
}

Result<void> MemoryOutbox::accept(Message message, PublishHandler handler, Time now, Completions &done)
{
    if (!message.time_to_live) message.time_to_live = config_.caps.max_age;
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
    if (auto room = make_room(message, done); !room) return room;

    const Slot slot = allocate();
    Entry &entry = slab_[slot];
    entry.message = std::move(message);
    entry.handler = std::move(handler);
    entry.sequence = next_sequence_++;
    entry.repeated = false;
    entry.recovered = false;
    bytes_ += size;
    move(slot, Place::fresh);
    start_expiry(slot, now);
    store(slot, false);
    return {};
}

void MemoryOutbox::hold()
{
    held_ = true;
    for (const Priority priority : highest_first)
        while (!inflight_.of(priority).empty()) {
            const Slot slot = inflight_.of(priority).front();
            slab_[slot].repeated = true;
            ++slab_[slot].generation; // answers of the lost connection come too late
            move(slot, Place::repeating);
        }
}

std::optional<Outgoing> MemoryOutbox::next(Time now)
{
    const Slot slot = head();
    if (held_ || slot == no_slot || !sendable(slab_[slot]) || !limiter_.take(now)) return std::nullopt;
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
               core::failure(Errc::expired, {"not acknowledged within ",
                                             core::Decimal(slab_[slot].message.time_to_live->count()), " ms"}),
               done);
}

void MemoryOutbox::cancel_all(Completions &done)
{
    hold(); // in one list with the other repeats, in order
    const bool kept = std::exchange(journal_, nullptr) != nullptr;
    while (head() != no_slot)
        finish(head(),
               fail(Errc::cancelled, kept ? "the client was closed first; the message stays in the outbox's file"
                                          : "the client was closed first"),
               done);
}

std::optional<Time> MemoryOutbox::next_deadline(Time now) const
{
    std::optional<Time> deadline;
    if (expiry_.top() != no_slot) deadline = slab_[expiry_.top()].expires_at;
    const Slot slot = head();
    if (!held_ && slot != no_slot && sendable(slab_[slot])) {
        const Time ready = limiter_.ready_at(now);
        if (!deadline || ready < *deadline) deadline = ready;
    }
    return deadline;
}

bool MemoryOutbox::fits(std::size_t messages, std::size_t bytes) const
{
    return messages <= config_.caps.max_messages && bytes <= config_.caps.max_bytes;
}

// Gives up nothing unless that makes enough room, and nothing that is more important than `message`.
Result<void> MemoryOutbox::make_room(const Message &message, Completions &done)
{
    const std::size_t bytes = size_of(message);
    if (fits(messages() + 1, bytes_ + bytes)) return {};
    std::size_t messages_left = messages();
    std::size_t bytes_left = bytes_;
    for (const Priority priority : lowest_first) {
        if (priority > message.priority) break;
        messages_left -= fresh_.of(priority).size();
        bytes_left -= fresh_bytes_of(priority);
    }
    if (config_.caps.policy != OutboxPolicy::drop_oldest || !fits(messages_left + 1, bytes_left + bytes))
        return fail(Errc::outbox_full, full_text(config_.caps));
    for (const Priority priority : lowest_first)
        while (!fresh_.of(priority).empty() && !fits(messages() + 1, bytes_ + bytes))
            finish(fresh_.of(priority).front(), fail(Errc::dropped_oldest, full_text(config_.caps)), done);
    return {};
}

// The newer message takes the older one's place, so that a topic published often is not put off again and again; if
// its priority is another, the place it would have there had it come when the older one did.
void MemoryOutbox::supersede(Slot slot, Message message, PublishHandler handler, Time now, Completions &done)
{
    leave(slot);
    Entry &entry = slab_[slot];
    bytes_ -= size_of(entry.message);
    done.push_back(Completion{std::exchange(entry.handler, std::move(handler)),
                              core::failure(Errc::superseded, "a newer message on the same topic took its place")});
    if (std::exchange(entry.recovered, false))
        done.back().recovered = std::make_unique<Message>(std::move(entry.message));
    entry.repeated = false;
    entry.message = std::move(message);
    bytes_ += size_of(entry.message);
    enter(slot, Place::fresh, true);
    expiry_.remove(slab_, slot);
    start_expiry(slot, now);
    store(slot, true);
}

void MemoryOutbox::start_expiry(Slot slot, Time now)
{
    if (slab_[slot].message.time_to_live) expire_after(slot, *slab_[slot].message.time_to_live, now);
}

void MemoryOutbox::expire_after(Slot slot, Time time_to_live, Time now)
{
    if (time_to_live > Time::max() - now) return;
    slab_[slot].expires_at = now + time_to_live;
    expiry_.insert(slab_, slot);
}

void MemoryOutbox::store(Slot slot, bool replaces)
{
    if (!journal_) return;
    Entry &entry = slab_[slot];
    entry.change = last_change_ = journal_->stored(entry.sequence, entry.message, replaces);
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
    for (const Priority priority : highest_first) {
        const Slot fresh = fresh_.of(priority).front();
        const Slot repeating = repeating_.of(priority).front();
        if (fresh == no_slot && repeating == no_slot) continue;
        if (fresh == no_slot) return repeating;
        if (repeating == no_slot) return fresh;
        return slab_[repeating].sequence < slab_[fresh].sequence ? repeating : fresh;
    }
    return no_slot;
}

bool MemoryOutbox::window_open(const Entry &entry) const
{
    if (config_.ordered) return inflight_.empty();
    return entry.message.qos == QoS::at_most_once || window_used_ < config_.max_inflight;
}

bool MemoryOutbox::sendable(const Entry &entry) const
{
    return window_open(entry) && (!journal_ || journal_->may_send(entry.change));
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

EntryList &MemoryOutbox::list_of(const Entry &entry)
{
    PriorityLists &lists = entry.place == Place::fresh       ? fresh_
                           : entry.place == Place::repeating ? repeating_
                                                             : inflight_;
    return lists.of(entry.message.priority);
}

void MemoryOutbox::move(Slot slot, Place place)
{
    const Place old = leave(slot);
    // hold() takes the in-flight ones in order: each goes behind those before it.
    enter(slot, place, place == Place::fresh && old != Place::free);
}

void MemoryOutbox::enter(Slot slot, Place place, bool near_front)
{
    Entry &entry = slab_[slot];
    entry.place = place;
    EntryList &list = list_of(entry);
    if (near_front)
        list.insert_from_front(slab_, slot);
    else
        list.insert_from_back(slab_, slot);
    if (place == Place::inflight && entry.message.qos != QoS::at_most_once) ++window_used_;
    if (place != Place::fresh) return;
    fresh_bytes_of(entry.message.priority) += size_of(entry.message);
    entry.indexed = latest_per_topic();
    if (entry.indexed) fresh_topics_.insert(slab_, slot);
}

Place MemoryOutbox::leave(Slot slot)
{
    Entry &entry = slab_[slot];
    if (entry.place == Place::free) return Place::free;
    list_of(entry).remove(slab_, slot);
    if (entry.place == Place::inflight && entry.message.qos != QoS::at_most_once) --window_used_;
    if (entry.place == Place::fresh) {
        fresh_bytes_of(entry.message.priority) -= size_of(entry.message);
        if (std::exchange(entry.indexed, false)) fresh_topics_.remove(slab_, slot);
    }
    return std::exchange(entry.place, Place::free);
}

void MemoryOutbox::finish(Slot slot, Result<void> result, Completions &done)
{
    Entry &entry = slab_[slot];
    if (journal_) journal_->removed(entry.sequence);
    leave(slot);
    bytes_ -= size_of(entry.message);
    done.push_back(Completion{std::move(entry.handler), std::move(result)});
    if (entry.recovered) done.back().recovered = std::make_unique<Message>(std::move(entry.message));
    free(slot);
}

void MemoryOutbox::free(Slot slot)
{
    expiry_.remove(slab_, slot);
    Entry &entry = slab_[slot];
    entry.handler = nullptr;
    spares_.give(std::exchange(entry.message, {}));
    ++entry.generation;
    entry.next = std::exchange(free_, slot);
}

} // namespace lmq::outbox
