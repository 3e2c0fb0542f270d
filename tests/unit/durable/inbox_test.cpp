#include <doctest/doctest.h>

#include "inbox/inbox.hpp"
#include "inbox/inbox_table.hpp"
#include "support/temporary_folder.hpp"

using namespace lmq;
using namespace lmq::inbox;
using namespace lmq::test;

namespace
{

ReceivedMessage received(std::string payload, QoS qos = QoS::at_least_once)
{
    ReceivedMessage made;
    made.topic = "T";
    made.payload = std::move(payload);
    made.qos = qos;
    return made;
}

OpenInbox opened(const std::string &path)
{
    auto inbox = open_inbox({path, {}});
    REQUIRE_MESSAGE(inbox, describe(inbox.error()));
    return std::move(*inbox);
}

} // namespace

TEST_CASE("what was kept and not handled is there in the next life, in order, as duplicates")
{
    const TemporaryFolder folder;
    const std::string path = folder.file("inbox");
    {
        auto life = opened(path);
        CHECK(life.left.empty());
        REQUIRE(life.inbox->keep(received("a")));
        const auto done = life.inbox->keep(received("b"));
        REQUIRE(done);
        REQUIRE(life.inbox->keep(received("c", QoS::exactly_once)));
        life.inbox->handled(*done, Time(1000));
        CHECK(life.inbox->counters().commits == 3);
        life.inbox->close();
    }
    auto life = opened(path);
    REQUIRE(life.left.size() == 2);
    CHECK(life.left[0].message.payload == "a");
    CHECK(life.left[0].message.duplicate);
    CHECK(life.left[1].message.payload == "c");
    CHECK(life.left[1].message.qos == QoS::exactly_once);
    const auto next = life.inbox->keep(received("d"));
    REQUIRE(next);
    CHECK(*next > life.left[1].key);
}

TEST_CASE("what was handled goes with the next message's commit, or soon by itself")
{
    const TemporaryFolder folder;
    auto life = opened(folder.file("inbox"));
    const auto a = life.inbox->keep(received("a"));
    CHECK_FALSE(life.inbox->next_deadline());
    life.inbox->handled(*a, Time(1000));
    CHECK(life.inbox->next_deadline() == Time(1200));
    const auto b = life.inbox->keep(received("b"));
    CHECK_FALSE(life.inbox->next_deadline());
    CHECK(life.inbox->counters().commits == 2);
    life.inbox->handled(*b, Time(2000));
    life.inbox->tidy(Time(2199));
    CHECK(life.inbox->counters().commits == 2);
    life.inbox->tidy(Time(2200));
    CHECK(life.inbox->counters().commits == 3);
    CHECK_FALSE(life.inbox->next_deadline());
}

TEST_CASE("a message that finds no room is not kept, and what was is")
{
    const TemporaryFolder folder;
    auto table = InboxTable::open(folder.file("inbox"));
    REQUIRE(table);
    const auto small = received("small");
    const auto large = received(std::string(100000, 'x'));
    REQUIRE(table->write({}, 1, &small));
    REQUIRE(table->database().execute("PRAGMA max_page_count = 4"));
    CHECK(table->write({1}, 2, &large).error().code == Errc::store_full);
    const auto all = table->load();
    REQUIRE(all);
    REQUIRE(all->size() == 1);
    CHECK((*all)[0].message.payload == "small");
}

TEST_CASE("an outbox's file is no inbox")
{
    const TemporaryFolder folder;
    const std::string path = folder.file("file");
    opened(path).inbox->close();
    const std::string before = content_of(path);
    auto other = platform::open_store(path, {0x6c6d714f, 1, ""});
    REQUIRE_FALSE(other);
    CHECK(other.error().code == Errc::store_damaged);
    CHECK((content_of(path) == before));
}
