#ifndef LMQ_PLATFORM_DATABASE_HPP
#define LMQ_PLATFORM_DATABASE_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <sqlite3.h>

#include "lmq/result.hpp"

namespace lmq::platform
{

/// SQLite's answer as an error of ours: `what` was to be done to the file `path`.
inline Error database_error(int code, std::string_view what, const std::string &path, const char *text = nullptr)
{
    Errc errc = Errc::store_failed;
    switch (code & 0xff) {
    case SQLITE_FULL:
        errc = Errc::store_full;
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        errc = Errc::store_busy;
        break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        errc = Errc::store_damaged;
        break;
    default:
        break;
    }
    return {errc, "store " + path + ": " + std::string(what) + ": " + (text ? text : sqlite3_errstr(code))};
}

/// A prepared statement. Parameters count from 1, columns from 0. Bound texts and blobs are not copied: they must live
/// until reset().
class Statement
{
public:
    Statement() = default;
    explicit Statement(sqlite3_stmt *statement) : statement_(statement) {}

    Statement &bind(int index, std::int64_t value)
    {
        sqlite3_bind_int64(statement_.get(), index, value);
        return *this;
    }
    Statement &bind(int index, std::string_view text)
    {
        sqlite3_bind_text64(statement_.get(), index, text.data() ? text.data() : "", text.size(), SQLITE_STATIC,
                            SQLITE_UTF8);
        return *this;
    }
    Statement &bind_blob(int index, std::string_view bytes)
    {
        sqlite3_bind_blob64(statement_.get(), index, bytes.data() ? bytes.data() : "", bytes.size(), SQLITE_STATIC);
        return *this;
    }

    Statement &bind_null(int index)
    {
        sqlite3_bind_null(statement_.get(), index);
        return *this;
    }

    /// SQLITE_ROW, SQLITE_DONE, or what went wrong.
    int step() { return sqlite3_step(statement_.get()); }
    /// One step that gives no row, then reset; SQLITE_OK, or what went wrong.
    int run()
    {
        const int code = step();
        sqlite3_reset(statement_.get());
        return code == SQLITE_DONE || code == SQLITE_ROW ? SQLITE_OK : code;
    }
    void reset() { sqlite3_reset(statement_.get()); }

    bool is_null(int column) const { return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL; }
    std::int64_t integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }
    /// Good until the next step.
    std::string_view bytes(int column) const
    {
        const void *data = sqlite3_column_blob(statement_.get(), column);
        const int size = sqlite3_column_bytes(statement_.get(), column);
        return {static_cast<const char *>(data), data ? static_cast<std::size_t>(size) : 0};
    }

private:
    struct Finalize {
        void operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }
    };
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// One connection to an SQLite file. One thread at a time.
class Database
{
public:
    Database() = default;

    /// `flags`: SQLITE_OPEN_…. Errors: store_…, with the file's name.
    static Result<Database> open(const std::string &path, int flags)
    {
        sqlite3 *raw = nullptr;
        const int code = sqlite3_open_v2(path.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX, nullptr);
        Database database(path, raw);
        if (code != SQLITE_OK) return tl::unexpected<Error>(database.error(code, "cannot be opened"));
        sqlite3_extended_result_codes(raw, 1);
        return database;
    }

    /// Runs statements that give no rows.
    Result<void> execute(const char *sql)
    {
        const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
        if (code == SQLITE_OK) return {};
        return tl::unexpected<Error>(error(code, "cannot be used"));
    }

    /// Runs `body`, which answers SQLITE_OK or what went wrong, and commits; after an error nothing has happened.
    template <class Body>
    Result<void> transaction(Body &&body)
    {
        if (auto begun = execute("BEGIN IMMEDIATE"); !begun) return begun;
        Result<void> result;
        if (const int code = std::forward<Body>(body)(); code != SQLITE_OK)
            result = tl::unexpected<Error>(error(code, "cannot be written"));
        else
            result = execute("COMMIT");
        // SQLite may have rolled back by itself.
        if (!result && sqlite3_get_autocommit(handle_.get()) == 0) static_cast<void>(execute("ROLLBACK"));
        return result;
    }

    Result<Statement> prepare(const char *sql)
    {
        sqlite3_stmt *raw = nullptr;
        const int code = sqlite3_prepare_v3(handle_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
        if (code == SQLITE_OK) return Statement(raw);
        return tl::unexpected<Error>(error(code, "cannot be used"));
    }

    /// The first column of the first row of `sql`, 0 when there is none.
    Result<std::int64_t> number(const char *sql)
    {
        auto statement = prepare(sql);
        if (!statement) return tl::unexpected<Error>(statement.error());
        const int code = statement->step();
        if (code == SQLITE_ROW) return statement->integer(0);
        if (code == SQLITE_DONE) return 0;
        return tl::unexpected<Error>(error(code, "cannot be read"));
    }

    /// The first `most` bytes of the file, or all it has: read past all of SQLite's machinery, but through its
    /// descriptor, for closing any other would give up the process's locks on the file.
    Result<std::string> start(std::size_t most) const
    {
        sqlite3_file *file = nullptr;
        sqlite3_int64 size = 0;
        std::string bytes;
        int code = sqlite3_file_control(handle_.get(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
        if (code == SQLITE_OK) code = file->pMethods->xFileSize(file, &size);
        if (code == SQLITE_OK && size > 0) {
            bytes.resize(static_cast<std::size_t>(size) < most ? static_cast<std::size_t>(size) : most);
            code = file->pMethods->xRead(file, bytes.data(), static_cast<int>(bytes.size()), 0);
        }
        if (code != SQLITE_OK) return tl::unexpected<Error>(error(code, "cannot be read"));
        return bytes;
    }

    /// `code` as an error, with what SQLite says of it, and what the system said where it was asked for something.
    Error error(int code, std::string_view what) const
    {
        Error error = database_error(code, what, path_, handle_ ? sqlite3_errmsg(handle_.get()) : nullptr);
        const int kind = code & 0xff;
        const bool of_system = kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN;
        if (const int number = of_system && handle_ ? sqlite3_system_errno(handle_.get()) : 0)
            error.detail += std::string(": ") + std::strerror(number);
        return error;
    }

    sqlite3 *handle() const { return handle_.get(); }
    const std::string &path() const { return path_; }

private:
    struct Close {
        void operator()(sqlite3 *handle) const { sqlite3_close_v2(handle); }
    };
    Database(std::string path, sqlite3 *handle) : path_(std::move(path)), handle_(handle) {}

    std::string path_;
    std::unique_ptr<sqlite3, Close> handle_;
};

} // namespace lmq::platform

#endif
