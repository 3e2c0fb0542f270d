#include "store/sqlite_writer.hpp"

#include <utility>

#include "store/sqlite_schema.hpp"

namespace lmq::broker::store
{

using platform::Statement;
using Kind = Change::Kind;

enum class SqliteWriter::Sql : std::uint8_t {
    begin,
    commit,
    put_session,
    drop_session,
    drop_subscriptions_of,
    drop_received_of,
    drop_entries_of,
    put_subscription,
    drop_subscription,
    put_received,
    drop_received,
    put_body,
    drop_body,
    put_entry,
    drop_entry,
    put_retained,
    drop_retained,
    put_revoked,
    drop_revoked_until,
    put_topic,
    put_mq,
    drop_mq_between,
    put_consumer,
    put_counters,
    count_,
};

namespace
{

constexpr std::array<const char *, 24> texts = {
    "BEGIN IMMEDIATE",
    "COMMIT",
    "REPLACE INTO session VALUES(?, ?, ?)",
    "DELETE FROM session WHERE number = ?",
    "DELETE FROM subscription WHERE session = ?",
    "DELETE FROM received WHERE session = ?",
    "DELETE FROM entry WHERE session = ?",
    "REPLACE INTO subscription VALUES(?, ?, ?)",
    "DELETE FROM subscription WHERE session = ? AND filter = ?",
    "REPLACE INTO received VALUES(?, ?)",
    "DELETE FROM received WHERE session = ? AND packet_id = ?",
    "REPLACE INTO body VALUES(?, ?, ?)",
    "DELETE FROM body WHERE id = ?",
    "REPLACE INTO entry VALUES(?, ?, ?, ?, ?, ?, ?)",
    "DELETE FROM entry WHERE sequence = ?",
    "REPLACE INTO retained VALUES(?, ?, ?)",
    "DELETE FROM retained WHERE topic = ?",
    "REPLACE INTO revoked VALUES(?, ?)",
    "DELETE FROM revoked WHERE expire_ms <= ?",
    "INSERT INTO mq_topic VALUES(?, ?)",
    "REPLACE INTO mq VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "DELETE FROM mq WHERE place >= ? AND place < ?",
    "REPLACE INTO consumer VALUES(?, ?, ?)",
    "UPDATE counters SET session = ?, body = ?, sequence = ?, mq = ?, newest_ms = ?",
};

/// SQLite's integers are signed; the numbers never come that far.
std::int64_t as_signed(std::uint64_t number)
{
    return static_cast<std::int64_t>(number);
}

std::int64_t mq_place(std::int64_t topic, std::uint64_t position)
{
    return topic << mq_position_bits | as_signed(position);
}

} // namespace

Result<void> SqliteWriter::prepare()
{
    static_assert(texts.size() == static_cast<std::size_t>(Sql::count_) && texts.size() == statements);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        auto prepared = database_.prepare(texts[i]);
        if (!prepared) return tl::unexpected(prepared.error());
        statements_[i] = std::move(*prepared);
    }
    auto topics = database_.prepare("SELECT id, name FROM mq_topic");
    if (!topics) return tl::unexpected(topics.error());
    int code = SQLITE_OK;
    while ((code = topics->step()) == SQLITE_ROW)
        topics_.emplace(topics->bytes(1), topics->integer(0));
    if (code != SQLITE_DONE) return tl::unexpected(database_.error(code, "cannot be read"));
    return {};
}

Result<void> SqliteWriter::write(const PendingChanges &changes, const Counters &counters)
{
    const int code = write_all(changes, counters);
    if (code == SQLITE_OK) {
        new_topics_.clear();
        return {};
    }
    Error error = database_.error(code, "cannot be written"); // before the next call replaces its text
    if (sqlite3_get_autocommit(database_.handle()) == 0)
        sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    for (const std::string &topic : std::exchange(new_topics_, {}))
        topics_.erase(topic);
    return tl::unexpected(std::move(error));
}

int SqliteWriter::write_all(const PendingChanges &changes, const Counters &counters)
{
    int code = statement(Sql::begin).run();
    for (const Change &change : changes.all()) {
        if (code != SQLITE_OK) return code;
        code = apply(changes, change);
    }
    if (code == SQLITE_OK)
        code = statement(Sql::put_counters)
                   .bind(1, as_signed(counters.session))
                   .bind(2, as_signed(counters.body))
                   .bind(3, as_signed(counters.sequence))
                   .bind(4, as_signed(counters.mq))
                   .bind(5, counters.newest_ms)
                   .run();
    return code == SQLITE_OK ? statement(Sql::commit).run() : code;
}

int SqliteWriter::apply(const PendingChanges &changes, const Change &change)
{
    std::size_t at = change.texts;
    const auto number = as_signed(change.number);
    const auto session = as_signed(change.session);
    switch (change.kind) {
    case Kind::nothing:
        return SQLITE_OK;
    case Kind::put_session:
        return statement(Sql::put_session).bind(1, number).bind(2, changes.text(at)).bind(3, change.flags).run();
    case Kind::drop_session:
        return drop_session(change.number);
    case Kind::put_subscription:
        return statement(Sql::put_subscription).bind(1, session).bind(2, changes.text(at)).bind(3, change.qos).run();
    case Kind::drop_subscription:
        return statement(Sql::drop_subscription).bind(1, session).bind(2, changes.text(at)).run();
    case Kind::put_received:
        return statement(Sql::put_received).bind(1, session).bind(2, change.packet_id).run();
    case Kind::drop_received:
        return statement(Sql::drop_received).bind(1, session).bind(2, change.packet_id).run();
    case Kind::put_body: {
        const std::string_view topic = changes.text(at);
        return statement(Sql::put_body).bind(1, number).bind(2, topic).bind_blob(3, changes.text(at)).run();
    }
    case Kind::drop_body:
        return statement(Sql::drop_body).bind(1, number).run();
    case Kind::put_entry:
        return statement(Sql::put_entry)
            .bind(1, number)
            .bind(2, session)
            .bind(3, as_signed(change.body))
            .bind(4, change.ms)
            .bind(5, change.qos)
            .bind(6, change.flags)
            .bind(7, change.packet_id)
            .run();
    case Kind::drop_entry:
        return statement(Sql::drop_entry).bind(1, number).run();
    case Kind::put_retained: {
        const std::string_view topic = changes.text(at);
        return statement(Sql::put_retained).bind(1, topic).bind_blob(2, changes.text(at)).bind(3, change.qos).run();
    }
    case Kind::drop_retained:
        return statement(Sql::drop_retained).bind(1, changes.text(at)).run();
    case Kind::put_revoked:
        return statement(Sql::put_revoked).bind(1, change.ms).bind(2, changes.text(at)).run();
    case Kind::drop_revoked_until:
        return statement(Sql::drop_revoked_until).bind(1, change.ms).run();
    case Kind::put_mq:
        return put_mq(changes, change);
    case Kind::drop_mq_before:
        return drop_mq_before(changes.text(at), change.number);
    case Kind::put_consumer:
        return put_consumer(changes, change);
    case Kind::clear:
        return clear();
    }
    return SQLITE_MISUSE;
}

int SqliteWriter::drop_session(std::uint64_t session)
{
    for (const Sql sql : {Sql::drop_session, Sql::drop_subscriptions_of, Sql::drop_received_of, Sql::drop_entries_of}) {
        const int code = statement(sql).bind(1, as_signed(session)).run();
        if (code != SQLITE_OK) return code;
    }
    return SQLITE_OK;
}

int SqliteWriter::put_mq(const PendingChanges &changes, const Change &change)
{
    std::size_t at = change.texts;
    std::int64_t topic = 0;
    if (const int code = topic_number(changes.text(at), topic); code != SQLITE_OK) return code;
    Statement &put = statement(Sql::put_mq);
    put.bind(1, mq_place(topic, change.number))
        .bind(2, as_signed(change.body))
        .bind(3, change.ms)
        .bind(4, change.queue)
        .bind(5, change.flags)
        .bind(6, change.qos);
    for (int column = 7; column <= 9; ++column) // second topic, client id, tag
        put.bind(column, changes.text(at));
    for (int column = 10; column <= 11; ++column) // properties, body
        put.bind_blob(column, changes.text(at));
    return put.run();
}

int SqliteWriter::drop_mq_before(std::string_view topic, std::uint64_t position)
{
    const auto found = topics_.find(topic);
    if (found == topics_.end()) return SQLITE_OK;
    return statement(Sql::drop_mq_between)
        .bind(1, mq_place(found->second, 0))
        .bind(2, mq_place(found->second, position))
        .run();
}

int SqliteWriter::put_consumer(const PendingChanges &changes, const Change &change)
{
    std::size_t at = change.texts;
    std::int64_t topic = 0;
    if (const int code = topic_number(changes.text(at), topic); code != SQLITE_OK) return code;
    return statement(Sql::put_consumer)
        .bind(1, topic)
        .bind(2, changes.text(at))
        .bind(3, as_signed(change.number))
        .run();
}

int SqliteWriter::topic_number(std::string_view topic, std::int64_t &number)
{
    const auto found = topics_.find(topic);
    if (found != topics_.end()) {
        number = found->second;
        return SQLITE_OK;
    }
    number = static_cast<std::int64_t>(topics_.size()) + 1; // none is ever removed
    const int code = statement(Sql::put_topic).bind(1, number).bind(2, topic).run();
    if (code != SQLITE_OK) return code;
    topics_.emplace(topic, number);
    new_topics_.emplace_back(topic);
    return SQLITE_OK;
}

/// Topics keep their numbers.
int SqliteWriter::clear()
{
    constexpr const char *all = "DELETE FROM session; DELETE FROM subscription; DELETE FROM received; DELETE FROM body;"
                                "DELETE FROM entry; DELETE FROM retained; DELETE FROM revoked; DELETE FROM mq;"
                                "DELETE FROM consumer";
    return sqlite3_exec(database_.handle(), all, nullptr, nullptr, nullptr);
}

} // namespace lmq::broker::store
