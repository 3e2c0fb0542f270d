#include <doctest/doctest.h>

#include "outbox/outbox_table.hpp"
#include "support/temporary_folder.hpp"

using namespace lmq;
using namespace lmq::outbox;
using namespace lmq::test;
using std::chrono::milliseconds;

namespace
{

PendingChanges::Batch batch_of(std::uint64_t first, std::size_t count, std::size_t size = 10)
{
    PendingChanges::Batch batch;
    for (std::uint64_t key = first; key < first + count; ++key) {
        batch.additions[key].record.message.topic = "T/" + std::to_string(key);
        batch.additions[key].record.message.payload = std::string(size, 'x');
    }
    return batch;
}

} // namespace

TEST_CASE("messages come back as they went in, in the order of their keys")
{
    const TemporaryFolder folder;
    const std::string path = folder.file("outbox");
    {
        auto table = OutboxTable::open(path);
        REQUIRE(table);
        PendingChanges::Batch batch;
        Record &second = batch.additions[20].record;
        second.message = {"B", std::string("a\0b\xff", 4), QoS::exactly_once, true, milliseconds(5000), Priority::high};
        second.expires_at = milliseconds(1005000);
        batch.additions[3].record.message = {"A", "", QoS::at_most_once};
        batch.additions[4].record.message = {"gone", "x"};
        REQUIRE(table->write(batch));
        PendingChanges::Batch later;
        later.removals = {4, 99};
        REQUIRE(table->write(later));
        REQUIRE(table->probe());
    }
    auto table = OutboxTable::open(path);
    REQUIRE(table);
    const auto all = table->load(milliseconds(1002000));
    REQUIRE(all);
    REQUIRE(all->size() == 2);
    CHECK((*all)[0].key == 3);
    CHECK((*all)[0].message.topic == "A");
    CHECK((*all)[0].message.payload.empty());
    CHECK((*all)[0].message.qos == QoS::at_most_once);
    CHECK_FALSE((*all)[0].remaining);
    const Recovered &second = (*all)[1];
    CHECK(second.message.payload == std::string("a\0b\xff", 4));
    CHECK(second.message.qos == QoS::exactly_once);
    CHECK(second.message.retain);
    CHECK(second.message.priority == Priority::high);
    CHECK(second.message.time_to_live == milliseconds(5000));
    CHECK(second.remaining == milliseconds(3000));
    CHECK((*table->load(milliseconds(2000000)))[1].remaining == milliseconds(0));
    // A clock that was set back, or that there is none of: no longer than at first.
    CHECK((*table->load(milliseconds(0)))[1].remaining == milliseconds(5000));
}

TEST_CASE("a full store says so, keeps what it had, and takes more when there is room")
{
    const TemporaryFolder folder;
    auto table = OutboxTable::open(folder.file("outbox"));
    REQUIRE(table);
    REQUIRE(table->write(batch_of(0, 10)));
    REQUIRE(table->database().execute("PRAGMA max_page_count = 20"));
    const auto full = table->write(batch_of(10, 100, 4000));
    REQUIRE_FALSE(full);
    CHECK(full.error().code == Errc::store_full);
    CHECK(table->load(milliseconds(0))->size() == 10);
    REQUIRE(table->database().execute("PRAGMA max_page_count = 1000"));
    REQUIRE(table->write(batch_of(10, 100, 4000)));
    CHECK(table->load(milliseconds(0))->size() == 110);
}

TEST_CASE("a store that cannot be written says so, and works when it can again")
{
    const TemporaryFolder folder;
    auto table = OutboxTable::open(folder.file("outbox"));
    REQUIRE(table);
    REQUIRE(table->database().execute("PRAGMA query_only = 1"));
    CHECK(table->write(batch_of(0, 1)).error().code == Errc::store_failed);
    CHECK(table->probe().error().code == Errc::store_failed);
    REQUIRE(table->database().execute("PRAGMA query_only = 0"));
    CHECK(table->probe());
    CHECK(table->write(batch_of(0, 1)));
}

TEST_CASE("a row that no outbox writes is damage")
{
    const TemporaryFolder folder;
    auto table = OutboxTable::open(folder.file("outbox"));
    REQUIRE(table);
    REQUIRE(table->write(batch_of(0, 1)));
    REQUIRE(table->database().execute("UPDATE message SET qos = 3"));
    CHECK(table->load(milliseconds(0)).error().code == Errc::store_damaged);
}
