#include "outbox/entry.hpp"

#include <functional>
#include <utility>

namespace lmq::outbox
{

void EntryList::insert_from_back(Slab &slab, Slot slot)
{
    Slot previous = back_;
    while (previous != no_slot && slab[previous].sequence > slab[slot].sequence)
        previous = slab[previous].previous;
    link(slab, slot, previous, previous == no_slot ? front_ : slab[previous].next);
}

void EntryList::insert_from_front(Slab &slab, Slot slot)
{
    Slot next = front_;
    while (next != no_slot && slab[next].sequence < slab[slot].sequence)
        next = slab[next].next;
    link(slab, slot, next == no_slot ? back_ : slab[next].previous, next);
}

void EntryList::remove(Slab &slab, Slot slot)
{
    Entry &entry = slab[slot];
    (entry.previous == no_slot ? front_ : slab[entry.previous].next) = entry.next;
    (entry.next == no_slot ? back_ : slab[entry.next].previous) = entry.previous;
    entry.previous = entry.next = no_slot;
    --size_;
}

void EntryList::link(Slab &slab, Slot slot, Slot previous, Slot next)
{
    slab[slot].previous = previous;
    slab[slot].next = next;
    (previous == no_slot ? front_ : slab[previous].next) = slot;
    (next == no_slot ? back_ : slab[next].previous) = slot;
    ++size_;
}

void ExpiryHeap::insert(Slab &slab, Slot slot)
{
    heap_.push_back(slot);
    put(slab, heap_.size() - 1, slot);
    sift_up(slab, heap_.size() - 1);
}

void ExpiryHeap::remove(Slab &slab, Slot slot)
{
    const std::size_t index = slab[slot].heap_index;
    if (index == no_slot) return;
    slab[slot].heap_index = no_slot;
    const Slot last = heap_.back();
    heap_.pop_back();
    if (last == slot) return;
    put(slab, index, last);
    sift_up(slab, index);
    sift_down(slab, slab[last].heap_index);
}

void ExpiryHeap::sift_up(Slab &slab, std::size_t index)
{
    const Slot slot = heap_[index];
    while (index > 0) {
        const std::size_t parent = (index - 1) / 2;
        if (slab[heap_[parent]].expires_at <= slab[slot].expires_at) break;
        put(slab, index, heap_[parent]);
        index = parent;
    }
    put(slab, index, slot);
}

void ExpiryHeap::sift_down(Slab &slab, std::size_t index)
{
    const Slot slot = heap_[index];
    for (;;) {
        std::size_t child = 2 * index + 1;
        if (child >= heap_.size()) break;
        if (child + 1 < heap_.size() && slab[heap_[child + 1]].expires_at < slab[heap_[child]].expires_at) ++child;
        if (slab[slot].expires_at <= slab[heap_[child]].expires_at) break;
        put(slab, index, heap_[child]);
        index = child;
    }
    put(slab, index, slot);
}

void ExpiryHeap::put(Slab &slab, std::size_t index, Slot slot)
{
    heap_[index] = slot;
    slab[slot].heap_index = static_cast<std::uint32_t>(index);
}

Slot TopicIndex::find(const Slab &slab, const std::string &topic) const
{
    if (buckets_.empty()) return no_slot;
    Slot newest = no_slot;
    for (Slot slot = buckets_[bucket(topic)]; slot != no_slot; slot = slab[slot].same_bucket)
        if (slab[slot].message.topic == topic && (newest == no_slot || slab[newest].sequence < slab[slot].sequence))
            newest = slot;
    return newest;
}

void TopicIndex::insert(Slab &slab, Slot slot)
{
    if (size_ >= buckets_.size()) grow(slab);
    Slot &head = buckets_[bucket(slab[slot].message.topic)];
    slab[slot].same_bucket = std::exchange(head, slot);
    ++size_;
}

void TopicIndex::remove(Slab &slab, Slot slot)
{
    Slot *link = &buckets_[bucket(slab[slot].message.topic)];
    while (*link != slot)
        link = &slab[*link].same_bucket;
    *link = std::exchange(slab[slot].same_bucket, no_slot);
    --size_;
}

std::size_t TopicIndex::bucket(const std::string &topic) const
{
    return std::hash<std::string>{}(topic) & (buckets_.size() - 1);
}

void TopicIndex::grow(Slab &slab)
{
    const std::vector<Slot> old =
        std::exchange(buckets_, std::vector<Slot>(buckets_.empty() ? 16 : buckets_.size() * 2, no_slot));
    for (Slot head : old)
        while (head != no_slot) {
            const Slot slot = head;
            head = slab[slot].same_bucket;
            Slot &target = buckets_[bucket(slab[slot].message.topic)];
            slab[slot].same_bucket = std::exchange(target, slot);
        }
}

} // namespace lmq::outbox
