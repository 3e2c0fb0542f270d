#include <mutex>
#include <utility>

#include "core/text.hpp"
#include "inbox/inbox.hpp"
#include "inbox/inbox_table.hpp"
#include "lmq/platform/clock.hpp"

namespace lmq::inbox
{
namespace
{

// What was handled is gone from the disk at the latest so much later, if no message comes that takes it along.
constexpr Time tidy_after{200};
constexpr Time retry_after{1000};

class SqliteInbox final : public Inbox
{
public:
    SqliteInbox(InboxConfig config, InboxTable table, Key last)
        : config_(std::move(config)), table_(std::move(table)), last_(last)
    {
    }

    Result<Key> keep(const ReceivedMessage &message) override;
    void handled(Key key, Time now) override;
    std::optional<Time> next_deadline() const override;
    void tidy(Time now) override;
    Counters counters() const override;
    void close() override;

private:
    Result<void> write(Key key, const ReceivedMessage *message);

    const InboxConfig config_;

    std::mutex disk_mutex_; ///< taken before mutex_
    std::optional<InboxTable> table_;
    Key last_;
    bool failing_ = false;

    mutable std::mutex mutex_; ///< a leaf; nobody who has it touches the disk
    std::vector<Key> handled_;
    std::optional<Time> tidy_at_;
    Counters counters_;
};

Result<Key> SqliteInbox::keep(const ReceivedMessage &message)
{
    const std::lock_guard<std::mutex> disk(disk_mutex_);
    if (auto written = write(last_ + 1, &message); !written) return tl::unexpected<Error>(written.error());
    return ++last_;
}

void SqliteInbox::handled(Key key, Time now)
{
    const std::lock_guard<std::mutex> lock(mutex_);
    handled_.push_back(key);
    if (!tidy_at_) tidy_at_ = now + tidy_after;
}

std::optional<Time> SqliteInbox::next_deadline() const
{
    const std::lock_guard<std::mutex> lock(mutex_);
    return tidy_at_;
}

void SqliteInbox::tidy(Time now)
{
    if (const auto due = next_deadline(); !due || *due > now) return;
    const std::lock_guard<std::mutex> disk(disk_mutex_);
    static_cast<void>(write(0, nullptr)); // reported, and tried again
}

Counters SqliteInbox::counters() const
{
    const std::lock_guard<std::mutex> lock(mutex_);
    return counters_;
}

void SqliteInbox::close()
{
    const std::lock_guard<std::mutex> disk(disk_mutex_);
    static_cast<void>(write(0, nullptr)); // what stays is handled again in the next life
    table_.reset();
}

// With disk_mutex_.
Result<void> SqliteInbox::write(Key key, const ReceivedMessage *message)
{
    if (!table_) return core::failure(Errc::closed, "the client was closed");
    std::vector<Key> gone;
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        std::swap(gone, handled_);
        tidy_at_.reset();
    }
    if (gone.empty() && message == nullptr) return {};
    auto written = table_->write(gone, key, message);
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        ++(written ? counters_.commits : counters_.errors);
        if (!written && !gone.empty()) {
            handled_.insert(handled_.end(), gone.begin(), gone.end());
            tidy_at_ = platform::monotonic_now() + retry_after;
        }
    }
    if (std::exchange(failing_, !written) == written.has_value() && config_.report)
        config_.report(written ? std::nullopt : std::optional<Error>(written.error()));
    return written;
}

} // namespace

Result<OpenInbox> open_inbox(InboxConfig config)
{
    auto table = InboxTable::open(config.file);
    if (!table) return tl::unexpected<Error>(table.error());
    auto left = table->load();
    if (!left) return tl::unexpected<Error>(left.error());
    const Key last = left->empty() ? 0 : left->back().key;
    return OpenInbox{std::make_unique<SqliteInbox>(std::move(config), std::move(*table), last), std::move(*left)};
}

} // namespace lmq::inbox
