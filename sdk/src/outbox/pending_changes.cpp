#include "outbox/pending_changes.hpp"

#include <algorithm>
#include <utility>

namespace lmq::outbox
{

void PendingChanges::add(std::uint64_t key, Record record, bool replaces, Time now)
{
    const auto [place, added] = waiting_.additions.try_emplace(key);
    place->second.record = std::move(record);
    if (added) place->second.replaces = replaces; // else the one there knows
    wait_until(now + addition_wait_);
}

void PendingChanges::remove(std::uint64_t key, Time now)
{
    const auto added = waiting_.additions.find(key);
    const bool on_disk = added == waiting_.additions.end() || added->second.replaces;
    if (added != waiting_.additions.end()) waiting_.additions.erase(added);
    if (on_disk) {
        waiting_.removals.insert(key);
        wait_until(now + removal_wait_);
    }
    if (waiting_.empty()) due_.reset();
}

PendingChanges::Batch PendingChanges::take()
{
    due_.reset();
    return std::exchange(waiting_, {});
}

void PendingChanges::give_back(Batch batch, Time now)
{
    for (auto &[key, addition] : batch.additions) {
        if (waiting_.removals.count(key) > 0) {
            if (!addition.replaces) waiting_.removals.erase(key);
            continue;
        }
        const auto [place, restored] = waiting_.additions.try_emplace(key, std::move(addition));
        if (!restored) place->second.replaces = addition.replaces; // a newer one took its place
    }
    waiting_.removals.insert(batch.removals.begin(), batch.removals.end());
    if (waiting_.empty())
        due_.reset();
    else
        wait_until(now);
}

void PendingChanges::wait_until(Time time)
{
    due_ = due_ ? std::min(*due_, time) : time;
}

} // namespace lmq::outbox
