#ifndef LMQ_OUTBOX_PENDING_CHANGES_HPP
#define LMQ_OUTBOX_PENDING_CHANGES_HPP

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>

#include "lmq/message.hpp"

namespace lmq::outbox
{

/// A message as it is kept.
struct Record {
    Message message;
    std::optional<std::chrono::milliseconds> expires_at; ///< by the wall clock
};

/// What is to be written with the next commit, and when that is due. What is added and removed between two commits
/// leaves no trace. Pure; not thread-safe.
class PendingChanges
{
public:
    using Time = std::chrono::milliseconds;

    struct Addition {
        Record record;
        bool replaces = false; ///< the disk may have something under its key
    };
    struct Batch {
        std::map<std::uint64_t, Addition> additions;
        std::set<std::uint64_t> removals;

        bool empty() const { return additions.empty() && removals.empty(); }
    };

    /// An addition may wait for `interval`, a removal for at least `lazy`: what is removed late is only sent again.
    PendingChanges(Time interval, Time lazy) : addition_wait_(interval), removal_wait_(std::max(interval, lazy)) {}

    void add(std::uint64_t key, Record record, bool replaces, Time now);
    void remove(std::uint64_t key, Time now);

    bool empty() const { return waiting_.empty(); }
    /// When the next commit is due; nothing: never.
    std::optional<Time> due() const { return due_; }

    /// What is to be written now.
    Batch take();
    /// It could not be written: it waits again, but for what has changed meanwhile.
    void give_back(Batch batch, Time now);

private:
    void wait_until(Time time);

    Time addition_wait_;
    Time removal_wait_;
    Batch waiting_;
    std::optional<Time> due_;
};

} // namespace lmq::outbox

#endif
