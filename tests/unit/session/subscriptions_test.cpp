#include <doctest/doctest.h>

#include "harness.hpp"

using namespace lmq;
using namespace lmq::session;
using lmq::session::test::add;
using lmq::session::test::Harness;

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

    SUBCASE("and goes out then, ahead of the set")
    {
        add(h, 3, "TopicB");
        h.pass_to_deadline();
        h.handle(event::TransportUp{true});
        REQUIRE(test::names(h.actions) == "=restoring unsubscribe subscribe");
        CHECK(h.find<action::SendUnsubscribe>()->filters == std::vector<std::string>{"TopicA"});
        h.handle(event::UnsubscribeAnswered{h.unsubscribe_id, {}});
        CHECK(test::names(h.actions) == "unsubscribed");
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

TEST_CASE("an unsubscribe asked for while another is being restored goes out at once")
{
    Config config;
    config.clean_session = false;
    Harness h(config);
    h.handle(event::Unsubscribe{1, {"TopicA"}});
    h.handle(event::Start{});
    h.handle(event::TransportUp{true});
    const std::uint32_t first = h.unsubscribe_id;
    h.handle(event::Unsubscribe{2, {"TopicB"}});
    CHECK(test::names(h.actions) == "unsubscribe");
    h.handle(event::UnsubscribeAnswered{first, {}});
    CHECK(test::names(h.actions) == "unsubscribed =ready release");
    h.handle(event::UnsubscribeAnswered{h.unsubscribe_id, {}});
    CHECK(test::names(h.actions) == "unsubscribed");
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
            REQUIRE(test::names(h.actions) == "=restoring unsubscribe subscribe");
            const Event suback = *Harness::answer_to(*h.find<action::SendSubscribe>());
            h.handle(event::UnsubscribeAnswered{h.unsubscribe_id, {}});
            h.handle(suback);
        } else {
            h.grant();
        }
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

TEST_CASE("$SYS filters do not count towards the service's limit, nor does replacing one")
{
    for (const auto profile : {ServiceProfile::aliyun, ServiceProfile::standard}) {
        Config config;
        config.profile = profile;
        config.max_subscriptions = 2;
        Harness h(config);
        add(h, 1, "$SYS/tokenExpireNotice");
        add(h, 2, "TopicA");
        CHECK(h.session.count_with({{"TopicA", QoS::at_most_once}}) == (profile == ServiceProfile::aliyun ? 1 : 2));
        add(h, 3, "TopicB");
        CHECK((h.find<action::CompleteSubscribe>() == nullptr) == (profile == ServiceProfile::aliyun));
    }
}
