#ifndef LMQ_OUTBOX_OUTBOX_TABLE_HPP
#define LMQ_OUTBOX_OUTBOX_TABLE_HPP

#include <string>
#include <vector>

#include "lmq/platform/store_file.hpp"
#include "outbox/journal.hpp"
#include "outbox/pending_changes.hpp"

namespace lmq::outbox
{

/// The SQLite file of a journal. One thread at a time.
class OutboxTable
{
public:
    /// Errors: store_….
    static Result<OutboxTable> open(const std::string &path);

    /// Everything, in the order of the keys. `wall_now`: for what is left of the times to live. Errors: store_….
    Result<std::vector<Recovered>> load(std::chrono::milliseconds wall_now);

    /// All of it in one commit, or nothing of it. Errors: store_….
    Result<void> write(const PendingChanges::Batch &batch);
    /// A commit that changes nothing, to see whether one can be made. Errors: store_….
    Result<void> probe();

    platform::Database &database() { return database_; }

private:
    explicit OutboxTable(platform::Database database) : database_(std::move(database)) {}
    int put(std::uint64_t key, const Record &record);

    platform::Database database_;
    platform::Statement put_;
    platform::Statement remove_;
};

} // namespace lmq::outbox

#endif
