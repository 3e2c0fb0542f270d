#include <sys/stat.h>
#include <unistd.h>

#include "store_fixture.hpp"

using namespace lmq;
using namespace lmq::test;
using namespace lmq::broker::store;

namespace
{

mode_t mode_of(const std::string &path)
{
    struct stat status {
    };
    REQUIRE(stat(path.c_str(), &status) == 0);
    return status.st_mode & 0777U;
}

/// A store with some pages in it, closed.
void make_store(const std::string &path)
{
    const auto store = open_store(path);
    for (std::uint64_t id = 1; id <= 100; ++id)
        store->put_body({id, "topic", std::string(1000, 'x')});
    commit(*store);
}

/// Requires that the file is refused with `code`, and that it and all beside it are as they were.
Error left_untouched(const TemporaryDirectory &directory, const std::string &path, Errc code)
{
    const std::string before = read_file(path);
    const Lines names = directory.names();
    const Error error = refusal(path);
    CHECK(error.code == code);
    CHECK(read_file(path) == before);
    CHECK(directory.names() == names);
    return error;
}

} // namespace

TEST_CASE("a file is made for its owner's eyes, and leaves one file when it is closed")
{
    const TemporaryDirectory directory;
    const std::string path = directory.file("broker.db");
    {
        const auto store = open_store(path);
        store->put_session({1, "client", false});
        commit(*store);
        CHECK(mode_of(path) == 0600);
        CHECK(mode_of(path + "-wal") == 0600);
        CHECK(directory.names() == Lines{"broker.db", "broker.db-wal"});
    }
    CHECK(directory.names() == Lines{"broker.db"});
}

TEST_CASE("an empty file is made new")
{
    const TemporaryDirectory directory;
    write_file(directory.file("broker.db"), "");
    CHECK(rows(*open_store(directory.file("broker.db"))).empty());
}

TEST_CASE("a file that another has open is busy")
{
    const TemporaryDirectory directory;
    const std::string path = directory.file("broker.db");
    auto first = open_store(path);
    first->put_session({1, "client", false});
    commit(*first);
    CHECK(refusal(path).code == Errc::store_busy);
    CHECK(refusal(path).detail.find("another process has it open") != std::string::npos);
    first->put_session({2, "client", false}); // the refused one has not disturbed the first
    commit(*first);
    CHECK(run_sql(path, "SELECT * FROM session") == SQLITE_BUSY);
    first.reset();
    CHECK(rows(*open_store(path)).size() == 2);
}

TEST_CASE("a file in which another writes is busy")
{
    const TemporaryDirectory directory;
    const std::string path = directory.file("broker.db");
    make_store(path);
    sqlite3 *other = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &other) == SQLITE_OK);
    REQUIRE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
    CHECK(refusal(path).code == Errc::store_busy);
    sqlite3_close(other);
    CHECK(rows(*open_store(path)).size() == 100);
}

TEST_CASE("what is no database is damaged and left untouched")
{
    const TemporaryDirectory directory;
    const std::string path = directory.file("broker.db");
    SUBCASE("a text")
    {
        write_file(path, "hello");
    }
    SUBCASE("a long text")
    {
        write_file(path, std::string(10000, 'x'));
    }
    CHECK(left_untouched(directory, path, Errc::store_damaged).detail.find("left as it is") != std::string::npos);
}

TEST_CASE("a database of another program is damaged and left untouched")
{
    const TemporaryDirectory directory;
    const std::string path = directory.file("broker.db");
    SUBCASE("that has no mark")
    {
        REQUIRE(run_sql(path, "CREATE TABLE meta(name, value)") == SQLITE_OK);
    }
    SUBCASE("that has another mark")
    {
        REQUIRE(run_sql(path, "CREATE TABLE meta(name, value); PRAGMA application_id=1; PRAGMA journal_mode=WAL") ==
                SQLITE_OK);
    }
    left_untouched(directory, path, Errc::store_damaged);
}

TEST_CASE("a file of a newer version is left untouched")
{
    const TemporaryDirectory directory;
    const std::string path = directory.file("broker.db");
    make_store(path);
    REQUIRE(run_sql(path, "PRAGMA user_version=99") == SQLITE_OK);
    CHECK(left_untouched(directory, path, Errc::store_newer).detail.find("version 99") != std::string::npos);
}

TEST_CASE("a file whose pages are damaged is left untouched")
{
    const TemporaryDirectory directory;
    const std::string path = directory.file("broker.db");
    make_store(path);
    std::string content = read_file(path);
    SUBCASE("in the middle")
    {
        content.replace(content.size() / 2, 8192, std::string(8192, '\xaa'));
    }
    SUBCASE("by being cut short")
    {
        content.resize(content.size() / 2);
    }
    SUBCASE("behind the header")
    {
        content.replace(100, 3000, std::string(3000, '\xaa'));
    }
    write_file(path, content);
    left_untouched(directory, path, Errc::store_damaged);
}

TEST_CASE("a directory that does not exist is named, with the system's reason")
{
    const TemporaryDirectory directory;
    const Error error = refusal(directory.file("none/broker.db"));
    CHECK(error.code == Errc::store_failed);
    CHECK(error.detail.find("No such file or directory") != std::string::npos);
    CHECK(refusal(directory.path()).code == Errc::store_failed);
}

TEST_CASE("a directory in which nothing may be made is named, with the system's reason")
{
    const TemporaryDirectory directory;
    REQUIRE(chmod(directory.path().c_str(), 0555) == 0);
    const AsNobody nobody;
    const Error error = refusal(directory.file("broker.db"));
    CHECK(error.code == Errc::store_failed);
    CHECK(error.detail.find("Permission denied") != std::string::npos);
}

TEST_CASE("a file that may not be written is named and left untouched")
{
    const TemporaryDirectory directory;
    const std::string path = directory.file("broker.db");
    make_store(path);
    REQUIRE(chmod(path.c_str(), 0444) == 0);
    REQUIRE(chmod(directory.path().c_str(), 0777) == 0);
    const AsNobody nobody;
    CHECK(left_untouched(directory, path, Errc::store_failed).detail.find("no permission") != std::string::npos);
}
