#ifndef LMQ_OUTBOX_JOURNAL_HPP
#define LMQ_OUTBOX_JOURNAL_HPP

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lmq/message.hpp"
#include "lmq/platform/clock.hpp"
#include "lmq/result.hpp"

/// What keeps the outbox beyond the life of the process.
namespace lmq::outbox
{

/// Numbers what a journal was told, from 1.
using Change = std::uint64_t;

/// A message of an earlier life.
struct Recovered {
    std::uint64_t key = 0;
    Message message;
    std::optional<std::chrono::milliseconds> remaining; ///< of its time to live; 0: none is left
};

struct JournalCounters {
    std::uint64_t commits = 0;
    std::uint64_t errors = 0; ///< failed commits
};

/// Is told of every message that the outbox takes and is done with, and keeps those in between on the disk. What is
/// told waits, and is written by a thread of the journal's own. Thread-safe.
class Journal
{
public:
    virtual ~Journal() = default;

    /// The outbox took `message`, whose time to live begins now. `replaces`: in place of the one that has this key.
    virtual Change stored(std::uint64_t key, const Message &message, bool replaces) = 0;
    /// The outbox is done with it.
    virtual void removed(std::uint64_t key) = 0;
    /// False: the message of this change is sent only after its commit.
    virtual bool may_send(Change change) const = 0;

    /// Whether publish() is to wait() for its message.
    virtual bool commits_each() const = 0;
    /// Waits for the commit that `change` is in. Errors: those of the commit, store_….
    virtual Result<void> wait(Change change) = 0;
    /// Commits now what was told so far, and waits for it. Errors: those of the commit; timeout.
    virtual Result<void> flush(std::chrono::milliseconds timeout) = 0;
    /// What went wrong with the last commit; nothing: it succeeded.
    virtual std::optional<Error> failure() const = 0;
    virtual JournalCounters counters() const = 0;
    /// Commits what was told, if that can be done, and lets the file go. What is told afterwards is forgotten.
    virtual void close() = 0;
};

struct JournalConfig {
    std::string file;
    std::chrono::milliseconds commit_interval{200}; ///< 0: each message at once
    std::chrono::milliseconds retry_interval{1000}; ///< after a commit that failed
    /// On the journal's thread, when commits begin to fail, and with nothing when they succeed again.
    std::function<void(const std::optional<Error> &)> report;
    std::function<std::chrono::milliseconds()> wall_now = platform::wall_now;
};

struct OpenJournal {
    std::unique_ptr<Journal> journal;
    std::vector<Recovered> recovered; ///< in the order of their keys
};

/// Opens the file, or makes it. Errors: store_…; store_unsupported without SQLite.
Result<OpenJournal> open_journal(JournalConfig config);

} // namespace lmq::outbox

#endif
