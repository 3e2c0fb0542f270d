// The pace of pulling: when a request leaves, when it is over, and what is told of it.

#include <doctest/doctest.h>

#include "session/offline_pull.hpp"

using namespace lmq;
using lmq::session::OfflinePuller;
using May = OfflinePuller::May;
using Time = OfflinePuller::Time;

namespace
{

constexpr Time idle{2000};

OfflinePull how(int batch = 30, control::PullOrder order = control::PullOrder::ascending)
{
    return {order, batch, idle};
}

/// One with a pull_all of the caller's at work, at its first request.
struct Bench {
    explicit Bench(int batch = 30) { puller.pull_all(1, how(batch)); }

    OfflinePuller puller{std::nullopt};
    Time now{10000};

    bool asks() { return puller.next(May::everything, now).has_value(); }
    /// One request whose batch is handled at once.
    void round(std::size_t batch)
    {
        REQUIRE(asks());
        puller.acknowledged(now);
        puller.handled(batch, 0, now);
    }
    std::vector<OfflinePuller::Progress> news() { return puller.take_reports().progress; }
};

} // namespace

TEST_CASE("a request leaves at once, says what was asked for, and no second one before its acknowledgement")
{
    OfflinePuller puller{std::nullopt};
    puller.pull_all(1, how(7, control::PullOrder::descending));
    const auto asked = puller.next(May::everything, Time(5));
    REQUIRE(asked);
    CHECK(asked->max_push == 7);
    CHECK(asked->order == control::PullOrder::descending);
    puller.handled(100, 0, Time(6));
    CHECK_FALSE(puller.next(May::everything, Time(100000)));
    CHECK_FALSE(puller.next_deadline(May::everything));
}

TEST_CASE("the next request leaves when a batch has been handled since the acknowledgement")
{
    Bench bench(3);
    REQUIRE(bench.asks());
    bench.puller.handled(5, 0, bench.now); // before it
    bench.puller.acknowledged(bench.now);
    CHECK_FALSE(bench.asks());
    bench.puller.handled(2, 0, bench.now);
    CHECK_FALSE(bench.asks());
    CHECK(bench.news().empty());
    bench.puller.handled(1, 0, bench.now);
    CHECK(bench.asks());
    const auto news = bench.news();
    REQUIRE(news.size() == 1);
    CHECK(news[0].request == 1);
    CHECK(news[0].progress.received == 8);
    CHECK(news[0].progress.requests == 1);
    CHECK_FALSE(news[0].progress.finished);
}

TEST_CASE("or when messages came, but none for as long as idle")
{
    Bench bench;
    REQUIRE(bench.asks());
    bench.puller.acknowledged(bench.now);
    bench.now += Time(1500);
    bench.puller.handled(1, 0, bench.now);
    CHECK(bench.puller.next_deadline(May::everything) == bench.now + idle);
    bench.now += idle - Time(1);
    CHECK_FALSE(bench.asks());
    bench.now += Time(1);
    CHECK(bench.asks());
    CHECK(bench.news().size() == 1);
}

TEST_CASE("a request that brings nothing for as long as idle is the last")
{
    Bench bench;
    bench.round(30);
    REQUIRE(bench.asks());
    bench.news();
    bench.puller.acknowledged(bench.now);
    CHECK(bench.puller.next_deadline(May::everything) == bench.now + idle);
    bench.now += idle;
    CHECK_FALSE(bench.asks());
    const auto news = bench.news();
    REQUIRE(news.size() == 1);
    CHECK(news[0].progress.finished);
    CHECK(news[0].progress.result);
    CHECK(news[0].progress.received == 30);
    CHECK(news[0].progress.requests == 2);
    CHECK_FALSE(bench.puller.pulling_all());
    CHECK_FALSE(bench.puller.next_deadline(May::everything));
}

TEST_CASE("messages that wait for a slow handler are no silence, and hold back the next request when they are many")
{
    Bench bench(10);
    REQUIRE(bench.asks());
    bench.puller.acknowledged(bench.now);
    bench.puller.handled(0, 1, bench.now);
    bench.now += 10 * idle;
    CHECK_FALSE(bench.puller.next_deadline(May::everything));
    CHECK_FALSE(bench.asks());
    CHECK(bench.puller.pulling_all());
    bench.puller.handled(10, OfflinePuller::most_waiting + 1, bench.now);
    CHECK_FALSE(bench.asks());
    CHECK_FALSE(bench.puller.next_deadline(May::everything));
    bench.puller.handled(1, OfflinePuller::most_waiting, bench.now);
    CHECK(bench.asks());
}

TEST_CASE("the sixth request leaves more than a second after the acknowledgement of the first, to the millisecond")
{
    Bench bench(1);
    for (int i = 0; i < 4; ++i) {
        bench.round(1);
        bench.now += Time(10);
    }
    const Time fifth = bench.now;
    bench.round(1);
    CHECK_FALSE(bench.asks());
    const Time first = fifth - Time(40);
    CHECK(bench.puller.next_deadline(May::everything) == first + OfflinePuller::second);
    bench.now = first + OfflinePuller::second - Time(1);
    CHECK_FALSE(bench.asks());
    bench.now += Time(1);
    bench.round(1); // the sixth
    CHECK_FALSE(bench.asks());
    CHECK(bench.puller.next_deadline(May::everything) == first + Time(10) + OfflinePuller::second);
}

TEST_CASE("a late acknowledgement counts from its coming: the server may have handled the request just before")
{
    Bench bench(1);
    REQUIRE(bench.asks());
    bench.now += Time(900);
    bench.puller.acknowledged(bench.now);
    bench.puller.handled(1, 0, bench.now);
    const Time first = bench.now;
    for (int i = 0; i < 4; ++i)
        bench.round(1);
    CHECK(bench.puller.next_deadline(May::everything) == first + OfflinePuller::second);
}

TEST_CASE("single requests go one by one, are done when acknowledged, and share the pace")
{
    OfflinePuller puller{std::nullopt};
    const Time now{1};
    for (std::uint64_t i = 1; i <= 6; ++i)
        puller.pull(i, {control::PullOrder::ascending, static_cast<int>(i)});
    for (std::uint64_t i = 1; i <= 5; ++i) {
        const auto asked = puller.next(May::everything, now);
        REQUIRE(asked);
        CHECK(asked->max_push == static_cast<int>(i));
        CHECK_FALSE(puller.next(May::everything, now));
        CHECK(puller.take_reports().done.empty());
        puller.acknowledged(now);
        const auto done = puller.take_reports().done;
        REQUIRE(done.size() == 1);
        CHECK(done[0].request == i);
        CHECK(done[0].result);
    }
    CHECK_FALSE(puller.next(May::everything, now));
    CHECK(puller.next_deadline(May::everything) == now + OfflinePuller::second);
    CHECK(puller.next(May::everything, now + OfflinePuller::second));
}

TEST_CASE("what the caller asked for waits until everything may be sent; what the options ask for does not")
{
    OfflinePuller callers{std::nullopt};
    callers.pull(1, {});
    callers.pull_all(2, how());
    callers.connected();
    for (const May may : {May::nothing, May::configured}) {
        CHECK_FALSE(callers.next(may, Time(1)));
        CHECK_FALSE(callers.next_deadline(may));
    }
    CHECK(callers.next(May::everything, Time(1)));

    OfflinePuller configured{how(9)};
    CHECK_FALSE(configured.next(May::everything, Time(1)));
    configured.connected();
    CHECK_FALSE(configured.next(May::nothing, Time(1)));
    CHECK(configured.next(May::configured, Time(1)));
}

TEST_CASE("after a lost connection a pull goes on, with its counts, from a request of its own")
{
    OfflinePuller puller{how(2)};
    Time now{1};
    puller.connected();
    REQUIRE(puller.next(May::configured, now));
    puller.acknowledged(now);
    puller.handled(1, 0, now);
    puller.connection_lost(now);
    CHECK(puller.pulling_all());
    puller.connected();
    REQUIRE(puller.next(May::configured, now));
    puller.acknowledged(now);
    puller.handled(1, 0, now);
    CHECK(puller.take_reports().progress.empty()); // the one before the loss does not count for this request
    puller.handled(1, 0, now);
    const auto news = puller.take_reports().progress;
    REQUIRE(news.size() == 1);
    CHECK(news[0].request == 0);
    CHECK(news[0].progress.received == 3);
    CHECK(news[0].progress.requests == 2);
}

TEST_CASE("what the options ask for begins anew with each connect once it has finished")
{
    OfflinePuller puller{how()};
    Time now{1};
    for (int connect = 0; connect < 3; ++connect) {
        puller.connected();
        REQUIRE(puller.next(May::configured, now));
        puller.acknowledged(now);
        now += idle;
        CHECK_FALSE(puller.next(May::everything, now));
        const auto news = puller.take_reports().progress;
        REQUIRE(news.size() == 1);
        CHECK(news[0].progress.finished);
        CHECK(news[0].progress.requests == 1);
        puller.connection_lost(now);
    }
}

TEST_CASE("a single request that a lost connection left unacknowledged is made again")
{
    OfflinePuller puller{std::nullopt};
    puller.pull(1, {control::PullOrder::ascending, 4});
    REQUIRE(puller.next(May::everything, Time(1)));
    puller.connection_lost(Time(2));
    CHECK(puller.take_reports().done.empty());
    const auto again = puller.next(May::everything, Time(3));
    REQUIRE(again);
    CHECK(again->max_push == 4);
    puller.acknowledged(Time(4));
    CHECK(puller.take_reports().done.size() == 1);
}

TEST_CASE("a request that a lost connection left unacknowledged counts in the pace: the server may have handled it")
{
    OfflinePuller puller{std::nullopt};
    puller.pull_all(1, how());
    for (int i = 0; i < 5; ++i) {
        REQUIRE(puller.next(May::everything, Time(i)));
        puller.connection_lost(Time(i));
    }
    CHECK_FALSE(puller.next(May::everything, Time(1000)));
    CHECK(puller.next(May::everything, OfflinePuller::second));
}

TEST_CASE("cancel ends everything with cancelled, and what is on its way still counts")
{
    Bench bench;
    bench.puller.pull(7, {});
    REQUIRE(bench.asks());
    bench.puller.cancel();
    const auto reports = bench.puller.take_reports();
    REQUIRE(reports.done.size() == 1);
    CHECK(reports.done[0].request == 7);
    REQUIRE_FALSE(reports.done[0].result);
    CHECK(reports.done[0].result.error().code == Errc::cancelled);
    REQUIRE(reports.progress.size() == 1);
    CHECK(reports.progress[0].progress.finished);
    CHECK(reports.progress[0].progress.result.error().code == Errc::cancelled);
    CHECK_FALSE(bench.puller.pulling_all());

    bench.puller.pull_all(8, how(1));
    CHECK_FALSE(bench.asks());
    bench.puller.acknowledged(bench.now);
    CHECK(bench.puller.take_reports().done.empty());
    for (int i = 0; i < 4; ++i)
        bench.round(1);
    CHECK_FALSE(bench.asks());
}

TEST_CASE("a second pull of everything ends at once, and the first goes on")
{
    Bench bench(1);
    bench.puller.pull_all(2, how());
    const auto news = bench.news();
    REQUIRE(news.size() == 1);
    CHECK(news[0].request == 2);
    CHECK(news[0].progress.finished);
    CHECK(news[0].progress.result.error().code == Errc::in_progress);
    bench.round(1);
    CHECK(bench.news()[0].request == 1);
}

TEST_CASE("an idle time without end does not overflow the clock")
{
    OfflinePuller puller{std::nullopt};
    puller.pull_all(1, {control::PullOrder::ascending, 30, Time::max()});
    REQUIRE(puller.next(May::everything, Time(1)));
    puller.acknowledged(Time(1));
    CHECK(*puller.next_deadline(May::everything) > Time(1));
}
