#ifndef LMQ_PLATFORM_STORE_FILE_HPP
#define LMQ_PLATFORM_STORE_FILE_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "lmq/platform/database.hpp"
#include "lmq/platform/private_file.hpp"

namespace lmq::platform
{

/// What an SQLite file must be to be one of ours.
struct StoreFormat {
    std::uint32_t application_id = 0; ///< SQLite's, in the file's header
    std::uint32_t version = 0;        ///< SQLite's user_version; from 1
    const char *schema = nullptr;     ///< makes the tables of a new file
};

/// Looks at the header alone, so that a file that is not ours is not touched: SQLite would repair it, or what lies
/// beside it. Answers whether there is a store; false: nothing, or an empty file. Errors: store_failed, store_damaged,
/// store_newer.
inline Result<bool> check_store_header(const Database &database, const StoreFormat &format)
{
    const std::string &path = database.path();
    constexpr std::size_t header_size = 100;
    constexpr std::size_t version_at = 60;
    constexpr std::size_t application_id_at = 68;
    const auto start = database.start(header_size);
    if (!start) return tl::unexpected<Error>(start.error());
    if (start->empty()) return false;
    const auto number = [&start](std::size_t at) {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < 4; ++i)
            value = value << 8U | static_cast<unsigned char>((*start)[at + i]);
        return value;
    };
    if (start->size() < header_size || start->compare(0, 16, std::string("SQLite format 3\0", 16)) != 0)
        return fail(Errc::store_damaged, "store " + path + ": is not an SQLite file");
    if (number(application_id_at) != format.application_id)
        return fail(Errc::store_damaged, "store " + path + ": is another program's, or for something else");
    if (number(version_at) > format.version)
        return fail(Errc::store_newer, "store " + path + ": has version " + std::to_string(number(version_at)) +
                                           ", known is up to " + std::to_string(format.version));
    return true;
}

/// Opens the store at `path` for this process alone, or makes one that only its owner may read; its folder must exist.
/// Every commit is on the disk when it returns. Errors: store_failed, store_full; store_busy while somebody else has
/// it; store_damaged, store_newer, and the file is as it was.
inline Result<Database> open_store(const std::string &path, const StoreFormat &format)
{
    if (const std::string error = create_private_file(path); !error.empty())
        return fail(Errc::store_failed, "store " + path + ": " + error);
    auto database = Database::open(path, SQLITE_OPEN_READWRITE);
    if (!database) return database;
    const auto exists = check_store_header(*database, format);
    if (!exists) return tl::unexpected<Error>(exists.error());
    // Until it is known to be whole, nothing beside it is written into it.
    sqlite3_db_config(database->handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    const auto run = [&database](const std::string &sql) { return database->execute(sql.c_str()); };
    auto ready = run("PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; BEGIN EXCLUSIVE;");
    if (ready && !*exists)
        ready = run(std::string(format.schema) + "PRAGMA application_id = " + std::to_string(format.application_id) +
                    "; PRAGMA user_version = " + std::to_string(format.version) + ";");
    if (ready) ready = run("COMMIT;");
    if (ready && *exists) {
        auto check = database->prepare("PRAGMA quick_check(1)");
        if (!check) return tl::unexpected<Error>(check.error());
        const int code = check->step();
        if (code != SQLITE_ROW) return tl::unexpected<Error>(database->error(code, "cannot be read"));
        if (check->bytes(0) != "ok")
            return fail(Errc::store_damaged, "store " + path + ": " + std::string(check->bytes(0)));
    }
    if (ready) ready = run("PRAGMA journal_mode = WAL;");
    if (!ready) return tl::unexpected<Error>(ready.error());
    sqlite3_db_config(database->handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
    return database;
}

} // namespace lmq::platform

#endif
