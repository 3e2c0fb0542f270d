#include <doctest/doctest.h>

#include "token_support.hpp"

using namespace lmq;
using namespace lmq::session;
using lmq::session::test::Harness;
using lmq::session::test::invalid_notice;
using lmq::session::test::provider_down;
using lmq::session::test::ready;
using lmq::session::test::to_next_ask;
using lmq::session::test::token;
using lmq::session::test::with_tokens;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

TEST_CASE("when wider rights cannot be had the client goes on with those it has; a refused token it never tries again")
{
    for (const int code : {4, 3}) {
        Harness h = ready();
        h.handle(invalid_notice(code));
        h.handle(event::TransportClosed{});
        h.handle(event::TokenAnswered{h.request, tl::unexpected<TokenFailure>(provider_down(minutes(10)))});
        while (h.state() == ConnectionState::waiting)
            h.pass_to_deadline();
        CHECK(h.state() == (code == 4 ? ConnectionState::connecting : ConnectionState::awaiting_token));
    }
}

TEST_CASE("the refused token, answered again, is no answer")
{
    Harness h = ready();
    h.handle(invalid_notice(3));
    h.handle(event::TokenAnswered{h.request, token("t1")});
    REQUIRE(h.session.status().token_error);
    CHECK(h.session.status().token_error->code == Errc::token_unavailable);
    CHECK_FALSE(h.find<action::StoreTokens>());
}

TEST_CASE("a provider that keeps failing is asked ever more seldom; where it stands is in the state")
{
    Harness h(with_tokens());
    h.handle(event::Start{});
    const Time began = h.now;
    unsigned calls = 1;
    while (h.now - began < hours(1)) {
        h.handle(event::TokenAnswered{h.request, tl::unexpected<TokenFailure>(provider_down())});
        CHECK(test::names(h.actions) == "=awaiting_token");
        const ConnectionStatus &status = h.session.status();
        REQUIRE(status.error);
        CHECK(status.error->code == Errc::http_unreachable);
        CHECK(status.error->detail == "token provider: test");
        CHECK(status.retry_in > Time(0));
        CHECK(h.session.next_deadline() == h.now + status.retry_in);
        h.pass_to_deadline();
        REQUIRE(test::names(h.actions) == "ask-RW");
        CHECK(h.find<action::AskToken>()->what.attempt == ++calls);
    }
    CHECK(calls < 120);

    SUBCASE("and is asked at once when the network changes")
    {
        h.handle(event::TokenAnswered{h.request, tl::unexpected<TokenFailure>(provider_down())});
        h.handle(event::NetworkChanged{});
        CHECK(test::names(h.actions) == "=awaiting_token ask-RW");
        CHECK(h.session.status().retry_in == Time(0));
    }
    SUBCASE("success clears the error")
    {
        h.handle(event::TokenAnswered{h.request, token("t1")});
        CHECK_FALSE(h.session.status().token_error);
        CHECK(h.state() == ConnectionState::connecting);
    }
}

TEST_CASE("retry-after holds the next call back")
{
    Harness h(with_tokens());
    h.handle(event::Start{});
    h.handle(event::TokenAnswered{h.request, tl::unexpected<TokenFailure>(provider_down(minutes(7)))});
    CHECK(h.session.status().retry_in == minutes(7));
    h.pass(minutes(7) - milliseconds(1));
    CHECK(h.actions.empty());
    h.pass(milliseconds(1));
    CHECK(test::names(h.actions) == "ask-RW");
}

TEST_CASE("a provider that does not answer in time has failed, and its late answer is ignored")
{
    Harness h(with_tokens());
    h.handle(event::Start{});
    const std::uint32_t first = h.request;
    h.pass(seconds(30));
    CHECK(test::names(h.actions) == "=awaiting_token");
    CHECK(h.session.status().error->code == Errc::token_unavailable);
    h.handle(event::TokenAnswered{first, token("late")});
    CHECK(h.actions.empty());
    to_next_ask(h);
    CHECK(h.request != first);
    h.handle(event::TokenAnswered{first, token("late")});
    CHECK(h.actions.empty());
    h.handle(event::TokenAnswered{h.request, token("t1")});
    CHECK(h.state() == ConnectionState::connecting);
    h.handle(event::TokenAnswered{h.request, token("twice")});
    CHECK(h.actions.empty());
}

TEST_CASE("a token of another type, or one that cannot be sent, is no answer")
{
    for (const Token &wrong : {token("t", TokenType::write), token(""), token(std::string(8193, 'x')), token("\xFF")}) {
        Harness h(with_tokens());
        h.handle(event::Start{});
        h.handle(event::TokenAnswered{h.request, wrong});
        CHECK(h.state() == ConnectionState::awaiting_token);
        REQUIRE(h.session.status().error);
        CHECK(h.session.status().error->code == Errc::token_unavailable);
    }
}

TEST_CASE("a failing renewal disturbs nothing while the token is good: the client stays ready and says why")
{
    Harness h = ready();
    h.pass_to_deadline();
    REQUIRE(h.find<action::AskToken>());
    h.handle(event::TokenAnswered{h.request, tl::unexpected<TokenFailure>(provider_down())});
    CHECK(test::names(h.actions) == "=ready");
    CHECK(h.session.status().token_error->code == Errc::http_unreachable);
    to_next_ask(h);
    h.handle(event::TokenAnswered{h.request, token("t2")});
    CHECK(test::names(h.actions) == "=ready upload pause store-1");
    CHECK_FALSE(h.session.status().token_error);
}

TEST_CASE("after a stop the provider is not called; the answer of a call under way is kept for the next start")
{
    Harness h(with_tokens());
    h.handle(event::Start{});
    h.handle(event::Stop{});
    CHECK(test::names(h.actions) == "=idle");
    CHECK_FALSE(h.session.next_deadline());
    h.handle(event::TokenAnswered{h.request, token("t1")});
    CHECK(test::names(h.actions) == "store-1");
    h.handle(event::Start{});
    CHECK(test::names(h.actions) == "=connecting open");
}

TEST_CASE("a start while the provider is still at work does not call it twice")
{
    Harness h(with_tokens());
    h.handle(event::Start{});
    h.handle(event::Stop{});
    h.handle(event::Start{});
    CHECK(test::names(h.actions) == "=awaiting_token");
    h.handle(event::TokenAnswered{h.request, token("t1")});
    CHECK(h.state() == ConnectionState::connecting);
}

TEST_CASE("of several missing tokens the one that was not asked for in vain comes next")
{
    Harness h(with_tokens({{TokenType::read, {}}, {TokenType::write, {}}}));
    h.handle(event::Start{});
    CHECK(h.find<action::AskToken>()->what.need.type == TokenType::read);
    h.handle(event::TokenAnswered{h.request, tl::unexpected<TokenFailure>(provider_down())});
    to_next_ask(h);
    CHECK(h.find<action::AskToken>()->what.need.type == TokenType::write);
    h.handle(event::TokenAnswered{h.request, token("w", TokenType::write)});
    CHECK(h.find<action::AskToken>()->what.need.type == TokenType::read);
}

TEST_CASE("after a success the provider's back-off begins anew")
{
    Harness h(with_tokens({{TokenType::read, {}}, {TokenType::write, {}}}));
    h.handle(event::Start{});
    for (int i = 0; i < 12; ++i) {
        h.handle(event::TokenAnswered{h.request, tl::unexpected<TokenFailure>(provider_down())});
        to_next_ask(h);
    }
    h.handle(event::TokenAnswered{h.request, token("t", h.find<action::AskToken>()->what.need.type)});
    CHECK(h.find<action::AskToken>()->what.attempt == 1);
    h.handle(event::TokenAnswered{h.request, tl::unexpected<TokenFailure>(provider_down())});
    CHECK(h.session.status().retry_in <= seconds(1));
}

TEST_CASE("a start by the user does not wait for the back-off of calls before it")
{
    Harness h(with_tokens());
    h.handle(event::Start{});
    h.handle(event::TokenAnswered{h.request, tl::unexpected<TokenFailure>(provider_down(hours(1)))});
    h.handle(event::Stop{});
    h.handle(event::Start{});
    CHECK(test::names(h.actions) == "=awaiting_token ask-RW");
}

TEST_CASE("a damaged store stays told until a token was got")
{
    Harness h(with_tokens());
    h.handle(event::TokensLoaded{fail(Errc::token_store_damaged, "test")});
    h.handle(event::Start{});
    REQUIRE(h.session.status().token_error);
    CHECK(h.session.status().token_error->code == Errc::token_store_damaged);
    h.handle(event::TokenAnswered{h.request, token("t1")});
    CHECK_FALSE(h.session.status().token_error);
}

TEST_CASE("a failing provider does not make the wait for the next attempt look longer than it is")
{
    Config config = with_tokens();
    config.back_off.min = config.back_off.max = minutes(10);
    Harness h = ready(config);
    h.handle(invalid_notice(3));
    h.handle(event::TransportClosed{});
    const Time due = h.now + h.session.status().retry_in;
    h.now += seconds(5);
    h.handle(event::TokenAnswered{h.request, tl::unexpected<TokenFailure>(provider_down())});
    REQUIRE(h.state() == ConnectionState::waiting);
    CHECK(h.now + h.session.status().retry_in == due);
}

TEST_CASE("the token that is to be renewed, answered again, is no answer: it is asked for again while it is good")
{
    Harness h = ready();
    h.pass_to_deadline();
    REQUIRE(h.find<action::AskToken>());
    const Time began = h.now;
    h.handle(event::TokenAnswered{h.request, token("t1", TokenType::read_write, minutes(3))});
    CHECK(test::names(h.actions) == "=ready");
    CHECK(h.session.status().token_error->code == Errc::token_unavailable);
    to_next_ask(h);
    CHECK(h.now - began <= seconds(1));
    h.handle(event::TokenAnswered{h.request, token("t2")});
    CHECK(test::names(h.actions) == "=ready upload pause store-1");
}
