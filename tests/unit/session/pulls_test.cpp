// Offline messages in the session: what goes out when, and what becomes of it when a connection or a client ends.

#include "token_support.hpp"

using namespace lmq;
using namespace lmq::session;
using namespace lmq::session::test;

namespace
{

Config pulling(Config config = {})
{
    config.offline_pull = OfflinePull{control::PullOrder::descending, 20, std::chrono::seconds(2)};
    return config;
}

} // namespace

TEST_CASE("the first request leaves with order mode and the subscriptions, between the two, after each connect")
{
    Harness h(pulling(ordered()));
    add(h, 1, "TopicA");
    h.handle(event::Start{});
    for (int connect = 0; connect < 3; ++connect) {
        h.handle(event::TransportUp{});
        CHECK(names(h.actions) == "=restoring control pull subscribe");
        for (const Action &action : h.actions)
            if (const auto *control = std::get_if<action::SendControl>(&action);
                control && control->topic == control::get_offline_topic)
                CHECK(control->payload.reveal() == R"({"maxPushNum":20,"pushOrder":"DESC"})");
        h.grant_until_ready();
        CHECK(h.state() == ConnectionState::ready);
        h.handle(event::TransportDown{cut});
        while (h.state() == ConnectionState::waiting)
            h.pass_to_deadline();
    }
}

TEST_CASE("ready does not wait for the request's acknowledgement")
{
    Harness h(pulling());
    h.handle(event::Start{});
    h.handle(event::TransportUp{});
    CHECK(names(h.actions) == "=restoring pull =ready release");
    h.pass(std::chrono::milliseconds(1));
    h.handle(event::ControlAcked{h.pull_id});
    CHECK(names(h.actions).empty());
}

TEST_CASE("but without it the connection is given up in time")
{
    Harness h(pulling());
    h.become_ready();
    h.pass(h.session.next_deadline().value_or(h.now) - h.now - Time(1));
    CHECK(h.state() == ConnectionState::ready);
    h.pass(Time(1));
    CHECK(names(h.actions) == "hold abandon =waiting");
}

TEST_CASE("the configured pull goes on while restoring and afterwards, until nothing is left")
{
    Harness h(pulling());
    add(h, 1, "TopicA");
    h.handle(event::Start{});
    h.handle(event::TransportUp{});
    const std::uint32_t subscribe = h.subscribe_id;
    h.handle(event::ControlAcked{h.pull_id});
    h.handle(event::MessagesHandled{20, 0});
    CHECK(names(h.actions) == "pull pulling");
    h.handle(event::SubscribeAnswered{subscribe, std::vector<int>{1}});
    CHECK(h.state() == ConnectionState::ready);
    h.handle(event::ControlAcked{h.pull_id});
    h.pass_to_deadline();
    CHECK(names(h.actions) == "pulled-all");
    CHECK(h.find<action::ReportPull>()->request == 0);
    CHECK(h.find<action::ReportPull>()->progress.received == 20);
    CHECK(h.find<action::ReportPull>()->progress.requests == 2);
    CHECK_FALSE(h.session.counts_messages());
    CHECK_FALSE(h.session.next_deadline());
}

TEST_CASE("the user's request waits for ready")
{
    Harness h;
    add(h, 1, "TopicA");
    h.handle(event::Pull{7, {}});
    CHECK(h.actions.empty());
    h.handle(event::Start{});
    h.handle(event::TransportUp{});
    CHECK(h.find<action::SendControl>() == nullptr);
    h.grant_until_ready();
    CHECK(names(h.actions) == "subscribed =ready release pull");
    h.handle(event::ControlAcked{h.pull_id});
    REQUIRE(h.find<action::CompletePull>());
    CHECK(h.find<action::CompletePull>()->request == 7);
    CHECK(h.find<action::CompletePull>()->result);
}

TEST_CASE("in token mode the first request leaves behind the last token's acknowledgement")
{
    Harness h(pulling(with_tokens({{TokenType::read, {}}, {TokenType::write, {}}})));
    h.handle(event::Start{});
    h.handle(event::TokenAnswered{h.request, token("r", TokenType::read)});
    h.handle(event::TokenAnswered{h.request, token("w", TokenType::write)});
    h.handle(event::TransportUp{});
    CHECK(names(h.actions) == "=restoring upload");
    h.handle(event::ControlAcked{h.control_id});
    CHECK(names(h.actions) == "upload");
    h.handle(event::ControlAcked{h.control_id});
    CHECK(names(h.actions) == "pull =ready release");
}

TEST_CASE(
    "during a token's upload nothing is asked for, and the acknowledgement of an earlier request is not the upload's")
{
    Harness h(pulling(with_tokens()));
    h.handle(event::Start{});
    h.handle(event::TokenAnswered{h.request, token("t1")});
    h.handle(event::TransportUp{});
    h.handle(event::ControlAcked{h.control_id});
    REQUIRE(h.state() == ConnectionState::ready);
    const std::uint32_t pull = h.pull_id;
    h.handle(expire_notice());
    to_next_ask(h);
    h.handle(event::TokenAnswered{h.request, token("t2")});
    REQUIRE(names(h.actions) == "upload pause store-1");
    h.handle(event::ControlAcked{pull});
    CHECK(names(h.actions).empty());
    h.handle(event::MessagesHandled{20, 0});
    CHECK(names(h.actions) == "pulling");
    h.handle(event::ControlAcked{h.control_id});
    CHECK(names(h.actions) == "resume pull");
}

TEST_CASE("a stop ends every pull with cancelled, and the configured one begins anew with the next start")
{
    Harness h(pulling());
    h.become_ready();
    h.handle(event::Pull{7, {}});
    h.handle(event::Stop{});
    CHECK(names(h.actions) == "hold close =disconnecting pulled pulled-all");
    CHECK(h.find<action::CompletePull>()->result.error().code == Errc::cancelled);
    CHECK(h.find<action::ReportPull>()->progress.result.error().code == Errc::cancelled);
    h.handle(event::TransportClosed{});
    h.handle(event::Start{});
    h.handle(event::TransportUp{});
    CHECK(h.count<action::SendControl>() == 1);
}

TEST_CASE("a user's pull of everything survives a lost connection, and stands in for the configured one")
{
    Harness h(pulling());
    h.become_ready();
    h.handle(event::CancelPulls{});
    h.handle(event::ControlAcked{h.pull_id});
    h.handle(event::PullAll{9, OfflinePull{control::PullOrder::ascending, 5, std::chrono::seconds(2)}});
    CHECK(names(h.actions) == "pull");
    h.handle(event::TransportDown{cut});
    while (h.state() == ConnectionState::waiting)
        h.pass_to_deadline();
    h.handle(event::TransportUp{});
    REQUIRE(names(h.actions) == "=restoring pull =ready release");
    CHECK(h.find<action::SendControl>()->payload.reveal() == R"({"maxPushNum":5,"pushOrder":"ASC"})");
    h.handle(event::ControlAcked{h.pull_id});
    h.pass_to_deadline();
    REQUIRE(names(h.actions) == "pulled-all");
    CHECK(h.find<action::ReportPull>()->request == 9);
}
