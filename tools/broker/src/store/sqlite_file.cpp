#include "store/sqlite_file.hpp"

#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

// A file is looked at before it is used, for one that is not ours, is damaged or comes from a newer version must be
// found by whoever asks for help as it was. The header is enough for most of that, and is read past all of SQLite's
// machinery; but through its descriptor, for closing any other of ours would give up the process's locks on the file.
namespace lmq::broker::store
{
namespace
{

using platform::Database;

constexpr std::size_t header_size = 100;
constexpr std::string_view header_start("SQLite format 3\0", 16);
constexpr std::size_t user_version_at = 60;
constexpr std::size_t application_id_at = 68;

Error error_of(const Database &database, Errc code, std::string_view what)
{
    return {code, "store " + database.path() + ": " + std::string(what)};
}

tl::unexpected<Error> foreign(const Database &database)
{
    return tl::unexpected(
        error_of(database, Errc::store_damaged, "is not a file of lmq-broker's; it was left as it is"));
}

tl::unexpected<Error> newer(const Database &database, std::int64_t version, std::size_t known)
{
    return tl::unexpected(error_of(database, Errc::store_newer,
                                   "was written by a newer version of lmq: it is of version " +
                                       std::to_string(version) + ", this one knows " + std::to_string(known)));
}

/// A file that holds a key is its owner's alone.
Result<void> make_if_absent(const std::string &path)
{
    constexpr mode_t owner_only = 0600;
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, owner_only);
    if (descriptor >= 0)
        ::close(descriptor);
    else if (errno != EEXIST)
        return fail(Errc::store_failed, "store " + path + ": cannot be made: " + std::strerror(errno));
    return {};
}

std::int64_t big_endian(const unsigned char *bytes)
{
    return std::int64_t{bytes[0]} << 24 | std::int64_t{bytes[1]} << 16 | std::int64_t{bytes[2]} << 8 | bytes[3];
}

/// Whether the file may be read as ours. True: it is; false: it is empty.
Result<bool> check_header(const Database &database, const Migrations &migrations)
{
    const auto start = database.start(header_size);
    if (!start) return tl::unexpected(start.error());
    if (start->empty()) return false;
    const auto *header = reinterpret_cast<const unsigned char *>(start->data());
    if (start->size() < header_size || start->compare(0, header_start.size(), header_start) != 0 ||
        big_endian(header + application_id_at) != sqlite_application_id)
        return foreign(database);
    const std::int64_t version = big_endian(header + user_version_at);
    if (version > static_cast<std::int64_t>(migrations.size())) return newer(database, version, migrations.size());
    return true;
}

Result<void> check_content(Database &database)
{
    auto check = database.prepare("PRAGMA quick_check(1)");
    if (!check) return tl::unexpected(check.error());
    const int code = check->step();
    if (code != SQLITE_ROW) return tl::unexpected(database.error(code, "cannot be read"));
    if (check->bytes(0) == "ok") return {};
    return tl::unexpected(error_of(database, Errc::store_damaged, "is damaged: " + std::string(check->bytes(0))));
}

/// In a transaction that has the file to itself: the header may be older than what the log beside it holds.
Result<void> migrate(Database &database, const Migrations &migrations, bool is_new)
{
    if (!is_new)
        if (const auto checked = check_content(database); !checked) return checked;
    const auto version = database.number("PRAGMA user_version");
    if (!version) return tl::unexpected(version.error());
    if (*version > static_cast<std::int64_t>(migrations.size())) return newer(database, *version, migrations.size());
    for (auto next = static_cast<std::size_t>(*version); next < migrations.size(); ++next)
        if (const auto done = database.execute(migrations[next]); !done) return done;
    if (static_cast<std::size_t>(*version) == migrations.size()) return {};
    const std::string marks = "PRAGMA application_id=" + std::to_string(sqlite_application_id) +
                              ";PRAGMA user_version=" + std::to_string(migrations.size());
    return database.execute(marks.c_str());
}

void checkpoint_at_close(const Database &database, bool wanted)
{
    sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, wanted ? 0 : 1, nullptr);
}

/// Locks the file, checks it and brings it up to date, in one transaction.
Result<void> lock_and_migrate(Database &database, const Migrations &migrations, bool is_new)
{
    // The mode first: any other would have SQLite share its index of the log through a further file.
    auto done = database.execute("PRAGMA locking_mode=EXCLUSIVE; PRAGMA synchronous=FULL; BEGIN EXCLUSIVE");
    if (!done && done.error().code == Errc::store_busy)
        return tl::unexpected(error_of(database, Errc::store_busy, "another process has it open"));
    if (done) done = migrate(database, migrations, is_new);
    if (done) done = database.execute("COMMIT");
    if (!done && sqlite3_get_autocommit(database.handle()) == 0)
        sqlite3_exec(database.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    return done;
}

Result<void> start_log(Database &database)
{
    auto mode = database.prepare("PRAGMA journal_mode=WAL");
    if (!mode) return tl::unexpected(mode.error());
    const int code = mode->step();
    if (code != SQLITE_ROW) return tl::unexpected(database.error(code, "cannot be written"));
    if (mode->bytes(0) != "wal")
        return tl::unexpected(error_of(database, Errc::store_failed, "its file system can keep no write-ahead log"));
    mode->reset();
    // So that the header always tells the version, for the next look at it.
    return database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

/// Everything but the creation of the file itself.
Result<void> take(Database &database, const Migrations &migrations)
{
    const auto ours = check_header(database, migrations);
    if (!ours) return tl::unexpected(ours.error());
    if (sqlite3_db_readonly(database.handle(), "main") == 1)
        return tl::unexpected(error_of(database, Errc::store_failed, "cannot be written: no permission"));
    const std::string log = database.path() + "-wal";
    const bool has_log = ::access(log.c_str(), F_OK) == 0;
    checkpoint_at_close(database, false);
    auto done = lock_and_migrate(database, migrations, !*ours);
    // Whoever finds the file busy must not touch the log: it is another's.
    if (!done && done.error().code != Errc::store_busy && !has_log) ::unlink(log.c_str());
    if (done) done = start_log(database);
    if (done) checkpoint_at_close(database, true);
    return done;
}

} // namespace

Result<Database> open_sqlite_file(const std::string &path, const Migrations &migrations)
{
    if (const auto made = make_if_absent(path); !made) return tl::unexpected(made.error());
    auto database = Database::open(path, SQLITE_OPEN_READWRITE);
    if (!database) return database;
    if (const auto taken = take(*database, migrations); !taken) return tl::unexpected(taken.error());
    return database;
}

} // namespace lmq::broker::store
