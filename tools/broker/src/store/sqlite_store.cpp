#include "store/sqlite_store.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <openssl/rand.h>

#include "store/property_blob.hpp"
#include "store/row_flags.hpp"
#include "store/sqlite_file.hpp"

namespace lmq::broker::store
{
namespace
{

using Kind = Change::Kind;

constexpr std::size_t key_size = 32;
constexpr std::uint32_t most_pages = 1073741823; // SQLite's own default

Change change_of(Kind kind, std::uint64_t number = 0)
{
    Change change;
    change.kind = kind;
    change.number = number;
    return change;
}

Change change_in(Kind kind, std::uint64_t session)
{
    Change change;
    change.kind = kind;
    change.session = session;
    return change;
}

template <class Number>
void raise(Number &counter, Number number)
{
    counter = std::max(counter, number);
}

} // namespace

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::string &path, const Migrations &migrations)
{
    auto database = open_sqlite_file(path, migrations);
    if (!database) return tl::unexpected(database.error());
    std::unique_ptr<SqliteStore> store(new SqliteStore(std::move(*database)));
    if (const auto begun = store->begin(); !begun) return tl::unexpected(begun.error());
    return store;
}

Result<void> SqliteStore::begin()
{
    std::array<unsigned char, key_size> key{};
    if (RAND_bytes(key.data(), static_cast<int>(key.size())) != 1)
        return fail(Errc::internal, "store: the system gives no random bytes for the token key");
    auto keep_key = database_.prepare("INSERT OR IGNORE INTO meta VALUES('token_key', ?)");
    if (!keep_key) return tl::unexpected(keep_key.error());
    keep_key->bind_blob(1, {reinterpret_cast<const char *>(key.data()), key.size()});
    auto done = database_.execute("BEGIN IMMEDIATE;"
                                  "INSERT OR IGNORE INTO meta VALUES('starts', 0);"
                                  "UPDATE meta SET value = value + 1 WHERE name = 'starts'");
    if (!done) return done;
    if (const int code = keep_key->run(); code != SQLITE_OK)
        return tl::unexpected(database_.error(code, "cannot be written"));
    done = database_.execute("COMMIT");
    if (done) done = read_meta();
    if (done) done = writer_.prepare();
    return done;
}

Result<void> SqliteStore::read_meta()
{
    const auto starts = database_.number("SELECT value FROM meta WHERE name = 'starts'");
    if (!starts) return tl::unexpected(starts.error());
    starts_ = static_cast<std::uint64_t>(*starts);
    auto key = database_.prepare("SELECT value FROM meta WHERE name = 'token_key'");
    if (!key) return tl::unexpected(key.error());
    if (const int code = key->step(); code != SQLITE_ROW)
        return tl::unexpected(database_.error(code, "cannot be read"));
    token_key_ = std::string(key->bytes(0));
    auto counters = database_.prepare("SELECT session, body, sequence, mq, newest_ms FROM counters");
    if (!counters) return tl::unexpected(counters.error());
    if (const int code = counters->step(); code != SQLITE_ROW)
        return tl::unexpected(database_.error(code, "cannot be read"));
    const auto number = [&counters](int column) { return static_cast<std::uint64_t>(counters->integer(column)); };
    counters_ = committed_ = {number(0), number(1), number(2), number(3), counters->integer(4)};
    return {};
}

Result<void> SqliteStore::limit_pages(std::uint32_t pages)
{
    return database_.execute(("PRAGMA max_page_count=" + std::to_string(pages == 0 ? most_pages : pages)).c_str());
}

Result<void> SqliteStore::refuse_writes(bool refused)
{
    return database_.execute(refused ? "PRAGMA query_only=1" : "PRAGMA query_only=0");
}

// With NORMAL a commit is in the log, but the log is not flushed to the disk.
Result<void> SqliteStore::wait_for_disk(bool wanted)
{
    if (wanted == waits_for_disk_) return {};
    const auto done = database_.execute(wanted ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
    if (done) waits_for_disk_ = wanted;
    return done;
}

Result<void> SqliteStore::commit()
{
    if (!dirty()) return {};
    auto written = wait_for_disk(pending_.urgent());
    if (written) written = writer_.write(pending_, counters_);
    if (!written) return written;
    committed_ = counters_;
    pending_.clear();
    return {};
}

void SqliteStore::put_session(const SessionRow &row)
{
    raise(counters_.session, row.number);
    Change change = change_of(Kind::put_session, row.number);
    change.flags = row.clean ? 1 : 0;
    pending_.add(change, {row.client_id});
}

void SqliteStore::drop_session(std::uint64_t session)
{
    pending_.add(change_of(Kind::drop_session, session));
}

void SqliteStore::put_subscription(std::uint64_t session, std::string_view filter, std::uint8_t qos)
{
    Change change = change_in(Kind::put_subscription, session);
    change.qos = qos;
    pending_.add(change, {filter});
}

void SqliteStore::drop_subscription(std::uint64_t session, std::string_view filter)
{
    pending_.add(change_in(Kind::drop_subscription, session), {filter});
}

void SqliteStore::put_received(std::uint64_t session, std::uint16_t packet_id)
{
    Change change = change_in(Kind::put_received, session);
    change.packet_id = packet_id;
    pending_.add(change);
}

void SqliteStore::drop_received(std::uint64_t session, std::uint16_t packet_id)
{
    Change change = change_in(Kind::drop_received, session);
    change.packet_id = packet_id;
    pending_.add(change);
}

void SqliteStore::put_body(const BodyRow &row)
{
    raise(counters_.body, row.id);
    pending_.add(change_of(Kind::put_body, row.id), {row.topic, row.payload});
}

// What is newer than the file's counters cannot be in it: taking back the put is all there is to do.
void SqliteStore::drop_body(std::uint64_t id)
{
    pending_.take_back(Kind::put_body, id);
    if (id <= committed_.body) pending_.add(change_of(Kind::drop_body, id));
}

void SqliteStore::put_entry(const EntryRow &row)
{
    raise(counters_.sequence, row.sequence);
    raise(counters_.newest_ms, row.store_ms);
    Change change = change_of(Kind::put_entry, row.sequence);
    change.session = row.session;
    change.body = row.body;
    change.ms = row.store_ms;
    change.qos = row.qos;
    change.flags = flags_of(row);
    change.packet_id = row.packet_id;
    pending_.add(change);
}

void SqliteStore::drop_entry(std::uint64_t sequence)
{
    pending_.take_back(Kind::put_entry, sequence);
    if (sequence <= committed_.sequence) pending_.add(change_of(Kind::drop_entry, sequence));
}

void SqliteStore::put_retained(std::string_view topic, const BodyRow &row, std::uint8_t qos)
{
    Change change = change_of(Kind::put_retained);
    change.qos = qos;
    pending_.add(change, {topic, row.payload});
}

void SqliteStore::drop_retained(std::string_view topic)
{
    pending_.add(change_of(Kind::drop_retained), {topic});
}

void SqliteStore::put_revoked(std::int64_t expire_ms, std::string_view nonce)
{
    Change change = change_of(Kind::put_revoked);
    change.ms = expire_ms;
    pending_.add(change, {nonce});
}

void SqliteStore::drop_revoked_until(std::int64_t now_ms)
{
    Change change = change_of(Kind::drop_revoked_until);
    change.ms = now_ms;
    pending_.add(change);
}

void SqliteStore::put_mq(const MqRow &row)
{
    raise(counters_.mq, row.id);
    raise(counters_.newest_ms, row.store_ms);
    Change change = change_of(Kind::put_mq, row.position);
    change.body = row.id;
    change.ms = row.store_ms;
    change.queue = row.queue;
    change.flags = flags_of(row);
    change.qos = row.qos;
    const std::string properties = row.properties ? encode_properties(*row.properties) : std::string();
    pending_.add(change, {row.topic, row.second_topic, row.client_id, row.tag, properties, row.body});
}

void SqliteStore::drop_mq_before(std::string_view topic, std::uint64_t position)
{
    pending_.add(change_of(Kind::drop_mq_before, position), {topic});
}

void SqliteStore::put_consumer(std::string_view topic, std::string_view group, std::uint64_t position)
{
    pending_.add(change_of(Kind::put_consumer, position), {topic, group});
}

void SqliteStore::clear()
{
    pending_.clear();
    pending_.add(change_of(Kind::clear));
    counters_.newest_ms = 0;
}

} // namespace lmq::broker::store
