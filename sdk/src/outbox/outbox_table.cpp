#include "outbox/outbox_table.hpp"

#include <algorithm>
#include <utility>

#include "core/text.hpp"

namespace lmq::outbox
{
namespace
{

constexpr platform::StoreFormat format{
    0x6c6d714f, // "lmqO"
    1,
    "CREATE TABLE message (key INTEGER PRIMARY KEY, topic TEXT NOT NULL, payload BLOB NOT NULL, qos INTEGER NOT NULL,"
    " retain INTEGER NOT NULL, priority INTEGER NOT NULL, time_to_live INTEGER, expires_at INTEGER);"};

using std::chrono::milliseconds;

// A clock that was set back must not give it more time than it had at first.
milliseconds left_of(milliseconds time_to_live, milliseconds expires_at, milliseconds wall_now)
{
    return std::clamp(expires_at - wall_now, milliseconds(0), time_to_live);
}

} // namespace

Result<OutboxTable> OutboxTable::open(const std::string &path)
{
    auto database = platform::open_store(path, format);
    if (!database) return tl::unexpected<Error>(database.error());
    OutboxTable table(std::move(*database));
    auto put = table.database_.prepare(
        "INSERT OR REPLACE INTO message (key, topic, payload, qos, retain, priority, time_to_live, expires_at)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    if (!put) return tl::unexpected<Error>(put.error());
    auto remove = table.database_.prepare("DELETE FROM message WHERE key = ?1");
    if (!remove) return tl::unexpected<Error>(remove.error());
    table.put_ = std::move(*put);
    table.remove_ = std::move(*remove);
    return table;
}

Result<std::vector<Recovered>> OutboxTable::load(milliseconds wall_now)
{
    auto rows = database_.prepare(
        "SELECT key, topic, payload, qos, retain, priority, time_to_live, expires_at FROM message ORDER BY key");
    if (!rows) return tl::unexpected<Error>(rows.error());
    std::vector<Recovered> all;
    int code = rows->step();
    for (; code == SQLITE_ROW; code = rows->step()) {
        Recovered row;
        row.key = static_cast<std::uint64_t>(rows->integer(0));
        row.message.topic = rows->bytes(1);
        row.message.payload = rows->bytes(2);
        const std::int64_t qos = rows->integer(3);
        const std::int64_t priority = rows->integer(5);
        if (row.message.topic.empty() || qos < 0 || qos > 2 || priority < 0 || priority > 2)
            return core::failure(Errc::store_damaged,
                                 {"store ", database_.path(), ": holds something that is no message"});
        row.message.qos = static_cast<QoS>(qos);
        row.message.retain = rows->integer(4) != 0;
        row.message.priority = static_cast<Priority>(priority);
        if (!rows->is_null(6)) {
            row.message.time_to_live = std::max(milliseconds(rows->integer(6)), milliseconds(1));
            row.remaining = left_of(*row.message.time_to_live, milliseconds(rows->integer(7)), wall_now);
        }
        all.push_back(std::move(row));
    }
    if (code != SQLITE_DONE) return tl::unexpected<Error>(database_.error(code, "cannot be read"));
    return all;
}

Result<void> OutboxTable::write(const PendingChanges::Batch &batch)
{
    return database_.transaction([&] {
        int code = SQLITE_OK;
        for (auto removal = batch.removals.begin(); code == SQLITE_OK && removal != batch.removals.end(); ++removal)
            code = remove_.bind(1, static_cast<std::int64_t>(*removal)).run();
        for (auto added = batch.additions.begin(); code == SQLITE_OK && added != batch.additions.end(); ++added)
            code = put(added->first, added->second.record);
        return code;
    });
}

Result<void> OutboxTable::probe()
{
    return database_.transaction([&] {
        const auto touched = database_.execute("PRAGMA user_version = 1");
        return touched ? SQLITE_OK : sqlite3_extended_errcode(database_.handle());
    });
}

int OutboxTable::put(std::uint64_t key, const Record &record)
{
    const Message &message = record.message;
    put_.bind(1, static_cast<std::int64_t>(key)).bind(2, std::string_view(message.topic));
    put_.bind_blob(3, message.payload).bind(4, static_cast<std::int64_t>(message.qos));
    put_.bind(5, std::int64_t{message.retain ? 1 : 0}).bind(6, static_cast<std::int64_t>(message.priority));
    put_.bind_null(7).bind_null(8);
    if (message.time_to_live && record.expires_at)
        put_.bind(7, std::int64_t{message.time_to_live->count()}).bind(8, std::int64_t{record.expires_at->count()});
    return put_.run();
}

} // namespace lmq::outbox
