#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "core/text.hpp"
#include "lmq/platform/thread.hpp"
#include "outbox/journal.hpp"
#include "outbox/outbox_table.hpp"
#include "outbox/pending_changes.hpp"

namespace lmq::outbox
{
namespace
{

using std::chrono::milliseconds;

// A commit for removals alone is worth nothing but fewer repeats after a crash: it waits for more of them.
constexpr milliseconds removal_wait{200};

/// One thread writes; everybody else tells it what, and may wait for it. The table is the thread's own, so nobody is
/// held up by the disk who does not want to be.
class SqliteJournal final : public Journal
{
public:
    SqliteJournal(JournalConfig config, OutboxTable table)
        : config_(std::move(config)), pending_(config_.commit_interval, removal_wait), table_(std::move(table))
    {
    }
    ~SqliteJournal() override { close(); }
    SqliteJournal(const SqliteJournal &) = delete;
    SqliteJournal &operator=(const SqliteJournal &) = delete;

    Result<void> begin(); ///< starts the thread

    Change stored(std::uint64_t key, const Message &message, bool replaces) override;
    void removed(std::uint64_t key) override;
    bool may_send(Change change) const override;
    bool commits_each() const override { return config_.commit_interval == milliseconds(0); }
    Result<void> wait(Change change) override;
    Result<void> flush(milliseconds timeout) override;
    std::optional<Error> failure() const override;
    JournalCounters counters() const override;
    void close() override;

private:
    void run();
    bool wait_until_due(std::unique_lock<std::mutex> &lock);
    void commit(std::unique_lock<std::mutex> &lock);
    std::optional<milliseconds> due() const;
    void changed();
    void want(Change change);
    Result<void> outcome_of(Change change) const;

    const JournalConfig config_;

    mutable std::mutex mutex_; ///< a leaf
    std::condition_variable wanted_;
    std::condition_variable attempted_changed_;
    PendingChanges pending_;
    Change last_ = 0;      ///< the last one told
    Change attempted_ = 0; ///< up to which a commit was tried
    Change committed_ = 0; ///< up to which everything is on the disk
    std::optional<Error> failure_;
    std::optional<milliseconds> retry_at_;     ///< while commits fail
    std::optional<milliseconds> sleeps_until_; ///< the thread, if it does not sleep for ever
    Change asked_for_ = 0;                     ///< somebody waits for a commit up to here
    bool closing_ = false;
    bool ended_ = false; ///< the file was let go
    JournalCounters counters_;

    std::optional<OutboxTable> table_; ///< the thread's
    platform::Thread thread_;
};

Change SqliteJournal::stored(std::uint64_t key, const Message &message, bool replaces)
{
    Record record{message, std::nullopt};
    if (message.time_to_live) {
        const milliseconds now = config_.wall_now();
        record.expires_at =
            *message.time_to_live > milliseconds::max() - now ? milliseconds::max() : now + *message.time_to_live;
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    pending_.add(key, std::move(record), replaces, platform::monotonic_now());
    changed();
    return last_;
}

void SqliteJournal::removed(std::uint64_t key)
{
    const std::lock_guard<std::mutex> lock(mutex_);
    pending_.remove(key, platform::monotonic_now());
    changed();
}

bool SqliteJournal::may_send(Change change) const
{
    if (!commits_each()) return true;
    const std::lock_guard<std::mutex> lock(mutex_);
    return change <= committed_;
}

Result<void> SqliteJournal::wait(Change change)
{
    std::unique_lock<std::mutex> lock(mutex_);
    want(change);
    attempted_changed_.wait(lock, [&] { return attempted_ >= change || ended_; });
    return outcome_of(change);
}

Result<void> SqliteJournal::flush(milliseconds timeout)
{
    std::unique_lock<std::mutex> lock(mutex_);
    const Change change = last_;
    if (committed_ >= change) return {};
    // An attempt that fails answers as well, but one made before this call says nothing.
    const std::uint64_t errors = counters_.errors;
    if (failure_) retry_at_ = platform::monotonic_now();
    want(change);
    const bool done = attempted_changed_.wait_for(lock, timeout, [&] {
        return committed_ >= change || (attempted_ >= change && counters_.errors > errors) || ended_;
    });
    if (!done)
        return core::failure(Errc::timeout, {"flush: not on the disk within ", core::Decimal(timeout.count()), " ms"});
    return outcome_of(change);
}

std::optional<Error> SqliteJournal::failure() const
{
    const std::lock_guard<std::mutex> lock(mutex_);
    return failure_;
}

JournalCounters SqliteJournal::counters() const
{
    const std::lock_guard<std::mutex> lock(mutex_);
    return counters_;
}

void SqliteJournal::close()
{
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        closing_ = true;
        wanted_.notify_one();
    }
    if (thread_.joinable()) thread_.join();
}

Result<void> SqliteJournal::begin()
{
    const std::string refused = thread_.start([this] { run(); });
    if (!refused.empty()) return core::failure(Errc::no_thread, {"the thread of the outbox's file: ", refused});
    return {};
}

void SqliteJournal::run()
{
    std::unique_lock<std::mutex> lock(mutex_);
    while (wait_until_due(lock))
        commit(lock);
    if (!pending_.empty()) commit(lock);
    lock.unlock();
    std::optional<OutboxTable> table = std::exchange(table_, std::nullopt);
    table.reset(); // tidies the file up, which takes a while
    lock.lock();
    ended_ = true;
    attempted_changed_.notify_all();
}

/// False: it is time to end.
bool SqliteJournal::wait_until_due(std::unique_lock<std::mutex> &lock)
{
    while (!closing_) {
        const std::optional<milliseconds> next = due();
        if (next && *next <= platform::monotonic_now()) return true;
        sleeps_until_ = next;
        if (next)
            wanted_.wait_until(lock, std::chrono::steady_clock::time_point(*next));
        else
            wanted_.wait(lock);
    }
    return false;
}

std::optional<milliseconds> SqliteJournal::due() const
{
    if (attempted_ < asked_for_) return milliseconds(0);
    return retry_at_ ? retry_at_ : pending_.due();
}

void SqliteJournal::commit(std::unique_lock<std::mutex> &lock)
{
    PendingChanges::Batch batch = pending_.take();
    const Change change = last_;
    const bool probing = batch.empty() && failure_;
    Result<void> written;
    if (probing || !batch.empty()) {
        lock.unlock();
        written = probing ? table_->probe() : table_->write(batch);
        lock.lock();
        ++(written ? counters_.commits : counters_.errors);
    }
    const milliseconds now = platform::monotonic_now();
    attempted_ = change;
    if (written)
        committed_ = change;
    else
        pending_.give_back(std::move(batch), now);
    const bool turned = failure_.has_value() == written.has_value();
    failure_ = written ? std::nullopt : std::optional<Error>(written.error());
    retry_at_ = written ? std::nullopt : std::optional<milliseconds>(now + config_.retry_interval);
    attempted_changed_.notify_all();
    if (!turned || !config_.report) return;
    const std::optional<Error> error = failure_;
    lock.unlock();
    config_.report(error);
    lock.lock();
}

/// Something was told. Wakes the thread if it would sleep too long.
void SqliteJournal::changed()
{
    ++last_;
    const std::optional<milliseconds> next = due();
    if (next && (!sleeps_until_ || *next < *sleeps_until_)) wanted_.notify_one();
}

void SqliteJournal::want(Change change)
{
    asked_for_ = std::max(asked_for_, change);
    wanted_.notify_one();
}

Result<void> SqliteJournal::outcome_of(Change change) const
{
    if (committed_ >= change) return {};
    if (failure_) return tl::unexpected<Error>(*failure_);
    return core::failure(Errc::closed, "the client was closed");
}

} // namespace

Result<OpenJournal> open_journal(JournalConfig config)
{
    auto table = OutboxTable::open(config.file);
    if (!table) return tl::unexpected<Error>(table.error());
    auto recovered = table->load(config.wall_now());
    if (!recovered) return tl::unexpected<Error>(recovered.error());
    auto journal = std::make_unique<SqliteJournal>(std::move(config), std::move(*table));
    if (auto begun = journal->begin(); !begun) return tl::unexpected<Error>(begun.error());
    return OpenJournal{std::move(journal), std::move(*recovered)};
}

} // namespace lmq::outbox
