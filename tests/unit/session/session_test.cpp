#include <doctest/doctest.h>

#include "harness.hpp"

using namespace lmq;
using namespace lmq::session;
using lmq::session::test::add;
using lmq::session::test::Harness;
using lmq::session::test::ordered;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE(
    "a connect sends order mode and the whole set behind each other, and releases the publishes when all is answered")
{
    Harness h(ordered());
    add(h, 1, "TopicB");
    add(h, 2, "TopicA/x", QoS::at_most_once);
    h.handle(event::Start{});
    CHECK(test::names(h.actions) == "=connecting open");
    h.handle(event::TransportUp{});
    REQUIRE(test::names(h.actions) == "=restoring control subscribe");
    CHECK(h.find<action::SendControl>()->topic == "$SYS/enableOrderMsg");
    CHECK(h.find<action::SendControl>()->payload.reveal() == R"({"order":"true"})");
    CHECK(h.find<action::SendSubscribe>()->subscriptions.size() == 2);
    const Event suback = *Harness::answer_to(*h.find<action::SendSubscribe>());
    h.handle(event::ControlAcked{h.control_id});
    CHECK(h.actions.empty());
    h.handle(suback);
    CHECK(test::names(h.actions) == "subscribed subscribed =ready release");

    SUBCASE("and does it all again after a loss")
    {
        h.handle(event::TransportDown{test::cut});
        CHECK(test::names(h.actions) == "hold =waiting");
        h.pass_to_deadline();
        h.handle(event::TransportUp{true});
        REQUIRE(test::names(h.actions) == "=restoring control subscribe");
        CHECK(h.find<action::SendSubscribe>()->subscriptions.size() == 2);
        h.grant();
        CHECK(h.actions.empty());
        h.handle(event::ControlAcked{h.control_id});
        REQUIRE(test::names(h.actions) == "=ready release");
        CHECK(h.find<action::ReleasePublishes>()->session_present);
        CHECK(h.session.status().session_present);
    }
}

TEST_CASE("the standard profile has no control messages")
{
    Config config = ordered();
    config.profile = ServiceProfile::standard;
    Harness h(config);
    h.handle(event::Start{});
    h.handle(event::TransportUp{});
    CHECK(test::names(h.actions) == "=restoring =ready release");
}

TEST_CASE("CONNACK 1, 2, 4 and 5 are final, 3 and others are not")
{
    const std::pair<int, Errc> codes[] = {{1, Errc::refused_protocol},       {2, Errc::refused_identifier},
                                          {3, Errc::refused_unavailable},    {4, Errc::refused_credentials},
                                          {5, Errc::refused_not_authorized}, {77, Errc::refused_unavailable}};
    for (const auto &row : codes) {
        const auto &code = row.first;
        const auto &expected = row.second;
        CAPTURE(code);
        Harness h;
        h.handle(event::Start{});
        h.handle(event::TransportRefused{code});
        const bool final = code != 3 && code != 77;
        CHECK(h.state() == (final ? ConnectionState::refused : ConnectionState::waiting));
        REQUIRE(h.session.status().error);
        CHECK(h.session.status().error->code == expected);
        CHECK(h.session.next_deadline().has_value() == !final);
        h.handle(event::Start{});
        CHECK(h.state() == (final ? ConnectionState::connecting : ConnectionState::waiting));
    }
}

TEST_CASE("an acknowledgement that does not come drops the connection")
{
    Harness h(ordered());
    h.handle(event::Start{});
    h.handle(event::TransportUp{});
    CHECK(h.session.next_deadline() == h.now + seconds(20));
    h.pass(seconds(20) - milliseconds(1));
    CHECK(h.actions.empty());
    h.pass(milliseconds(1));
    CHECK(test::names(h.actions) == "abandon =waiting");
    h.handle(event::ControlAcked{h.control_id});
    CHECK(h.actions.empty());
}

TEST_CASE("no CONNACK in time gives the attempt up")
{
    Harness h;
    h.handle(event::Start{});
    h.pass(seconds(15));
    CHECK(test::names(h.actions) == "abandon =waiting");
    CHECK(h.session.status().error->code == Errc::connect_timeout);
    h.handle(event::TransportUp{});
    CHECK(h.actions.empty());
    h.handle(event::TransportClosed{});
    h.pass_to_deadline();
    CHECK(test::names(h.actions) == "=connecting open");
}

TEST_CASE("the next attempt waits for the old transport to close")
{
    Harness h;
    h.handle(event::Start{});
    h.pass(seconds(15));
    h.pass(h.session.status().retry_in);
    CHECK(h.state() == ConnectionState::waiting);
    CHECK(h.count<action::OpenTransport>() == 0);
    REQUIRE(h.session.next_deadline());
    h.handle(event::TransportClosed{});
    CHECK(test::names(h.actions) == "=connecting open");
}

TEST_CASE("a transport that never closes is abandoned, then forgotten")
{
    Harness h;
    h.become_ready();
    h.handle(event::Stop{});
    CHECK(test::names(h.actions) == "hold close =disconnecting");
    h.pass(seconds(5));
    CHECK(test::names(h.actions) == "abandon");
    h.pass(seconds(5));
    CHECK(test::names(h.actions) == "=idle");
    CHECK_FALSE(h.session.next_deadline());
}

TEST_CASE("stop cancels the requests and ends in idle; the set stays")
{
    Harness h;
    h.become_ready();
    add(h, 1, "TopicA");
    h.handle(event::Unsubscribe{2, {"TopicB"}});
    h.handle(event::Stop{});
    CHECK(test::names(h.actions) == "subscribed unsubscribed hold close =disconnecting");
    CHECK(h.find<action::CompleteSubscribe>()->outcomes[0].granted.error().code == Errc::cancelled);
    CHECK(h.find<action::CompleteUnsubscribe>()->result.error().code == Errc::cancelled);
    CHECK(h.find<action::CloseTransport>()->graceful);
    h.handle(event::TransportClosed{h.attempt});
    CHECK(h.state() == ConnectionState::idle);
    CHECK(h.session.subscription_count() == 1);
}

TEST_CASE("start while disconnecting is honoured afterwards, unless stopped again")
{
    Harness h;
    h.become_ready();
    h.handle(event::Stop{});
    h.handle(event::Start{});
    CHECK(h.actions.empty());
    SUBCASE("honoured")
    {
        h.handle(event::TransportClosed{});
        CHECK(test::names(h.actions) == "=idle =connecting open");
    }
    SUBCASE("stopped again")
    {
        h.handle(event::Stop{});
        h.handle(event::TransportClosed{});
        CHECK(test::names(h.actions) == "=idle");
    }
}

TEST_CASE("events of an older attempt change nothing")
{
    Harness h;
    h.become_ready();
    const std::uint32_t old = h.attempt;
    h.handle(event::TransportDown{test::cut, old});
    h.pass_to_deadline();
    CHECK(h.attempt == old + 1);
    for (const Event &late : {Event{event::TransportUp{false, old}}, Event{event::TransportRefused{4, old}},
                              Event{event::TransportFailed{test::cut, old}},
                              Event{event::TransportDown{test::cut, old}}, Event{event::TransportClosed{old}}}) {
        h.handle(late);
        CHECK(h.actions.empty());
        CHECK(h.state() == ConnectionState::connecting);
    }
    h.handle(event::TransportUp{false, h.attempt});
    CHECK(h.state() == ConnectionState::ready);
}

TEST_CASE("a subscribe while the set is unanswered goes out at once, and ready does not wait for its answer")
{
    Harness h(ordered());
    h.become_ready();
    h.handle(event::TransportDown{test::cut});
    h.pass_to_deadline();
    h.handle(event::TransportUp{});
    add(h, 1, "TopicA");
    CHECK(test::names(h.actions) == "subscribe");
    h.handle(event::ControlAcked{h.control_id});
    CHECK(test::names(h.actions) == "=ready release");
    h.handle(event::SubscribeAnswered{h.subscribe_id, std::vector<int>{1}});
    CHECK(test::names(h.actions) == "subscribed");
}
