#include <string>

#include "store/sqlite_file.hpp"
#include "store_fixture.hpp"

using namespace lmq;
using namespace lmq::test;
using namespace lmq::broker::store;

namespace
{

/// Today's versions and one more.
Migrations with(const char *next)
{
    Migrations all = sqlite_migrations();
    all.push_back(next);
    return all;
}

std::int64_t version_of(const std::string &path)
{
    auto database = platform::Database::open(path, SQLITE_OPEN_READWRITE);
    REQUIRE(database);
    const auto version = database->number("PRAGMA user_version");
    REQUIRE(version);
    return *version;
}

} // namespace

TEST_CASE("an older file is brought up to today's version with all that is in it")
{
    const TemporaryDirectory directory;
    const std::string path = directory.file("broker.db");
    {
        const auto store = open_store(path);
        store->put_session({1, "client", false});
        commit(*store);
    }
    const auto version = version_of(path);
    CHECK(version == static_cast<std::int64_t>(sqlite_migrations().size()));
    const Migrations next = with("UPDATE session SET client_id = client_id || ' of old';"
                                 "CREATE TABLE more(something); INSERT INTO more VALUES(42)");
    {
        const auto store = SqliteStore::open(path, next);
        REQUIRE(store);
        CHECK(rows(**store) == Lines{"session 1 'client of old' kept"});
    }
    CHECK(version_of(path) == version + 1);
    CHECK(SqliteStore::open(path, next).has_value()); // once is enough
    CHECK(refusal(path).code == Errc::store_newer);   // by today's
}

TEST_CASE("the header tells the new version although the process that raised it was killed")
{
    const TemporaryDirectory directory;
    const std::string path = directory.file("broker.db");
    open_store(path).reset();
    const auto store = SqliteStore::open(path, with("CREATE TABLE more(something)"));
    REQUIRE(store);
    write_file(directory.file("copy.db"), read_file(path)); // without the log beside it
    CHECK(refusal(directory.file("copy.db")).code == Errc::store_newer);
}

TEST_CASE("a step that fails leaves the older file as it was")
{
    const TemporaryDirectory directory;
    const std::string path = directory.file("broker.db");
    open_store(path).reset();
    const std::string before = read_file(path);
    const auto store = SqliteStore::open(path, with("CREATE TABLE more(something); CREATE TABLE session(other)"));
    REQUIRE_FALSE(store);
    CHECK(store.error().code == Errc::store_failed);
    CHECK(read_file(path) == before);
    CHECK(directory.names() == Lines{"broker.db"});
    CHECK(open_store(path)->starts() == 2);
}
