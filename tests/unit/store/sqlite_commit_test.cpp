#include <string>

#include "store_fixture.hpp"

using namespace lmq;
using namespace lmq::test;
using namespace lmq::broker::store;

namespace
{

constexpr std::uint32_t few_pages = 40;
const std::string large(64 * 1024, 'x');

} // namespace

TEST_CASE("what was not committed is not in the file")
{
    const TemporaryDirectory directory;
    auto store = open_store(directory.file("broker.db"));
    store->put_session({1, "committed", false});
    commit(*store);
    store->put_session({2, "not committed", false});
    CHECK(store->dirty());
    store.reset();
    CHECK(rows(*open_store(directory.file("broker.db"))) == Lines{"session 1 'committed' kept"});
}

TEST_CASE("whatever of the log a crash leaves, the file holds whole turns")
{
    const TemporaryDirectory directory;
    const std::string path = directory.file("broker.db");
    const auto store = open_store(path);
    constexpr std::uint64_t turns = 5;
    for (std::uint64_t turn = 1; turn <= turns; ++turn) {
        store->put_body({turn, "topic", std::string(5000, 'x')});
        store->put_entry(entry(turn, 1, turn));
        commit(*store);
    }
    const std::string log = read_file(path + "-wal");
    const std::string copy = directory.file("copy.db");
    std::size_t most = 0;
    for (std::size_t kept = 0; kept <= log.size(); kept += 1111) {
        CAPTURE(kept);
        write_file(copy, read_file(path));
        write_file(copy + "-wal", log.substr(0, kept));
        const std::size_t found = rows(*open_store(copy)).size();
        CHECK(found % 2 == 0);
        CHECK(found >= most); // and what was there with less of it
        most = found;
    }
    write_file(copy, read_file(path));
    write_file(copy + "-wal", log);
    CHECK(rows(*open_store(copy)).size() == 2 * turns);
}

TEST_CASE("what is dropped outlives a crash of the process, and what is put behind it too")
{
    const TemporaryDirectory directory;
    const std::string path = directory.file("broker.db");
    const auto store = open_store(path);
    for (std::uint64_t i = 1; i <= 3; ++i) {
        store->put_body({i, "topic", "payload"});
        store->put_entry(entry(i, 1, i));
    }
    commit(*store);
    const auto after_crash = [&directory, &path] {
        write_file(directory.file("copy.db"), read_file(path));
        write_file(directory.file("copy.db-wal"), read_file(path + "-wal"));
        return rows(*open_store(directory.file("copy.db")));
    };
    store->drop_entry(1);
    store->drop_body(1);
    commit(*store);
    CHECK(after_crash().size() == 4);
    store->put_session({1, "client", false});
    store->drop_entry(2);
    commit(*store);
    CHECK(after_crash().size() == 4);
}

TEST_CASE("a commit of nothing writes nothing")
{
    const TemporaryDirectory directory;
    const auto store = open_store(directory.file("broker.db"));
    store->put_session({1, "client", false});
    commit(*store);
    const std::string before = read_file(directory.file("broker.db-wal"));
    CHECK_FALSE(before.empty());
    commit(*store);
    store->put_body({1, "topic", "payload"});
    store->put_entry(entry(1));
    store->drop_entry(1);
    store->drop_body(1);
    CHECK_FALSE(store->dirty());
    commit(*store);
    CHECK(read_file(directory.file("broker.db-wal")) == before);
}

TEST_CASE("an entry that is put again and dropped in one turn is gone from the file too")
{
    const TemporaryDirectory directory;
    const auto store = open_store(directory.file("broker.db"));
    store->put_body({1, "topic", "payload"});
    store->put_entry(entry(1));
    commit(*store);
    store->put_entry(entry(1));
    store->drop_entry(1);
    store->drop_body(1);
    CHECK(store->dirty());
    commit(*store);
    CHECK(rows(*store).empty());
}

TEST_CASE("when there is no room nothing is kept of the turn, and all of it once there is")
{
    const TemporaryDirectory directory;
    const std::string path = directory.file("broker.db");
    auto store = open_store(path);
    store->put_session({1, "client", false});
    commit(*store);
    REQUIRE(store->limit_pages(few_pages));
    store->put_session({2, "other", false});
    store->put_mq(mq_message("TopicA", 0, 1)); // a topic that would get its number in this turn
    for (std::uint64_t id = 1; id <= 4; ++id)
        store->put_body({id, "topic", large});
    for (int attempt = 0; attempt < 2; ++attempt) {
        const auto committed = store->commit();
        REQUIRE_FALSE(committed);
        CHECK(committed.error().code == Errc::store_full);
        CHECK(committed.error().detail.find("store " + path + ": cannot be written: ") == 0);
        CHECK(store->dirty());
        CHECK(rows(*store) == Lines{"session 1 'client' kept"});
    }

    SUBCASE("by what is taken back meanwhile")
    {
        for (std::uint64_t id = 1; id <= 4; ++id)
            store->drop_body(id);
        commit(*store);
        CHECK(rows(*store).size() == 3);
    }
    SUBCASE("by more room")
    {
        store->put_session({3, "meanwhile", false});
        REQUIRE(store->limit_pages(0));
        commit(*store);
        store.reset();
        store = open_store(path);
        CHECK(rows(*store).size() == 8);
    }
}

TEST_CASE("a failed turn does not lose the number of a topic that it would have begun")
{
    const TemporaryDirectory directory;
    const auto store = open_store(directory.file("broker.db"));
    REQUIRE(store->limit_pages(few_pages));
    store->put_mq(mq_message("TopicA", 0, 1));
    store->put_body({1, "topic", std::string(few_pages * 4096, 'x')});
    REQUIRE_FALSE(store->commit());
    store->drop_body(1);
    store->put_mq(mq_message("TopicB", 0, 2));
    commit(*store);
    const Lines all = rows(*store);
    REQUIRE(all.size() == 2);
    CHECK(all[0].find("mq 'TopicA' 0 1 ") == 0);
    CHECK(all[1].find("mq 'TopicB' 0 2 ") == 0);
}

TEST_CASE("a log that can no longer be written is an error with the system's reason")
{
    const TemporaryDirectory directory;
    const auto store = open_store(directory.file("broker.db"));
    REQUIRE(store->refuse_writes(true));
    store->put_session({1, "client", false});
    const auto committed = store->commit();
    REQUIRE_FALSE(committed);
    CHECK(committed.error().code == Errc::store_failed);
    CHECK(committed.error().detail.find("readonly") != std::string::npos);
    REQUIRE(store->refuse_writes(false));
    commit(*store);
    CHECK(rows(*store).size() == 1);
}
