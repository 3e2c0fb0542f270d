#include <doctest/doctest.h>

#include <random>

#include "outbox/pending_changes.hpp"

using namespace lmq;
using lmq::outbox::PendingChanges;
using lmq::outbox::Record;
using std::chrono::milliseconds;
using Time = milliseconds;

namespace
{

Record record(const char *payload)
{
    Record made;
    made.message.topic = "T";
    made.message.payload = payload;
    return made;
}

} // namespace

TEST_CASE("an addition is due after the interval, however many follow it")
{
    PendingChanges pending(Time(200), Time(200));
    CHECK_FALSE(pending.due());
    pending.add(1, record("a"), false, Time(1000));
    pending.add(2, record("b"), false, Time(1199));
    CHECK(pending.due() == Time(1200));
    const auto batch = pending.take();
    CHECK(batch.additions.size() == 2);
    CHECK(pending.empty());
    CHECK_FALSE(pending.due());
}

TEST_CASE("what is added and removed between two commits leaves nothing to write")
{
    PendingChanges pending(Time(200), Time(200));
    pending.add(1, record("a"), false, Time(0));
    pending.remove(1, Time(10));
    CHECK(pending.empty());
    CHECK_FALSE(pending.due());
}

TEST_CASE("a message replaced on the disk and then done is removed from it")
{
    PendingChanges pending(Time(200), Time(200));
    pending.add(1, record("newer"), true, Time(0));
    pending.remove(1, Time(10));
    const auto batch = pending.take();
    CHECK(batch.additions.empty());
    CHECK(batch.removals.count(1) == 1);
}

TEST_CASE("a message replaced before its commit is written once, the newer")
{
    PendingChanges pending(Time(200), Time(200));
    pending.add(1, record("older"), false, Time(0));
    pending.add(1, record("newer"), true, Time(1));
    CHECK(pending.due() == Time(200));
    auto batch = pending.take();
    REQUIRE(batch.additions.size() == 1);
    CHECK(batch.additions[1].record.message.payload == "newer");
    CHECK_FALSE(batch.additions[1].replaces);
}

TEST_CASE("with interval 0 an addition is due at once, a removal waits for company")
{
    PendingChanges pending(Time(0), Time(200));
    pending.remove(7, Time(100));
    CHECK(pending.due() == Time(300));
    pending.add(8, record("a"), false, Time(150));
    CHECK(pending.due() == Time(150));
    CHECK(pending.take().removals.count(7) == 1);
}

TEST_CASE("what could not be written waits again, but for what changed meanwhile")
{
    PendingChanges pending(Time(200), Time(200));
    pending.add(1, record("stays"), false, Time(0));
    pending.add(2, record("done meanwhile"), false, Time(0));
    pending.add(3, record("older"), false, Time(0));
    pending.add(4, record("on the disk, done meanwhile"), true, Time(0));
    pending.remove(5, Time(0));
    auto failed = pending.take();
    pending.remove(2, Time(210));
    pending.add(3, record("newer"), true, Time(210));
    pending.remove(4, Time(210));
    pending.give_back(std::move(failed), Time(220));
    CHECK(pending.due() == Time(220));
    auto batch = pending.take();
    REQUIRE(batch.additions.size() == 2);
    CHECK(batch.additions[1].record.message.payload == "stays");
    CHECK(batch.additions[3].record.message.payload == "newer");
    CHECK_FALSE(batch.additions[3].replaces);
    CHECK(batch.removals == std::set<std::uint64_t>{4, 5});
}

TEST_CASE("a minute of publishes at 1,000 a second makes no more than one commit an interval, and one")
{
    std::mt19937_64 random(20181023);
    constexpr Time interval{200};
    constexpr Time minute{60000};
    PendingChanges pending(interval, interval);
    std::uint64_t key = 0;
    std::uint64_t acknowledged = 0;
    std::uint64_t commits = 0;
    std::uint64_t written = 0;
    for (Time now{0}; now < minute; ++now) {
        if (pending.due() && *pending.due() <= now) {
            const auto batch = pending.take();
            written += batch.additions.size();
            ++commits;
        }
        pending.add(key++, record("x"), false, now);
        // Acknowledgements come some 30 ms later, or in a clump.
        while (acknowledged + 30 + random() % 20 < key)
            pending.remove(acknowledged++, now);
    }
    CHECK(commits <= static_cast<std::uint64_t>(minute / interval) + 1);
    CHECK(written < key / 4); // most were acknowledged before their commit
    MESSAGE(commits << " commits, " << written << " of " << key << " messages written");
}
