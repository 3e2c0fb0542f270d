#include "engine/backlog.hpp"

#include "engine/session.hpp"

namespace lmq::broker::engine
{

Backlog::Place Backlog::add(Session &session, Kept kept)
{
    Place place = used_;
    if (free_.empty()) {
        if (place / block_size >= blocks_.size()) blocks_.push_back(std::make_unique<Kept[]>(block_size));
        ++used_;
    } else {
        place = free_.back();
        free_.pop_back();
    }
    Shelf &shelf = session.shelf;
    kept.session = &session;
    kept.sequence = kept.sequence == 0 ? last_sequence_ + 1 : kept.sequence;
    last_sequence_ = kept.sequence;
    kept.next = 0;
    kept.previous = shelf.last;
    kept.state = KeptState::queued;
    (shelf.last == 0 ? shelf.first : at(shelf.last).next) = place;
    shelf.last = place;
    ++shelf.count;
    ++size_;
    at(place) = std::move(kept);
    return place;
}

void Backlog::remove(Place place)
{
    set_state(place, KeptState::queued);
    Kept &kept = at(place);
    Shelf &shelf = kept.session->shelf;
    (kept.previous == 0 ? shelf.first : at(kept.previous).next) = kept.next;
    (kept.next == 0 ? shelf.last : at(kept.next).previous) = kept.previous;
    --shelf.count;
    --size_;
    kept = Kept();
    free_.push_back(place);
}

void Backlog::set_state(Place place, KeptState state)
{
    Kept &kept = at(place);
    const KeptState old = std::exchange(kept.state, state);
    if ((old == KeptState::offline) == (state == KeptState::offline)) return;
    Shelf &shelf = kept.session->shelf;
    if (state == KeptState::offline) {
        ++offline_;
        ++shelf.offline;
        if (shelf.front == 0 || kept.sequence < at(shelf.front).sequence) set_front(*kept.session, place);
    } else {
        --offline_;
        --shelf.offline;
        if (shelf.front == place) set_front(*kept.session, offline_after(place));
    }
}

void Backlog::set_front(Session &session, Place front)
{
    Place &old = session.shelf.front;
    if (old != 0) fronts_.erase({at(old).sequence, &session});
    old = front;
    if (front != 0) fronts_.emplace(at(front).sequence, &session);
}

Backlog::Place Backlog::offline_after(Place place) const
{
    do
        place = at(place).next;
    while (place != 0 && at(place).state != KeptState::offline);
    return place;
}

Backlog::Place Backlog::offline_before(Place place) const
{
    do
        place = at(place).previous;
    while (place != 0 && at(place).state != KeptState::offline);
    return place;
}

Backlog::Place Backlog::oldest() const
{
    return fronts_.empty() ? 0 : fronts_.begin()->second->shelf.front;
}

} // namespace lmq::broker::engine
