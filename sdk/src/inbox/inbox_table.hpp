#ifndef LMQ_INBOX_INBOX_TABLE_HPP
#define LMQ_INBOX_INBOX_TABLE_HPP

#include <string>
#include <utility>
#include <vector>

#include "inbox/inbox.hpp"
#include "lmq/platform/store_file.hpp"

namespace lmq::inbox
{

/// The SQLite file of an inbox. One thread at a time.
class InboxTable
{
public:
    /// Errors: store_….
    static Result<InboxTable> open(const std::string &path);

    /// Everything, in the order of the keys. Errors: store_….
    Result<std::vector<Arrived>> load();

    /// Removes the messages of `handled`, and adds `message` (null: none) under `key`, all in one commit. Errors:
    /// store_….
    Result<void> write(const std::vector<Key> &handled, Key key, const ReceivedMessage *message);

    platform::Database &database() { return database_; }

private:
    explicit InboxTable(platform::Database database) : database_(std::move(database)) {}

    platform::Database database_;
    platform::Statement put_;
    platform::Statement remove_;
};

} // namespace lmq::inbox

#endif
