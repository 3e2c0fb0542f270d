#include "inbox/inbox_table.hpp"

#include "core/text.hpp"

namespace lmq::inbox
{
namespace
{

constexpr platform::StoreFormat format{
    0x6c6d7149, // "lmqI"
    1,
    "CREATE TABLE message (key INTEGER PRIMARY KEY, topic TEXT NOT NULL, payload BLOB NOT NULL, qos INTEGER NOT NULL,"
    " retained INTEGER NOT NULL);"};

} // namespace

Result<InboxTable> InboxTable::open(const std::string &path)
{
    auto database = platform::open_store(path, format);
    if (!database) return tl::unexpected<Error>(database.error());
    InboxTable table(std::move(*database));
    auto put =
        table.database_.prepare("INSERT INTO message (key, topic, payload, qos, retained) VALUES (?1, ?2, ?3, ?4, ?5)");
    if (!put) return tl::unexpected<Error>(put.error());
    auto remove = table.database_.prepare("DELETE FROM message WHERE key = ?1");
    if (!remove) return tl::unexpected<Error>(remove.error());
    table.put_ = std::move(*put);
    table.remove_ = std::move(*remove);
    return table;
}

Result<std::vector<Arrived>> InboxTable::load()
{
    auto rows = database_.prepare("SELECT key, topic, payload, qos, retained FROM message ORDER BY key");
    if (!rows) return tl::unexpected<Error>(rows.error());
    std::vector<Arrived> all;
    int code = rows->step();
    for (; code == SQLITE_ROW; code = rows->step()) {
        Arrived row;
        row.key = static_cast<Key>(rows->integer(0));
        row.message.topic = rows->bytes(1);
        row.message.payload = rows->bytes(2);
        const std::int64_t qos = rows->integer(3);
        if (row.key == 0 || qos < 1 || qos > 2)
            return core::failure(Errc::store_damaged,
                                 {"store ", database_.path(), ": holds something that is no message"});
        row.message.qos = static_cast<QoS>(qos);
        row.message.retained = rows->integer(4) != 0;
        row.message.duplicate = true;
        all.push_back(std::move(row));
    }
    if (code != SQLITE_DONE) return tl::unexpected<Error>(database_.error(code, "cannot be read"));
    return all;
}

Result<void> InboxTable::write(const std::vector<Key> &handled, Key key, const ReceivedMessage *message)
{
    return database_.transaction([&] {
        int code = SQLITE_OK;
        for (auto gone = handled.begin(); code == SQLITE_OK && gone != handled.end(); ++gone)
            code = remove_.bind(1, static_cast<std::int64_t>(*gone)).run();
        if (code != SQLITE_OK || message == nullptr) return code;
        put_.bind(1, static_cast<std::int64_t>(key)).bind(2, std::string_view(message->topic));
        put_.bind_blob(3, message->payload).bind(4, static_cast<std::int64_t>(message->qos));
        return put_.bind(5, std::int64_t{message->retained ? 1 : 0}).run();
    });
}

} // namespace lmq::inbox
