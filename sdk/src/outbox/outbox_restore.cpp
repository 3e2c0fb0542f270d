// What only an outbox with a journal does.
#include <algorithm>
#include <utility>

#include "outbox/memory_outbox.hpp"

namespace lmq::outbox
{

// They may have been sent, so they go out as repeats; but nobody knows, so a policy may give them up like those that
// were not.
void MemoryOutbox::restore(std::vector<Recovered> messages, Time now)
{
    for (Recovered &recovered : messages) {
        const Slot slot = allocate();
        Entry &entry = slab_[slot];
        entry.message = std::move(recovered.message);
        entry.sequence = recovered.key;
        entry.repeated = true;
        entry.recovered = true;
        entry.change = 0;
        bytes_ += entry.message.topic.size() + entry.message.payload.size();
        next_sequence_ = std::max(next_sequence_, recovered.key + 1);
        enter(slot, Place::fresh, false);
        if (recovered.remaining) expire_after(slot, *recovered.remaining, now);
    }
}

bool MemoryOutbox::withdraw(Change change)
{
    for (Slot slot = 0; slot < slab_.size(); ++slot) {
        Entry &entry = slab_[slot];
        if (entry.place != Place::fresh || entry.change != change) continue;
        if (journal_) journal_->removed(entry.sequence);
        leave(slot);
        bytes_ -= entry.message.topic.size() + entry.message.payload.size();
        free(slot);
        return true;
    }
    return false;
}

} // namespace lmq::outbox
