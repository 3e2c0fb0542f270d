#include <doctest/doctest.h>

#include <set>
#include <tuple>

#include "token_support.hpp"

using namespace lmq;
using namespace lmq::session;
using lmq::session::test::add;
using lmq::session::test::expire_notice;
using lmq::session::test::Harness;
using lmq::session::test::invalid_notice;
using lmq::session::test::ready;
using lmq::session::test::token;
using lmq::session::test::upload_of;
using lmq::session::test::with_tokens;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

TEST_CASE("a client without a token asks for one before it connects, stores it, and uploads it before anything else")
{
    Harness h(with_tokens());
    add(h, 1, "TopicA");
    CHECK(h.actions.empty());
    h.handle(event::Start{});
    CHECK(test::names(h.actions) == "=awaiting_token ask-RW");
    CHECK(h.find<action::AskToken>()->what.reason == TokenReason::none_held);
    CHECK(h.find<action::AskToken>()->what.instead_of.empty());
    h.handle(event::TokenAnswered{h.request, token("t1")});
    CHECK(test::names(h.actions) == "=connecting open store-1");
    h.handle(event::TransportUp{});
    CHECK(test::names(h.actions) == "=restoring upload");
    CHECK(h.find<action::SendControl>()->topic == "$SYS/uploadToken");
    CHECK(upload_of(h) == R"({"token":"t1","type":"RW"})");
    h.handle(event::ControlAcked{h.control_id});
    CHECK(test::names(h.actions) == "subscribe");
    h.grant();
    CHECK(test::names(h.actions) == "subscribed =ready release");
}

TEST_CASE("three tokens are got one by one, uploaded one by one, and all else costs one more answer")
{
    Config config = with_tokens({{TokenType::read_write, {}}, {TokenType::write, {}}, {TokenType::read, {}}});
    config.ordered = true;
    Harness h(config);
    add(h, 1, "TopicA");
    h.handle(event::Start{});
    CHECK(test::names(h.actions) == "=awaiting_token ask-R");
    h.handle(event::TokenAnswered{h.request, token("r", TokenType::read)});
    CHECK(test::names(h.actions) == "ask-W store-1");
    h.handle(event::TokenAnswered{h.request, token("w", TokenType::write)});
    CHECK(test::names(h.actions) == "ask-RW store-2");
    h.handle(event::TokenAnswered{h.request, token("rw")});
    CHECK(test::names(h.actions) == "=connecting open store-3");
    h.handle(event::TransportUp{});
    CHECK(upload_of(h) == R"({"token":"r","type":"R"})");
    h.handle(event::ControlAcked{h.control_id});
    CHECK(test::names(h.actions) == "upload");
    CHECK(upload_of(h) == R"({"token":"w","type":"W"})");
    h.handle(event::ControlAcked{h.control_id});
    CHECK(test::names(h.actions) == "upload");
    CHECK(upload_of(h) == R"({"token":"rw","type":"RW"})");
    h.handle(event::ControlAcked{h.control_id});
    CHECK(test::names(h.actions) == "control subscribe");
}

TEST_CASE("tokens are uploaded again after each connect, without asking for new ones")
{
    Harness h = ready();
    h.handle(event::TransportDown{test::cut});
    CHECK(test::names(h.actions) == "hold =waiting");
    h.pass_to_deadline();
    CHECK(test::names(h.actions) == "=connecting open");
    h.handle(event::TransportUp{});
    CHECK(upload_of(h) == R"({"token":"t1","type":"RW"})");
}

TEST_CASE("the server's notice starts a renewal in the same connection; publishes pause while it is uploaded")
{
    Harness h = ready();
    h.pass(minutes(50));
    REQUIRE(h.actions.empty());
    h.handle(expire_notice(1546272000000));
    CHECK(h.actions.empty());
    h.pass(seconds(2));
    REQUIRE(test::names(h.actions) == "ask-RW");
    CHECK(h.find<action::AskToken>()->what.reason == TokenReason::renewal);
    CHECK(h.find<action::AskToken>()->what.instead_of == token_fingerprint(Secret("t1")));
    h.handle(event::TokenAnswered{h.request, token("t2")});
    CHECK(test::names(h.actions) == "upload pause store-1");
    CHECK(upload_of(h) == R"({"token":"t2","type":"RW"})");

    SUBCASE("and resume when it is acknowledged, with what was subscribed meanwhile")
    {
        add(h, 5, "TopicA");
        h.handle(event::Unsubscribe{6, {"TopicB"}});
        CHECK(h.actions.empty());
        h.handle(event::ControlAcked{h.control_id});
        CHECK(test::names(h.actions) == "resume unsubscribe subscribe");
        CHECK(h.state() == ConnectionState::ready);
    }
    SUBCASE("an acknowledgement that does not come drops the connection, and the new token is uploaded on the next")
    {
        h.pass(seconds(20));
        CHECK(test::names(h.actions) == "hold abandon =waiting");
        h.handle(event::TransportClosed{});
        while (h.state() == ConnectionState::waiting)
            h.pass_to_deadline();
        h.handle(event::TransportUp{});
        CHECK(upload_of(h) == R"({"token":"t2","type":"RW"})");
    }
}

TEST_CASE("without a notice the client renews by its own clock, at another moment each time, when 4 to 8 % are left")
{
    std::set<Time> moments;
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        Config config = with_tokens();
        config.seed = seed;
        Harness h = ready(config);
        const Time began = h.now;
        h.pass_to_deadline();
        REQUIRE(test::names(h.actions) == "ask-RW");
        CHECK(h.find<action::AskToken>()->what.reason == TokenReason::renewal);
        const Time left = hours(1) - (h.now - began);
        CHECK(left >= seconds(3600) * 4 / 100);
        CHECK(left <= seconds(3600) * 8 / 100);
        moments.insert(left);
    }
    CHECK(moments.size() > 40);
}

TEST_CASE("a token that the server said is no good is replaced before the next connect, each code with its error")
{
    const std::tuple<int, Errc, TokenReason> codes[] = {
        {1, Errc::token_forged, TokenReason::rejected},   {2, Errc::token_expired, TokenReason::rejected},
        {3, Errc::token_revoked, TokenReason::rejected},  {8, Errc::token_signature, TokenReason::rejected},
        {-1, Errc::token_account, TokenReason::rejected}, {4, Errc::token_resource, TokenReason::wider_rights},
        {5, Errc::token_type, TokenReason::wider_rights},
    };
    for (const auto &row : codes) {
        const auto &code = std::get<0>(row);
        const auto &error = std::get<1>(row);
        const auto &reason = std::get<2>(row);
        CAPTURE(code);
        Harness h = ready();
        h.handle(invalid_notice(code));
        const bool dead = reason == TokenReason::rejected;
        CHECK(test::names(h.actions) ==
              (dead ? "hold abandon =waiting ask-RW store-0" : "hold abandon =waiting ask-RW"));
        CHECK(h.session.status().error->code == error);
        CHECK(h.find<action::AskToken>()->what.reason == reason);
        CHECK(h.find<action::AskToken>()->what.notice_code == code);
        h.handle(event::TransportClosed{});
        while (h.state() == ConnectionState::waiting)
            h.pass_to_deadline();
        CHECK(test::names(h.actions) == "=awaiting_token");
        h.handle(event::TokenAnswered{h.request, token("t2")});
        CHECK(test::names(h.actions) == "=connecting open store-1");
        h.handle(event::TransportUp{});
        CHECK(upload_of(h) == R"({"token":"t2","type":"RW"})");
    }
}

TEST_CASE("a connection lost twice before its upload was acknowledged makes the token suspect: the notice does not "
          "always come")
{
    Harness h = ready();
    for (int i = 0; i < 2; ++i) {
        h.handle(event::TransportDown{test::cut});
        while (h.state() == ConnectionState::waiting)
            h.pass_to_deadline();
        REQUIRE(h.state() == ConnectionState::connecting);
        h.handle(event::TransportUp{});
        REQUIRE_FALSE(upload_of(h).empty());
    }
    h.handle(event::TransportDown{test::cut});
    CHECK(h.find<action::AskToken>());
    h.handle(event::TokenAnswered{h.request, token("t2")});
    while (h.state() == ConnectionState::waiting)
        h.pass_to_deadline();
    h.handle(event::TransportUp{});
    CHECK(upload_of(h) == R"({"token":"t2","type":"RW"})");
}

TEST_CASE("a notice right after a short-lived token does not start renewals without end")
{
    for (const bool told : {true, false}) { // how long it is good
        CAPTURE(told);
        Harness h(with_tokens());
        h.handle(event::Start{});
        unsigned calls = 0;
        const Time began = h.now;
        while (h.now - began < minutes(10)) {
            if (h.find<action::AskToken>()) {
                Token made = token("t" + std::to_string(++calls), TokenType::read_write, seconds(90));
                made.expire_time_ms += h.now.count() + 90000;
                if (!told) made.valid_for.reset();
                h.handle(event::TokenAnswered{h.request, made});
            }
            if (h.find<action::OpenTransport>()) h.handle(event::TransportUp{});
            if (!upload_of(h).empty()) {
                h.handle(event::ControlAcked{h.control_id});
                h.handle(expire_notice(1546272000000 + h.now.count() + 90000));
            }
            h.pass_to_deadline();
        }
        CHECK(calls >= 6);
        CHECK(calls <= (told ? 8 : 65));
    }
}

TEST_CASE("a server whose clock runs ahead of the device's is believed: its notices are followed at once")
{
    Harness h = ready();
    std::int64_t server_ms = 1546272000000;
    for (int i = 2; i < 50; ++i) {
        server_ms += 55 * 60 * 1000;
        h.handle(expire_notice(server_ms + 300000));
        h.pass(seconds(2));
        REQUIRE(test::names(h.actions) == "ask-RW");
        Token made = token("t" + std::to_string(i));
        made.expire_time_ms = server_ms + 3600000;
        h.handle(event::TokenAnswered{h.request, made});
        h.handle(event::ControlAcked{h.control_id});
    }
}

TEST_CASE("a notice that comes during the upload of a new token speaks of the old one")
{
    Harness h = ready();
    h.pass_to_deadline();
    h.handle(event::TokenAnswered{h.request, token("t2")});
    h.handle(expire_notice(1546272000000));
    h.handle(event::ControlAcked{h.control_id});
    const Time next = *h.session.next_deadline();
    CHECK(next - h.now > minutes(50));
}

TEST_CASE("each of several tokens is renewed in its own time")
{
    Harness h(with_tokens({{TokenType::read, {}}, {TokenType::write, {}}}));
    h.handle(event::Start{});
    h.handle(event::TokenAnswered{h.request, token("r", TokenType::read, hours(2))});
    h.handle(event::TokenAnswered{h.request, token("w", TokenType::write, hours(1))});
    h.handle(event::TransportUp{});
    h.grant_until_ready();
    const Time began = h.now;
    h.pass_to_deadline();
    CHECK(test::names(h.actions) == "ask-W");
    CHECK(h.now - began < hours(1));
    h.handle(event::TokenAnswered{h.request, token("w2", TokenType::write, hours(5))});
    CHECK(upload_of(h) == R"({"token":"w2","type":"W"})");
    h.handle(event::ControlAcked{h.control_id});
    h.pass_to_deadline();
    CHECK(test::names(h.actions) == "ask-R");
    CHECK(h.now - began > hours(1));
    CHECK(h.now - began < hours(2));
}

TEST_CASE("an invalid notice to a client without tokens says what is missing")
{
    Harness h;
    h.become_ready();
    h.handle(invalid_notice(-1));
    CHECK(h.state() == ConnectionState::waiting);
    CHECK(h.session.status().error->code == Errc::token_account);
    CHECK(h.session.status().error->detail.find("was given no tokens") != std::string::npos);
}

TEST_CASE("a filter that no token covers is a suspect, and does not keep the client from being ready for ever")
{
    Harness h = ready();
    add(h, 1, "TopicB");
    h.handle(invalid_notice(4));
    CHECK(h.session.status().error->code == Errc::token_resource);
    unsigned rounds = 0;
    while (h.state() != ConnectionState::ready) {
        REQUIRE(++rounds < 100);
        if (h.state() == ConnectionState::waiting) h.handle(event::TransportClosed{});
        if (h.find<action::AskToken>())
            h.handle(event::TokenAnswered{h.request, token("t" + std::to_string(rounds + 1))});
        if (h.state() == ConnectionState::waiting) h.pass_to_deadline();
        if (h.state() == ConnectionState::awaiting_token)
            h.handle(event::TokenAnswered{h.request, token("t" + std::to_string(rounds + 1))});
        if (h.state() == ConnectionState::connecting) h.handle(event::TransportUp{});
        while (h.find<action::SendControl>())
            h.handle(event::ControlAcked{h.control_id});
        if (h.find<action::SendSubscribe>()) h.handle(invalid_notice(4));
    }
    CHECK(h.session.subscription_count() == 0);
}

TEST_CASE("notices that cannot be read, of older connections, or on other topics change nothing")
{
    Harness h = ready();
    const auto planned = h.session.next_deadline();
    for (event::ServiceNotice noise : {event::ServiceNotice{"$SYS/tokenInvalidNotice", "{", 0},
                                       event::ServiceNotice{"$SYS/tokenExpireNotice", "[]", 0},
                                       event::ServiceNotice{"$SYS/other", R"({"code":2,"type":"RW"})", 0}}) {
        h.handle(noise);
        CHECK(h.actions.empty());
    }
    auto old = invalid_notice(2);
    old.attempt = h.attempt + 1;
    h.handle(old);
    CHECK(h.actions.empty());
    CHECK(h.session.next_deadline() == planned);
}

TEST_CASE("a notice about one token leaves the others as they are")
{
    Harness h(with_tokens({{TokenType::read, {}}, {TokenType::write, {}}}));
    h.handle(event::Start{});
    h.handle(event::TokenAnswered{h.request, token("r", TokenType::read)});
    h.handle(event::TokenAnswered{h.request, token("w", TokenType::write)});
    h.handle(event::TransportUp{});
    h.grant_until_ready();
    h.handle(invalid_notice(3, "W"));
    CHECK(test::names(h.actions) == "hold abandon =waiting ask-W store-1");
    h.handle(event::TokenAnswered{h.request, token("w2", TokenType::write)});
    CHECK(test::names(h.actions) == "store-2");
}

TEST_CASE("an acknowledged upload clears its token of the losses before it")
{
    Harness h = ready();
    for (int i = 0; i < 4; ++i) {
        h.handle(event::TransportDown{test::cut});
        while (h.state() == ConnectionState::waiting)
            h.pass_to_deadline();
        h.handle(event::TransportUp{});
        if (i % 2 == 1) h.handle(event::ControlAcked{h.control_id});
    }
    CHECK(h.state() == ConnectionState::ready);
    CHECK_FALSE(h.find<action::AskToken>());
}

TEST_CASE("two renewals at once are uploaded one after the other")
{
    Harness h(with_tokens({{TokenType::read, {}}, {TokenType::write, {}}}));
    h.handle(event::Start{});
    h.handle(event::TokenAnswered{h.request, token("r", TokenType::read)});
    h.handle(event::TokenAnswered{h.request, token("w", TokenType::write)});
    h.handle(event::TransportUp{});
    h.grant_until_ready();
    h.pass(minutes(50));
    h.handle(expire_notice(1, "R"));
    h.handle(expire_notice(1, "W"));
    h.pass(seconds(2));
    REQUIRE(h.find<action::AskToken>());
    h.handle(event::TokenAnswered{h.request, token("r2", TokenType::read)});
    CHECK(test::names(h.actions) == "ask-W upload pause store-2");
    h.handle(event::TokenAnswered{h.request, token("w2", TokenType::write)});
    CHECK(test::names(h.actions) == "store-2");
    h.handle(event::ControlAcked{h.control_id});
    CHECK(test::names(h.actions) == "resume upload pause");
    CHECK(upload_of(h) == R"({"token":"w2","type":"W"})");
    h.handle(event::ControlAcked{h.control_id});
    CHECK(test::names(h.actions) == "resume");
}
