#include <map>
#include <string>

#include "store/property_blob.hpp"
#include "store/row_flags.hpp"
#include "store/sqlite_store.hpp"

namespace lmq::broker::store
{
namespace
{

using platform::Database;
using platform::Statement;

/// Calls `take` with the statement at each row of `sql`.
template <class Take>
Result<void> each_row(Database &database, const char *sql, Take take)
{
    auto rows = database.prepare(sql);
    if (!rows) return tl::unexpected(rows.error());
    int code = SQLITE_OK;
    while ((code = rows->step()) == SQLITE_ROW)
        take(*rows);
    if (code == SQLITE_DONE) return {};
    return tl::unexpected(database.error(code, "cannot be read"));
}

std::uint64_t number(const Statement &row, int column)
{
    return static_cast<std::uint64_t>(row.integer(column));
}

std::uint8_t qos(const Statement &row, int column)
{
    return static_cast<std::uint8_t>(row.integer(column));
}

std::uint16_t packet_id(const Statement &row, int column)
{
    return static_cast<std::uint16_t>(row.integer(column));
}

Result<void> load_sessions(Database &database, Recovery &into)
{
    auto done = each_row(database, "SELECT number, client_id, clean FROM session ORDER BY number",
                         [&into](const Statement &row) {
                             into.session({number(row, 0), row.bytes(1), row.integer(2) != 0});
                         });
    if (done)
        done =
            each_row(database, "SELECT session, filter, qos FROM subscription ORDER BY session, filter",
                     [&into](const Statement &row) { into.subscription(number(row, 0), row.bytes(1), qos(row, 2)); });
    if (done)
        done = each_row(database, "SELECT session, packet_id FROM received ORDER BY session, packet_id",
                        [&into](const Statement &row) { into.received(number(row, 0), packet_id(row, 1)); });
    return done;
}

Result<void> load_messages(Database &database, Recovery &into)
{
    auto done = each_row(database, "SELECT id, topic, payload FROM body ORDER BY id", [&into](const Statement &row) {
        into.body({number(row, 0), row.bytes(1), row.bytes(2)});
    });
    if (done)
        done = each_row(database,
                        "SELECT sequence, session, body, store_ms, qos, flags, packet_id FROM entry ORDER BY sequence",
                        [&into](const Statement &row) {
                            EntryRow entry;
                            entry.sequence = number(row, 0);
                            entry.session = number(row, 1);
                            entry.body = number(row, 2);
                            entry.store_ms = row.integer(3);
                            entry.qos = qos(row, 4);
                            set_flags(entry, row.integer(5));
                            entry.packet_id = packet_id(row, 6);
                            into.entry(entry);
                        });
    if (done)
        done = each_row(database, "SELECT topic, payload, qos FROM retained ORDER BY topic",
                        [&into](const Statement &row) {
                            into.retained(row.bytes(0), {0, row.bytes(0), row.bytes(1)}, qos(row, 2));
                        });
    return done;
}

Result<void> load_mq(Database &database, Recovery &into)
{
    constexpr std::uint64_t position_mask = (std::uint64_t{1} << mq_position_bits) - 1;
    bool readable = true;
    auto done = each_row(database,
                         "SELECT name, place, mq.id, store_ms, queue, flags, qos, second_topic, client_id, tag,"
                         " properties, body FROM mq JOIN mq_topic ON mq_topic.id = place >> 44 ORDER BY place",
                         [&into, &readable](const Statement &row) {
                             const auto properties = decode_properties(row.bytes(10));
                             if (!properties) {
                                 readable = false;
                                 return;
                             }
                             MqRow message;
                             message.topic = row.bytes(0);
                             message.position = number(row, 1) & position_mask;
                             message.id = number(row, 2);
                             message.store_ms = row.integer(3);
                             message.queue = static_cast<std::uint32_t>(row.integer(4));
                             set_flags(message, row.integer(5));
                             message.qos = qos(row, 6);
                             message.second_topic = row.bytes(7);
                             message.client_id = row.bytes(8);
                             message.tag = row.bytes(9);
                             if (!properties->empty()) message.properties = &*properties;
                             message.body = row.bytes(11);
                             into.mq(message);
                         });
    if (done && !readable)
        return fail(Errc::store_damaged, "store " + database.path() + ": is damaged: the properties of a message");
    if (done)
        done = each_row(
            database,
            "SELECT mq_topic.name, consumer.name, position FROM consumer JOIN mq_topic ON id = topic ORDER BY 1, 2",
            [&into](const Statement &row) { into.consumer(row.bytes(0), row.bytes(1), number(row, 2)); });
    return done;
}

} // namespace

Result<void> SqliteStore::load(Recovery &into)
{
    static_assert(mq_position_bits == 44, "the shift in load_mq's statement");
    auto done = load_sessions(database_, into);
    if (done) done = load_messages(database_, into);
    if (done)
        done = each_row(database_, "SELECT expire_ms, nonce FROM revoked ORDER BY expire_ms, nonce",
                        [&into](const Statement &row) { into.revoked(row.integer(0), row.bytes(1)); });
    if (done) done = load_mq(database_, into);
    if (done) into.counters(counters_.session, counters_.body, counters_.sequence, counters_.mq);
    return done;
}

} // namespace lmq::broker::store
