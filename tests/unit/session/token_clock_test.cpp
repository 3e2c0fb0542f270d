#include <doctest/doctest.h>

#include "token_support.hpp"

using namespace lmq;
using namespace lmq::session;
using lmq::session::test::expire_notice;
using lmq::session::test::Harness;
using lmq::session::test::invalid_notice;
using lmq::session::test::provider_down;
using lmq::session::test::ready;
using lmq::session::test::token;
using lmq::session::test::with_tokens;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

namespace
{

constexpr std::int64_t day_ms = 24LL * 3600 * 1000;
constexpr std::int64_t today = 1800000000000; // some day in 2027

Token stored(const std::string &text, std::int64_t expire_time_ms)
{
    Token made = token(text);
    made.valid_for.reset();
    made.expire_time_ms = expire_time_ms;
    return made;
}

/// A client that has "kept" from its store, on a device whose clock says `wall`.
Harness with_stored(std::int64_t expire_time_ms, std::int64_t wall)
{
    Harness h(with_tokens());
    h.wall = WallTime(wall);
    h.handle(event::TokensLoaded{std::vector<Token>{stored("kept", expire_time_ms)}});
    CHECK(h.actions.empty());
    return h;
}

} // namespace

TEST_CASE("before a reconnect the notice counts: what is about to expire is replaced first")
{
    Harness h = ready();
    h.pass(minutes(20));
    h.handle(expire_notice(1546272000000)); // the server's clock says five minutes
    h.handle(event::TransportDown{test::cut});
    h.handle(event::TransportFailed{test::no_network});
    h.pass(minutes(4) + seconds(30));
    while (h.state() == ConnectionState::waiting)
        h.pass_to_deadline();
    REQUIRE(h.state() == ConnectionState::awaiting_token);
    CHECK(h.find<action::AskToken>()->what.reason == TokenReason::expired);

    SUBCASE("but is tried all the same when the provider has no other")
    {
        h.handle(event::TokenAnswered{h.request, tl::unexpected<TokenFailure>(provider_down(hours(1)))});
        CHECK(test::names(h.actions) == "=connecting open");
        h.handle(event::TransportUp{});
        h.grant_until_ready();
        CHECK(h.state() == ConnectionState::ready);
    }
}

TEST_CASE("before a reconnect the validity counts though no notice came")
{
    Harness h = ready();
    h.pass(minutes(3));
    h.handle(event::TransportDown{test::cut});
    SUBCASE("59 minutes of 60 are over")
    {
        h.pass(minutes(56));
        CHECK(test::names(h.actions) == "=awaiting_token ask-RW");
        CHECK(h.find<action::AskToken>()->what.reason == TokenReason::expired);
    }
    SUBCASE("58 minutes are not too many")
    {
        h.pass(minutes(54));
        CHECK(test::names(h.actions) == "=connecting open");
    }
}

TEST_CASE("a stored token is used without asking, until what the device's clock says of it")
{
    SUBCASE("it is good")
    {
        Harness h = with_stored(today + day_ms, today);
        h.handle(event::Start{});
        CHECK(test::names(h.actions) == "=connecting open");
        h.handle(event::TransportUp{});
        h.grant_until_ready();
        const Time began = h.now;
        h.pass_to_deadline();
        CHECK(test::names(h.actions) == "ask-RW");
        CHECK(h.now - began > hours(22));
        CHECK(h.now - began < hours(24));
    }
    SUBCASE("it has expired: another is asked for first")
    {
        Harness h = with_stored(today - day_ms, today);
        h.handle(event::Start{});
        CHECK(test::names(h.actions) == "=awaiting_token ask-RW");
        CHECK(h.find<action::AskToken>()->what.reason == TokenReason::expired);
        // The clock may be wrong: without another one, the server is to decide.
        h.handle(event::TokenAnswered{h.request, tl::unexpected<TokenFailure>(provider_down())});
        CHECK(h.state() == ConnectionState::connecting);
    }
}

TEST_CASE("a device that wakes in 1970 neither drops a good token nor keeps a dead one")
{
    SUBCASE("good: it is used at once, and once the clock is set its end is known")
    {
        Harness h = with_stored(today + day_ms, 3000);
        h.handle(event::Start{});
        CHECK(test::names(h.actions) == "=connecting open");
        h.handle(event::TransportUp{});
        h.grant_until_ready();
        CHECK_FALSE(h.session.next_deadline());
        h.wall = WallTime(today);
        h.handle(event::Tick{});
        CHECK(h.actions.empty());
        REQUIRE(h.session.next_deadline());
        CHECK(*h.session.next_deadline() - h.now > hours(22));
    }
    SUBCASE("dead: the server's notice tells")
    {
        Harness h = with_stored(today - day_ms, 3000);
        h.handle(event::Start{});
        h.handle(event::TransportUp{});
        h.handle(invalid_notice(2));
        CHECK(test::names(h.actions) == "abandon =waiting ask-RW store-0");
    }
    SUBCASE("the clock is set to a time when the token in use should be dead: the server has just taken it")
    {
        Harness h = with_stored(today - day_ms, 3000);
        h.handle(event::Start{});
        h.handle(event::TransportUp{});
        h.grant_until_ready();
        h.wall = WallTime(today);
        h.handle(event::Tick{});
        CHECK(h.actions.empty());
        CHECK(h.state() == ConnectionState::ready);
    }
}

TEST_CASE("once reckoned, no jump of the device's clock changes when a token is renewed")
{
    Harness h(with_tokens());
    h.wall = WallTime(today);
    h.handle(event::Start{});
    h.handle(event::TokenAnswered{h.request, stored("t1", today + 3600000)});
    h.handle(event::TransportUp{});
    h.grant_until_ready();
    const auto planned = h.session.next_deadline();
    REQUIRE(planned);
    for (const std::int64_t jump : {std::int64_t{0}, today + 100 * day_ms, today - 100 * day_ms}) {
        h.wall = WallTime(jump);
        h.handle(event::Tick{});
        CHECK(h.actions.empty());
        CHECK(h.session.next_deadline() == planned);
    }
}

TEST_CASE("a token that comes expired by the device's clock is used: the clock is wrong, and the notice will tell")
{
    Harness h(with_tokens());
    h.wall = WallTime(today);
    h.handle(event::Start{});
    h.handle(event::TokenAnswered{h.request, stored("t1", today - 365 * day_ms)});
    CHECK(h.state() == ConnectionState::connecting);
    h.handle(event::TransportUp{});
    h.grant_until_ready();
    CHECK_FALSE(h.session.next_deadline());
    h.pass(hours(3));
    h.handle(expire_notice(today - 365 * day_ms));
    h.pass(seconds(2));
    CHECK(test::names(h.actions) == "ask-RW");
}

TEST_CASE("what a stored token was once said to be good for counts no more")
{
    Harness h(with_tokens());
    h.wall = WallTime(today);
    h.handle(event::TokensLoaded{std::vector<Token>{token("kept")}}); // an hour, said in 2018
    h.handle(event::Start{});
    CHECK(test::names(h.actions) == "=awaiting_token ask-RW");
}

TEST_CASE("a short-lived token is renewed ten seconds before its end, or when a quarter is left")
{
    for (const auto &[life, least] : {std::pair{seconds(100), seconds(10)}, std::pair{seconds(20), seconds(5)}}) {
        Harness h(with_tokens());
        h.handle(event::Start{});
        h.handle(event::TokenAnswered{h.request, token("t1", TokenType::read_write, life)});
        h.handle(event::TransportUp{});
        h.grant_until_ready();
        const Time began = h.now;
        h.pass_to_deadline();
        CHECK(test::names(h.actions) == "ask-RW");
        CHECK(life - (h.now - began) == least);
    }
}
