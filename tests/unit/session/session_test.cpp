#include <doctest/doctest.h>

#include <set>

#include "harness.hpp"

using namespace lmq;
using namespace lmq::session;
using lmq::session::test::Harness;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace
{

Config ordered()
{
    Config config;
    config.ordered = true;
    return config;
}

void add(Harness &h, std::uint64_t request, const std::string &filter, QoS qos = QoS::at_least_once)
{
    h.handle(event::Subscribe{request, {{filter, qos}}});
}

} // namespace

TEST_CASE("a connect restores order mode, then the whole set as one packet, then releases the publishes")
{
    Harness h(ordered());
    add(h, 1, "TopicB");
    add(h, 2, "TopicA/x", QoS::at_most_once);
    h.handle(event::Start{});
    CHECK(test::names(h.actions) == "=connecting open");
    h.handle(event::TransportUp{});
    CHECK(test::names(h.actions) == "=restoring control");
    CHECK(h.find<action::SendControl>()->topic == "$SYS/enableOrderMsg");
    CHECK(h.find<action::SendControl>()->payload == R"({"order":"true"})");
    h.handle(event::ControlAcked{h.control_id});
    REQUIRE(test::names(h.actions) == "subscribe");
    CHECK(h.find<action::SendSubscribe>()->subscriptions.size() == 2);
    h.grant();
    CHECK(test::names(h.actions) == "subscribed subscribed =ready release");

    SUBCASE("and does it all again after a loss")
    {
        h.handle(event::TransportDown{test::cut});
        CHECK(test::names(h.actions) == "hold =waiting");
        h.pass_to_deadline();
        h.handle(event::TransportUp{true});
        h.handle(event::ControlAcked{h.control_id});
        REQUIRE(h.find<action::SendSubscribe>());
        CHECK(h.find<action::SendSubscribe>()->subscriptions.size() == 2);
        h.grant();
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
    for (const auto &[code, expected] : codes) {
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

TEST_CASE("a filter the server refuses leaves the set and is reported to the request that asked for it")
{
    Harness h;
    h.handle(event::Subscribe{7, {{"TopicA", QoS::at_least_once}, {"TopicB", QoS::exactly_once}}});
    h.handle(event::Start{});
    h.handle(event::TransportUp{});
    h.handle(event::SubscribeAnswered{h.subscribe_id, std::vector<int>{128, 1}});
    const auto *done = h.find<action::CompleteSubscribe>();
    REQUIRE(done);
    CHECK(done->request == 7);
    REQUIRE(done->outcomes.size() == 2);
    CHECK(done->outcomes[0].filter == "TopicA");
    CHECK(done->outcomes[0].granted.error().code == Errc::subscription_refused);
    CHECK(done->outcomes[1].granted.value() == QoS::at_least_once);
    CHECK(h.count<action::Warn>() == 0);
    CHECK(h.state() == ConnectionState::ready);
    CHECK(h.session.subscription_count() == 1);
}

TEST_CASE("without a request a refused filter and a lower QoS become warnings")
{
    Harness h;
    h.handle(event::Subscribe{7, {{"TopicA", QoS::at_least_once}, {"TopicB", QoS::exactly_once}}});
    h.become_ready();
    h.handle(event::TransportDown{test::cut});
    h.pass_to_deadline();
    h.handle(event::TransportUp{});
    h.handle(event::SubscribeAnswered{h.subscribe_id, std::vector<int>{128, 1}});
    CHECK(test::names(h.actions) == "warn warn =ready release");
    CHECK(h.session.subscription_count() == 1);
}

TEST_CASE("a SUBACK with the wrong number of codes drops the connection")
{
    Harness h;
    add(h, 1, "TopicA");
    h.handle(event::Start{});
    h.handle(event::TransportUp{});
    h.handle(event::SubscribeAnswered{h.subscribe_id, std::vector<int>{0, 0}});
    CHECK(test::names(h.actions) == "abandon =waiting");
    CHECK(h.session.status().error->code == Errc::subscribe_failed);
}

TEST_CASE("subscribe requests wait for the next connection's SUBACK when theirs is lost")
{
    Harness h;
    h.become_ready();
    add(h, 1, "TopicA");
    const std::uint32_t lost_id = h.subscribe_id;
    h.handle(event::TransportDown{test::cut});
    CHECK(h.count<action::CompleteSubscribe>() == 0);
    h.pass_to_deadline();
    h.handle(event::TransportUp{});
    h.handle(event::SubscribeAnswered{lost_id, std::vector<int>{1}});
    CHECK(h.actions.empty());
    h.handle(event::SubscribeAnswered{h.subscribe_id, std::vector<int>{1}});
    CHECK(test::names(h.actions) == "subscribed =ready release");
}

TEST_CASE("a later request replaces the QoS of the same filter, and both complete")
{
    Harness h;
    add(h, 1, "TopicA", QoS::at_least_once);
    add(h, 2, "TopicA", QoS::at_most_once);
    h.handle(event::Start{});
    h.handle(event::TransportUp{});
    REQUIRE(h.find<action::SendSubscribe>()->subscriptions.size() == 1);
    CHECK(h.find<action::SendSubscribe>()->subscriptions[0].qos == QoS::at_most_once);
    h.grant();
    CHECK(h.count<action::CompleteSubscribe>() == 2);

    SUBCASE("while the first is on its way each has its own answer, and the later one decides")
    {
        add(h, 3, "TopicA", QoS::exactly_once);
        const std::uint32_t first = h.subscribe_id;
        add(h, 4, "TopicA", QoS::at_least_once);
        h.handle(event::SubscribeAnswered{first, std::vector<int>{128}});
        REQUIRE(h.find<action::CompleteSubscribe>());
        CHECK(h.find<action::CompleteSubscribe>()->request == 3);
        CHECK(h.session.subscription_count() == 1);
        h.handle(event::SubscribeAnswered{h.subscribe_id, std::vector<int>{1}});
        CHECK(h.find<action::CompleteSubscribe>()->request == 4);
        CHECK(h.session.subscription_count() == 1);
    }
}

TEST_CASE("a refused later request ends an earlier one whose own answer may be lost")
{
    Harness h;
    h.become_ready();
    add(h, 1, "TopicA");
    add(h, 2, "TopicA", QoS::exactly_once);
    h.handle(event::SubscribeAnswered{h.subscribe_id, std::vector<int>{128}});
    CHECK(test::names(h.actions) == "subscribed subscribed");
    CHECK(h.session.subscription_count() == 0);
}

TEST_CASE("an unsubscribe that overtakes a subscribe cancels it")
{
    Harness h;
    h.become_ready();
    add(h, 1, "TopicA");
    h.handle(event::Unsubscribe{2, {"TopicA"}});
    CHECK(test::names(h.actions) == "subscribed unsubscribe");
    CHECK(h.find<action::CompleteSubscribe>()->outcomes[0].granted.error().code == Errc::cancelled);
    h.handle(event::SubscribeAnswered{h.subscribe_id, std::vector<int>{1}});
    CHECK(h.actions.empty());
    CHECK(h.session.subscription_count() == 0);
    h.handle(event::UnsubscribeAnswered{h.unsubscribe_id, {}});
    CHECK(test::names(h.actions) == "unsubscribed");
}

TEST_CASE("a persistent session's unsubscribe waits for the next connection")
{
    Config config;
    config.clean_session = false;
    Harness h(config);
    add(h, 1, "TopicA");
    h.become_ready();
    h.handle(event::TransportDown{test::cut});
    h.handle(event::Unsubscribe{2, {"TopicA"}});
    CHECK(h.actions.empty());

    SUBCASE("and is confirmed then, before the set is sent")
    {
        add(h, 3, "TopicB");
        h.pass_to_deadline();
        h.handle(event::TransportUp{true});
        REQUIRE(test::names(h.actions) == "=restoring unsubscribe");
        CHECK(h.find<action::SendUnsubscribe>()->filters == std::vector<std::string>{"TopicA"});
        h.handle(event::UnsubscribeAnswered{h.unsubscribe_id, {}});
        CHECK(test::names(h.actions) == "unsubscribed subscribe");
    }
    SUBCASE("is sent though the request was cancelled by a stop")
    {
        h.handle(event::Stop{});
        CHECK(test::names(h.actions) == "unsubscribed =idle");
        h.handle(event::Start{});
        h.handle(event::TransportUp{true});
        CHECK(test::names(h.actions) == "=restoring unsubscribe");
    }
    SUBCASE("is done when the filter is subscribed again")
    {
        add(h, 3, "TopicA");
        CHECK(test::names(h.actions) == "unsubscribed");
        h.pass_to_deadline();
        h.handle(event::TransportUp{true});
        CHECK(test::names(h.actions) == "=restoring subscribe");
    }
    SUBCASE("is sent again when the UNSUBACK is lost")
    {
        h.pass_to_deadline();
        h.handle(event::TransportUp{true});
        h.handle(event::TransportDown{test::cut});
        CHECK(h.count<action::CompleteUnsubscribe>() == 0);
        h.pass_to_deadline();
        h.handle(event::TransportUp{true});
        CHECK(test::names(h.actions) == "=restoring unsubscribe");
    }
}

TEST_CASE("an unsubscribe asked for while another is being restored goes out with the set")
{
    Config config;
    config.clean_session = false;
    Harness h(config);
    h.handle(event::Unsubscribe{1, {"TopicA"}});
    h.handle(event::Start{});
    h.handle(event::TransportUp{true});
    const std::uint32_t first = h.unsubscribe_id;
    h.handle(event::Unsubscribe{2, {"TopicB"}});
    CHECK(h.actions.empty());
    h.handle(event::UnsubscribeAnswered{first, {}});
    CHECK(test::names(h.actions) == "unsubscribed unsubscribe =ready release");
    h.handle(event::UnsubscribeAnswered{h.unsubscribe_id, {}});
    CHECK(test::names(h.actions) == "unsubscribed");
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

TEST_CASE("two losses in a row within 5 s of the CONNACK look like a duplicate client id")
{
    Harness h;
    h.become_ready();
    h.now += seconds(4);
    h.handle(event::TransportDown{test::cut});
    CHECK_FALSE(h.session.status().possible_duplicate_client_id);
    CHECK(h.session.status().error->code == Errc::connection_lost);
    h.become_ready();
    h.now += seconds(4);
    h.handle(event::TransportDown{test::cut});
    CHECK(h.session.status().possible_duplicate_client_id);
    CHECK(h.session.status().error->code == Errc::possible_duplicate_client_id);

    h.become_ready();
    CHECK(h.session.status().possible_duplicate_client_id);
    SUBCASE("until a connection lives longer")
    {
        h.pass(seconds(5));
        CHECK(test::names(h.actions) == "=ready");
        CHECK_FALSE(h.session.status().possible_duplicate_client_id);
        h.handle(event::TransportDown{test::cut});
        CHECK(h.session.status().error->code == Errc::connection_lost);
    }
    SUBCASE("and again with the next quick loss")
    {
        h.handle(event::TransportDown{test::cut});
        CHECK(h.session.status().error->code == Errc::possible_duplicate_client_id);
    }
    SUBCASE("until the user stops")
    {
        h.handle(event::Stop{});
        CHECK_FALSE(h.session.status().possible_duplicate_client_id);
    }
}

TEST_CASE("a loss after 5 s breaks the row of quick ones")
{
    Harness h;
    for (int i = 0; i < 6; ++i) {
        h.become_ready();
        h.now += seconds(i % 2 == 0 ? 4 : 5);
        h.handle(event::TransportDown{test::cut});
        CHECK_FALSE(h.session.status().possible_duplicate_client_id);
    }
}

TEST_CASE("back-off grows over short connections and starts anew after a stable one")
{
    Config config;
    config.back_off = {milliseconds(1000), milliseconds(120000), milliseconds(60000)};
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        config.seed = seed;
        Harness h(config);
        milliseconds longest{0};
        for (int i = 0; i < 12; ++i) {
            h.become_ready();
            h.now += seconds(10);
            h.handle(event::TransportDown{test::cut});
            longest = std::max(longest, h.session.status().retry_in);
        }
        CHECK(longest > seconds(10));
        h.become_ready();
        h.now += seconds(60);
        h.handle(event::TransportDown{test::cut});
        CHECK(h.session.status().retry_in <= seconds(1));
    }
}

TEST_CASE("attempts are counted from the last time it was ready")
{
    Harness h;
    h.handle(event::Start{});
    CHECK(h.session.status().attempt == 1);
    h.handle(event::TransportFailed{test::no_network});
    h.pass_to_deadline();
    CHECK(h.session.status().attempt == 2);
    h.handle(event::TransportUp{});
    CHECK(h.session.status().attempt == 2);
    h.handle(event::TransportDown{test::cut});
    h.pass_to_deadline();
    CHECK(h.session.status().attempt == 1);
}

TEST_CASE("a changed network makes a ready client reconnect at once, with a DISCONNECT")
{
    Harness h;
    h.become_ready();
    h.handle(event::NetworkChanged{});
    CHECK(test::names(h.actions) == "hold close =waiting");
    CHECK(h.session.status().retry_in == milliseconds(0));
    h.handle(event::TransportClosed{});
    CHECK(test::names(h.actions) == "=connecting open");
    h.handle(event::TransportUp{});
    CHECK(h.state() == ConnectionState::ready);
    CHECK_FALSE(h.session.status().possible_duplicate_client_id);
}

TEST_CASE("a changed network while connecting makes the next attempt follow at once, one time")
{
    Harness h;
    h.handle(event::Start{});
    h.handle(event::NetworkChanged{});
    CHECK(h.actions.empty());
    h.handle(event::TransportFailed{test::no_network});
    CHECK(test::names(h.actions) == "=connecting open");
    h.handle(event::TransportFailed{test::no_network});
    CHECK(test::names(h.actions) == "=waiting");
}

TEST_CASE("more filters than the limit are refused as a whole, replacing one is not more")
{
    Config config;
    config.max_subscriptions = 2;
    Harness h(config);
    add(h, 1, "TopicA");
    add(h, 2, "TopicB");
    CHECK(h.session.count_with({{"TopicA", QoS::at_most_once}, {"TopicC", QoS::at_most_once}}) == 3);
    h.handle(event::Subscribe{3, {{"TopicA", QoS::at_most_once}, {"TopicC", QoS::at_most_once}}});
    REQUIRE(h.find<action::CompleteSubscribe>());
    for (const auto &outcome : h.find<action::CompleteSubscribe>()->outcomes)
        CHECK(outcome.granted.error().code == Errc::too_many_subscriptions);
    CHECK(h.session.subscription_count() == 2);
    add(h, 4, "TopicB", QoS::at_most_once);
    CHECK(h.actions.empty());
}

TEST_CASE("a request without filters completes at once")
{
    Harness h;
    h.handle(event::Subscribe{1, {}});
    CHECK(test::names(h.actions) == "subscribed");
    h.handle(event::Unsubscribe{2, {}});
    CHECK(test::names(h.actions) == "unsubscribed");
    h.become_ready();
    h.handle(event::Subscribe{3, {}});
    CHECK(test::names(h.actions) == "subscribed");
}

TEST_CASE("a filter the server closes the connection for does not keep the client from being ready")
{
    for (const bool clean : {true, false}) {
        CAPTURE(clean);
        Config config;
        config.clean_session = clean;
        Harness h(config);
        add(h, 1, "TopicA");
        h.become_ready();
        h.handle(event::Subscribe{2, {{"Bad", QoS::at_least_once}, {"TopicB", QoS::at_least_once}}});

        // Both are suspects now, and go alone after the set.
        h.handle(event::TransportDown{test::cut});
        h.pass_to_deadline();
        h.handle(event::TransportUp{});
        REQUIRE(test::names(h.actions) == "=restoring subscribe");
        CHECK(h.find<action::SendSubscribe>()->subscriptions[0].filter == "TopicA");
        CHECK(h.find<action::SendSubscribe>()->subscriptions.size() == 1);
        h.grant();
        REQUIRE(test::names(h.actions) == "subscribe");
        CHECK(h.find<action::SendSubscribe>()->subscriptions[0].filter == "Bad");
        CHECK(h.find<action::SendSubscribe>()->subscriptions.size() == 1);

        h.handle(event::TransportDown{test::cut});
        h.pass_to_deadline();
        h.handle(event::TransportUp{});
        h.grant();
        CHECK(h.count<action::CompleteSubscribe>() == 0);
        h.handle(event::TransportDown{test::cut});
        CHECK(h.session.subscription_count() == 2);
        CHECK_FALSE(h.session.status().possible_duplicate_client_id);
        h.pass_to_deadline();
        h.handle(event::TransportUp{});
        if (!clean) { // the server may hold it after all
            REQUIRE(test::names(h.actions) == "=restoring unsubscribe");
            h.handle(event::UnsubscribeAnswered{h.unsubscribe_id, {}});
        }
        h.grant();
        CHECK(h.find<action::SendSubscribe>()->subscriptions[0].filter == "TopicB");
        h.grant();
        REQUIRE(test::names(h.actions) == "subscribed =ready release");
        const auto &outcomes = h.find<action::CompleteSubscribe>()->outcomes;
        CHECK(outcomes[0].granted.error().code == Errc::subscribe_failed);
        CHECK(outcomes[1].granted.value() == QoS::at_least_once);
    }
}

TEST_CASE("a filter that was granted once is never given up for lost connections")
{
    Harness h;
    add(h, 1, "TopicA");
    h.become_ready();
    h.handle(event::TransportDown{test::cut});
    for (int i = 0; i < 10; ++i) {
        h.pass_to_deadline();
        h.handle(event::TransportUp{});
        CHECK(h.count<action::SendSubscribe>() == 1);
        h.handle(event::TransportDown{test::cut});
    }
    CHECK(h.session.subscription_count() == 1);
}

TEST_CASE("a loss that shows first in what waited for an answer counts as a loss")
{
    Harness h(ordered());
    for (int i = 0; i < 2; ++i) {
        h.handle(event::Start{});
        if (h.state() == ConnectionState::waiting) h.pass_to_deadline();
        h.handle(event::TransportUp{});
        h.handle(event::ControlFailed{h.control_id, test::cut});
        CHECK(test::names(h.actions) == "abandon =waiting");
        h.handle(event::TransportDown{test::cut});
        CHECK(h.actions.empty());
    }
    CHECK(h.session.status().possible_duplicate_client_id);

    Harness bad;
    add(bad, 1, "Bad");
    bad.handle(event::Start{});
    for (int i = 0; i < 3; ++i) {
        if (i != 0) bad.pass_to_deadline();
        bad.handle(event::TransportUp{});
        bad.handle(event::SubscribeAnswered{bad.subscribe_id, tl::unexpected<Error>(test::cut)});
        bad.handle(event::TransportDown{test::cut});
    }
    CHECK(bad.session.subscription_count() == 0);
}
