// The client's files: publishes that wait for the disk, and what earlier lives left.
#include <utility>

#include "client/runtime.hpp"
#include "core/text.hpp"
#include "lmq/platform/clock.hpp"

namespace lmq::client
{

Result<void> Runtime::flush(Milliseconds timeout)
{
    const auto self = shared_from_this();
    if (auto may = check_blocking(); !may) return may;
    if (closed_) return core::failure(Errc::closed, "the client was closed");
    return stores_.journal ? stores_.journal->flush(longest_wait(timeout)) : Result<void>();
}

/// What publish() answers while nothing can be stored.
Result<void> Runtime::check_store() const
{
    if (!stores_.journal) return {};
    auto failure = stores_.journal->failure();
    if (failure) return tl::unexpected<Error>(std::move(*failure));
    return {};
}

/// After accept(), without the lock: waits until the message may be sent, and sends it.
Result<void> Runtime::finish_publish(outbox::Change change)
{
    const auto self = shared_from_this();
    Result<void> stored = stores_.journal->wait(change);
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!stored && !outbox_->withdraw(change)) return {}; // it is done, and its handler knows
    if (!stored)
        --statistics_.publishes_accepted;
    else if (released_)
        pump(platform::monotonic_now());
    if (!calls_.empty() || look_again_at_) events_.poke();
    return stored;
}

/// Those that nobody wanted to know of so far, if somebody does now.
std::size_t Runtime::report_recovered()
{
    if (unreported_.empty()) return 0;
    const std::shared_ptr<const Handlers> handlers = latest_handlers();
    if (!handlers->recovered) return 0;
    const auto reports = std::exchange(unreported_, {});
    for (const outbox::Completion &report : reports)
        handlers->recovered(*report.recovered, report.result);
    return reports.size();
}

/// What the inbox had when the client was made is handled first, and not before start(), when the handlers are set.
void Runtime::take_left()
{
    if (!started_ || stores_.left.empty()) return;
    std::size_t bytes = 0;
    for (const inbox::Arrived &one : stores_.left)
        bytes += EventQueue::size_of(one.message);
    events_.expect(stores_.left.size(), bytes);
    take_messages(stores_.left);
    stores_.left.clear();
}

void Runtime::close_stores()
{
    if (stores_.journal) stores_.journal->close();
    if (stores_.inbox) stores_.inbox->close();
}

void Runtime::count_stores(Statistics &statistics) const
{
    if (stores_.journal) {
        const outbox::JournalCounters counters = stores_.journal->counters();
        statistics.store_commits += counters.commits;
        statistics.store_errors += counters.errors;
    }
    if (stores_.inbox) {
        const inbox::Counters counters = stores_.inbox->counters();
        statistics.store_commits += counters.commits;
        statistics.store_errors += counters.errors;
    }
}

} // namespace lmq::client
