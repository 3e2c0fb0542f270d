#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lmq/platform/store_file.hpp"
#include "support/temporary_folder.hpp"

using namespace lmq;
using namespace lmq::test;
using platform::Database;
using platform::open_store;
using platform::StoreFormat;

namespace
{

const StoreFormat format{0x6c6d7154, 2, "CREATE TABLE item (value INTEGER);"};

std::string made(const TemporaryFolder &folder, const StoreFormat &with = format)
{
    const std::string path = folder.file("store");
    auto store = open_store(path, with);
    REQUIRE_MESSAGE(store, describe(store.error()));
    REQUIRE(
        store->execute("INSERT INTO item WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
                       " SELECT 1234567 FROM n"));
    return path;
}

/// Opening fails, and changes nothing of the file.
void is_left_alone(const std::string &path, Errc code)
{
    const std::string before = content_of(path);
    const auto opened = open_store(path, format);
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code == code);
    CHECK(opened.error().detail.find(path) != std::string::npos);
    CHECK((content_of(path) == before));
}

} // namespace

TEST_CASE("a new store is its owner's alone, and is what it was when it is opened again")
{
    const TemporaryFolder folder;
    const std::string path = made(folder);
    struct stat status {
    };
    REQUIRE(stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600U);
    auto again = open_store(path, format);
    REQUIRE_MESSAGE(again, describe(again.error()));
    CHECK(*again->number("SELECT count(*) FROM item") == 2000);
    CHECK(*again->number("PRAGMA synchronous") == 2);
    REQUIRE(again->execute("INSERT INTO item VALUES (1)"));
    REQUIRE(stat((path + "-wal").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600U);
}

TEST_CASE("a second opening that is refused does not give up the first one's lock")
{
    const TemporaryFolder folder;
    const std::string path = made(folder);
    const auto first = open_store(path, format);
    REQUIRE(first);
    CHECK(open_store(path, format).error().code == Errc::store_busy);
    const pid_t other = fork(); // a process's own locks are not in its way
    if (other == 0) {
        struct flock lock {
        };
        lock.l_type = F_WRLCK;
        lock.l_whence = SEEK_SET;
        const int file = open(path.c_str(), O_RDWR);
        _exit(fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK ? 0 : 1);
    }
    int status = 1;
    REQUIRE(waitpid(other, &status, 0) == other);
    CHECK(status == 0);
}

TEST_CASE("an empty file becomes a store")
{
    const TemporaryFolder folder;
    write_file(folder.file("store"), "");
    CHECK(open_store(folder.file("store"), format));
}

TEST_CASE("what is not ours is refused and left untouched")
{
    const TemporaryFolder folder;
    const std::string path = folder.file("store");
    write_file(path, "hello");
    is_left_alone(path, Errc::store_damaged);
    write_file(path, std::string(5000, 'x'));
    is_left_alone(path, Errc::store_damaged);

    write_file(path, "");
    {
        auto foreign = Database::open(path, SQLITE_OPEN_READWRITE);
        REQUIRE(foreign);
        REQUIRE(foreign->execute("CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1);"));
    }
    is_left_alone(path, Errc::store_damaged);
}

TEST_CASE("a store of a newer version is refused and left untouched")
{
    const TemporaryFolder folder;
    StoreFormat newer = format;
    newer.version = 3;
    is_left_alone(made(folder, newer), Errc::store_newer);
}

TEST_CASE("a damaged store is refused and left untouched, wherever the damage is")
{
    const TemporaryFolder folder;
    const std::string good = content_of(made(folder));
    REQUIRE(good.size() > 3 * 4096);
    const std::string path = folder.file("damaged");

    std::string bytes = good;
    bytes.replace(2 * 4096, 64, std::string(64, '\x5a')); // a page of the table
    write_file(path, bytes);
    is_left_alone(path, Errc::store_damaged);

    bytes = good;
    bytes.replace(0, 4, "oops");
    write_file(path, bytes);
    is_left_alone(path, Errc::store_damaged);

    write_file(path, good.substr(0, good.size() / 2)); // cut off
    is_left_alone(path, Errc::store_damaged);

    write_file(path, good.substr(0, 50));
    is_left_alone(path, Errc::store_damaged);
}

TEST_CASE("a store that somebody has is busy, and free afterwards")
{
    const TemporaryFolder folder;
    const std::string path = made(folder);
    {
        auto first = open_store(path, format);
        REQUIRE(first);
        const auto second = open_store(path, format);
        REQUIRE_FALSE(second);
        CHECK(second.error().code == Errc::store_busy);
        CHECK(first->execute("INSERT INTO item VALUES (1)"));
    }
    CHECK(open_store(path, format));
}

TEST_CASE("a place where no file can be is an error with its path")
{
    const TemporaryFolder folder;
    for (const std::string &path : {folder.file("missing/store"), folder.file("")}) {
        const auto opened = open_store(path, format);
        REQUIRE_FALSE(opened);
        CHECK(opened.error().code == Errc::store_failed);
        CHECK(opened.error().detail.find(path) != std::string::npos);
    }
}
