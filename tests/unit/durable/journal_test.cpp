#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "outbox/outbox.hpp"
#include "support/no_more_room.hpp"
#include "support/no_more_threads.hpp"
#include "support/temporary_folder.hpp"

using namespace lmq;
using namespace lmq::outbox;
using namespace lmq::test;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace
{

constexpr seconds patience{20};

JournalConfig config_for(const std::string &path, milliseconds interval)
{
    JournalConfig config;
    config.file = path;
    config.commit_interval = interval;
    config.retry_interval = milliseconds(10);
    return config;
}

OpenJournal opened(JournalConfig config)
{
    auto journal = open_journal(std::move(config));
    REQUIRE_MESSAGE(journal, describe(journal.error()));
    return std::move(*journal);
}

Message message(std::string payload)
{
    return {"T", std::move(payload)};
}

/// What a journal reports of its health.
class Reports
{
public:
    void add(const std::optional<Error> &error)
    {
        const std::lock_guard lock(mutex_);
        log_.emplace_back(error ? "failing" : "well");
        changed_.notify_all();
    }
    bool wait_for(std::size_t count)
    {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, patience, [&] { return log_.size() >= count; });
    }
    std::vector<std::string> all()
    {
        const std::lock_guard lock(mutex_);
        return log_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> log_;
};

} // namespace

TEST_CASE("flush returns when everything is on the disk, without waiting for the interval")
{
    const TemporaryFolder folder;
    const std::string path = folder.file("outbox");
    auto life = opened(config_for(path, seconds(60)));
    for (std::uint64_t key = 0; key < 100; ++key)
        life.journal->stored(key, message(std::to_string(key)), false);
    life.journal->removed(50);
    CHECK(life.journal->counters().commits == 0);
    REQUIRE(life.journal->flush(patience));
    CHECK(life.journal->counters().commits == 1);
    REQUIRE(life.journal->flush(patience));
    CHECK(life.journal->counters().commits == 1);
    life.journal->close();
    CHECK(opened(config_for(path, seconds(60))).recovered.size() == 99);
}

TEST_CASE("closing commits what waits")
{
    const TemporaryFolder folder;
    const std::string path = folder.file("outbox");
    opened(config_for(path, seconds(60))).journal->stored(7, message("a"), false);
    const auto next = opened(config_for(path, seconds(60)));
    REQUIRE(next.recovered.size() == 1);
    CHECK(next.recovered[0].key == 7);
}

TEST_CASE("threads that wait for their messages share commits")
{
    const TemporaryFolder folder;
    auto life = opened(config_for(folder.file("outbox"), milliseconds(0)));
    constexpr std::uint64_t threads = 8;
    constexpr std::uint64_t each = 20;
    std::vector<std::thread> publishers;
    std::atomic<unsigned> failed{0};
    for (std::uint64_t thread = 0; thread < threads; ++thread)
        publishers.emplace_back([&, thread] {
            for (std::uint64_t i = 0; i < each; ++i) {
                const Change change = life.journal->stored(thread * each + i, message("x"), false);
                if (!life.journal->wait(change) || !life.journal->may_send(change)) ++failed;
            }
        });
    for (std::thread &publisher : publishers)
        publisher.join();
    CHECK(failed == 0);
    CHECK(life.journal->counters().commits < threads * each);
    MESSAGE(life.journal->counters().commits << " commits for " << threads * each << " messages");
}

TEST_CASE("a disk that is full for a while: waiting publishers hear of it, it is reported once, nothing is lost")
{
    const TemporaryFolder folder;
    const std::string path = folder.file("outbox");
    Reports reports;
    auto config = config_for(path, milliseconds(0));
    config.report = [&reports](const std::optional<Error> &error) { reports.add(error); };
    auto life = opened(config);
    REQUIRE(life.journal->wait(life.journal->stored(1, message("before"), false)));
    {
        const NoMoreRoom full(4096);
        const Change change = life.journal->stored(2, message("meanwhile"), false);
        const auto refused = life.journal->wait(change);
        REQUIRE_FALSE(refused);
        CHECK((refused.error().code == Errc::store_full || refused.error().code == Errc::store_failed));
        CHECK_FALSE(life.journal->may_send(change));
        REQUIRE(reports.wait_for(1));
        CHECK(life.journal->failure());
        CHECK_FALSE(life.journal->flush(patience));
        CHECK(life.journal->counters().errors >= 2);
    }
    REQUIRE(reports.wait_for(2));
    CHECK(reports.all() == std::vector<std::string>{"failing", "well"});
    CHECK_FALSE(life.journal->failure());
    life.journal->close();
    CHECK(opened(config_for(path, milliseconds(0))).recovered.size() == 2);
}

TEST_CASE("a failure ends though nothing waits to be written")
{
    const TemporaryFolder folder;
    Reports reports;
    auto config = config_for(folder.file("outbox"), milliseconds(0));
    config.report = [&reports](const std::optional<Error> &error) { reports.add(error); };
    auto life = opened(config);
    {
        const NoMoreRoom full(4096);
        REQUIRE_FALSE(life.journal->wait(life.journal->stored(1, message("x"), false)));
        life.journal->removed(1); // withdrawn
        REQUIRE(reports.wait_for(1));
    }
    REQUIRE(reports.wait_for(2));
    CHECK(life.journal->wait(life.journal->stored(2, message("y"), false)));
}

TEST_CASE("an outbox hands over in the next life what the last one left: in order, as repeats, expired ones reported")
{
    const TemporaryFolder folder;
    milliseconds wall{1000000};
    auto config = config_for(folder.file("outbox"), seconds(60));
    config.wall_now = [&wall] { return wall; };
    Completions done;
    const auto put = [&](Outbox &outbox, std::string payload, std::optional<milliseconds> time_to_live,
                         Priority priority) {
        Message made = message(std::move(payload));
        made.time_to_live = time_to_live;
        made.priority = priority;
        REQUIRE(outbox.accept(std::move(made), {}, Time(5), done));
    };
    {
        auto life = opened(config);
        const auto outbox = make_memory_outbox({}, life.journal.get());
        put(*outbox, "a", {}, Priority::normal);
        put(*outbox, "short", milliseconds(100), Priority::normal);
        put(*outbox, "b", milliseconds(10000), Priority::normal);
        put(*outbox, "first", {}, Priority::high);
        put(*outbox, "acknowledged", {}, Priority::high);
        outbox->release();
        REQUIRE(outbox->next(Time(5)));
        const auto second = outbox->next(Time(5));
        REQUIRE(second);
        REQUIRE(second->message->payload == "acknowledged");
        outbox->sent(second->ticket, done);
        outbox->acknowledged(second->ticket, done);
        done.clear();
        outbox->cancel_all(done);
        CHECK(done.size() == 4);
        CHECK(done[0].result.error().detail.find("stays") != std::string::npos);
        life.journal->close();
    }
    wall += milliseconds(3000);
    auto life = opened(config);
    const auto outbox = make_memory_outbox({}, life.journal.get());
    outbox->restore(std::move(life.recovered), Time(50));
    CHECK(outbox->messages() == 4);
    done.clear();
    outbox->expire(Time(50), done);
    REQUIRE(done.size() == 1);
    REQUIRE(done[0].recovered);
    CHECK(done[0].recovered->payload == "short");
    CHECK(done[0].result.error().code == Errc::expired);
    put(*outbox, "new", {}, Priority::normal);
    outbox->release();
    std::string order;
    std::vector<Ticket> tickets;
    while (const auto outgoing = outbox->next(Time(50))) {
        order += outgoing->message->payload + (outgoing->repeated ? "! " : " ");
        tickets.push_back(outgoing->ticket);
    }
    CHECK(order == "first! a! b! new ");
    CHECK(outbox->next_deadline(Time(50)) == Time(7050)); // what was left of b's 10 s
    done.clear();
    for (const Ticket ticket : tickets)
        outbox->acknowledged(ticket, done);
    REQUIRE(done.size() == 4);
    CHECK(done[0].recovered);
    CHECK_FALSE(done[3].recovered);
    life.journal->close();
    CHECK(opened(config).recovered.empty());
}

TEST_CASE("latest_per_topic and drop_oldest give up what an earlier life left, in the file as well")
{
    const TemporaryFolder folder;
    const auto config = config_for(folder.file("outbox"), seconds(60));
    Completions done;
    {
        auto life = opened(config);
        const auto outbox = make_memory_outbox({}, life.journal.get());
        REQUIRE(outbox->accept({"A", "a1"}, {}, Time(0), done));
        REQUIRE(outbox->accept({"B", "b1"}, {}, Time(0), done));
        outbox->cancel_all(done);
    }
    done.clear();
    {
        auto life = opened(config);
        Config latest;
        latest.caps.policy = OutboxPolicy::latest_per_topic;
        const auto outbox = make_memory_outbox(latest, life.journal.get());
        outbox->restore(std::move(life.recovered), Time(0));
        REQUIRE(outbox->accept({"A", "a2"}, {}, Time(0), done));
        REQUIRE(done.size() == 1);
        REQUIRE(done[0].recovered);
        CHECK(done[0].recovered->payload == "a1");
        CHECK(done[0].result.error().code == Errc::superseded);
        outbox->cancel_all(done);
    }
    done.clear();
    auto life = opened(config);
    Config dropping;
    dropping.caps.policy = OutboxPolicy::drop_oldest;
    dropping.caps.max_messages = 2;
    const auto outbox = make_memory_outbox(dropping, life.journal.get());
    outbox->restore(std::move(life.recovered), Time(0));
    REQUIRE(outbox->messages() == 2);
    REQUIRE(outbox->accept({"C", "c1"}, {}, Time(0), done));
    REQUIRE(done.size() == 1);
    REQUIRE(done[0].recovered);
    CHECK(done[0].recovered->payload == "a2");
    outbox->cancel_all(done);
    life.journal->close();
    CHECK(opened(config).recovered.size() == 2);
}

TEST_CASE("a message that could not be stored is withdrawn as if it had never been taken")
{
    const TemporaryFolder folder;
    auto life = opened(config_for(folder.file("outbox"), milliseconds(0)));
    const auto outbox = make_memory_outbox({}, life.journal.get());
    Completions done;
    const NoMoreRoom full(4096);
    REQUIRE(outbox->accept(message("x"), {}, Time(0), done));
    const Change change = outbox->last_change();
    REQUIRE_FALSE(life.journal->wait(change));
    outbox->release();
    CHECK_FALSE(outbox->next(Time(0)));
    CHECK_FALSE(outbox->next_deadline(Time(0)));
    CHECK(outbox->withdraw(change));
    CHECK_FALSE(outbox->withdraw(change));
    CHECK(outbox->messages() == 0);
    CHECK(outbox->bytes() == 0);
    CHECK(done.empty());
}

TEST_CASE("a journal that gets no thread is not opened, and lets its file go")
{
    const TemporaryFolder folder;
    {
        const NoMoreThreads none;
        if (!none.in_force()) return;
        const auto journal = open_journal(config_for(folder.file("outbox"), milliseconds(0)));
        REQUIRE_FALSE(journal.has_value());
        CHECK(journal.error().code == Errc::no_thread);
    }
    CHECK(open_journal(config_for(folder.file("outbox"), milliseconds(0))).has_value());
}
