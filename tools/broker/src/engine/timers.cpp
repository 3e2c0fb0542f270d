#include "engine/timers.hpp"

namespace lmq::broker::engine
{

bool Timers::before(Id a, Id b) const
{
    const Entry &x = entries_[a];
    const Entry &y = entries_[b];
    return x.due_ms != y.due_ms ? x.due_ms < y.due_ms : x.order < y.order;
}

void Timers::place(std::size_t position, Id id)
{
    heap_[position] = id;
    entries_[id].position = static_cast<std::uint32_t>(position);
}

void Timers::up(std::size_t position)
{
    const Id id = heap_[position];
    while (position > 0) {
        const std::size_t parent = (position - 1) / 2;
        if (!before(id, heap_[parent])) break;
        place(position, heap_[parent]);
        position = parent;
    }
    place(position, id);
}

void Timers::down(std::size_t position)
{
    const Id id = heap_[position];
    for (;;) {
        std::size_t child = 2 * position + 1;
        if (child >= heap_.size()) break;
        if (child + 1 < heap_.size() && before(heap_[child + 1], heap_[child])) ++child;
        if (!before(heap_[child], id)) break;
        place(position, heap_[child]);
        position = child;
    }
    place(position, id);
}

void Timers::set(Id &id, std::int64_t due_ms, std::uint8_t kind, std::uint32_t owner)
{
    const bool fresh = id == none;
    if (fresh) {
        if (free_.empty()) {
            id = static_cast<Id>(entries_.size());
            entries_.emplace_back();
        } else {
            id = free_.back();
            free_.pop_back();
        }
        heap_.push_back(id);
        entries_[id].position = static_cast<std::uint32_t>(heap_.size() - 1);
    }
    Entry &entry = entries_[id];
    entry.due_ms = due_ms;
    entry.order = ++order_;
    entry.fired = {kind, owner};
    up(entry.position);
    down(entry.position);
}

void Timers::remove(std::size_t position)
{
    free_.push_back(heap_[position]);
    const Id last = heap_.back();
    heap_.pop_back();
    if (position == heap_.size()) return;
    place(position, last);
    up(position);
    down(entries_[last].position);
}

void Timers::cancel(Id &id)
{
    if (id == none) return;
    remove(entries_[id].position);
    id = none;
}

std::optional<std::int64_t> Timers::next_due_ms() const
{
    if (heap_.empty()) return std::nullopt;
    return entries_[heap_.front()].due_ms;
}

std::optional<Timers::Fired> Timers::take_due(std::int64_t now_ms)
{
    if (heap_.empty() || entries_[heap_.front()].due_ms > now_ms) return std::nullopt;
    const Fired fired = entries_[heap_.front()].fired;
    remove(0);
    return fired;
}

} // namespace lmq::broker::engine
