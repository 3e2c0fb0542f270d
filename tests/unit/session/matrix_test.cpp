// Every event in every situation: what the session answers and where it ends. The table is the specification.

#include <doctest/doctest.h>

#include <cstdio>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "harness.hpp"

using namespace lmq;
using namespace lmq::session;
using lmq::session::test::Harness;
using lmq::session::test::ordered;

namespace
{

/// Order mode, and one filter in the set.
Harness fresh()
{
    Harness h(ordered());
    h.handle(event::Subscribe{1, {{"TopicA", QoS::at_least_once}}});
    return h;
}

Harness with_token_mode()
{
    Harness h(test::with_tokens());
    h.handle(event::Subscribe{1, {{"TopicA", QoS::at_least_once}}});
    return h;
}

/// Started; with one filter in the set.
Harness pulling(Config config)
{
    config.offline_pull = OfflinePull();
    Harness h(std::move(config));
    h.handle(event::Subscribe{1, {{"TopicA", QoS::at_least_once}}});
    h.handle(event::Start{});
    return h;
}

const std::map<std::string, std::function<Harness()>> situations = {
    {"idle", fresh},
    {"connecting",
     [] {
         Harness h = fresh();
         h.handle(event::Start{});
         return h;
     }},
    {"restoring",
     [] {
         Harness h = fresh();
         h.handle(event::Start{});
         h.handle(event::TransportUp{});
         return h;
     }},
    {"restoring, order mode on",
     [] {
         Harness h = fresh();
         h.handle(event::Start{});
         h.handle(event::TransportUp{});
         h.handle(event::ControlAcked{h.control_id});
         return h;
     }},
    // With a SUBSCRIBE and an UNSUBSCRIBE on their way.
    {"ready",
     [] {
         Harness h = fresh();
         h.become_ready();
         h.handle(event::Subscribe{2, {{"TopicB", QoS::at_least_once}}});
         h.handle(event::Unsubscribe{3, {"TopicA"}});
         return h;
     }},
    {"waiting",
     [] {
         Harness h = fresh();
         h.handle(event::Start{});
         h.handle(event::TransportFailed{test::no_network});
         return h;
     }},
    // The attempt was given up, its transport has not said so yet.
    {"waiting, closing",
     [] {
         Harness h = fresh();
         h.handle(event::Start{});
         h.pass_to_deadline();
         return h;
     }},
    {"disconnecting",
     [] {
         Harness h = fresh();
         h.become_ready();
         h.handle(event::Stop{});
         h.handle(event::Subscribe{2, {{"TopicB", QoS::at_least_once}}});
         return h;
     }},
    // In token mode, with a filter in the set: the provider is at work,
    {"awaiting token",
     [] {
         Harness h = with_token_mode();
         h.handle(event::Start{});
         return h;
     }},
    // its token is on its way to the server,
    {"restoring, uploading",
     [] {
         Harness h = with_token_mode();
         h.handle(event::Start{});
         h.handle(event::TokenAnswered{h.request, test::token("t1")});
         h.handle(event::TransportUp{});
         return h;
     }},
    // the token that renews it is.
    {"ready, renewing",
     [] {
         Harness h = with_token_mode();
         h.handle(event::Start{});
         h.handle(event::TokenAnswered{h.request, test::token("t1")});
         h.handle(event::TransportUp{});
         h.grant_until_ready();
         h.pass_to_deadline();
         h.handle(event::TokenAnswered{h.request, test::token("t2")});
         return h;
     }},
    // With the configured pull: its first request is on its way with the set,
    {"restoring, pulling",
     [] {
         Harness h = pulling(ordered());
         h.handle(event::TransportUp{});
         return h;
     }},
    // its messages are being handled,
    {"ready, pulling",
     [] {
         Harness h = pulling(ordered());
         h.handle(event::TransportUp{});
         h.grant_until_ready();
         h.handle(event::MessagesHandled{20, 1});
         h.handle(event::MessagesHandled{1, 0});
         return h;
     }},
    // a token is being renewed, and a request of the user's waits for that.
    {"ready, pulling, renewing",
     [] {
         Harness h = pulling(test::with_tokens());
         h.handle(event::TokenAnswered{h.request, test::token("t1")});
         h.handle(event::TransportUp{});
         h.grant_until_ready();
         h.handle(event::MessagesHandled{1, 1});
         h.pass_to_deadline();
         h.handle(event::TokenAnswered{h.request, test::token("t2")});
         h.handle(event::Pull{20, {}});
         return h;
     }},
    {"refused",
     [] {
         Harness h = fresh();
         h.handle(event::Start{});
         h.handle(event::TransportRefused{4});
         return h;
     }},
};

const std::map<std::string, std::function<Event(const Harness &)>> events = {
    {"start", [](const Harness &) { return event::Start{}; }},
    {"stop", [](const Harness &) { return event::Stop{}; }},
    {"up", [](const Harness &) { return event::TransportUp{}; }},
    {"up, of an older attempt",
     [](const Harness &h) {
         return event::TransportUp{false, h.attempt + 7};
     }},
    {"refused 3", [](const Harness &) { return event::TransportRefused{3}; }},
    {"refused 5", [](const Harness &) { return event::TransportRefused{5}; }},
    {"failed", [](const Harness &) { return event::TransportFailed{test::no_network}; }},
    {"down", [](const Harness &) { return event::TransportDown{test::cut}; }},
    {"down, of an older attempt",
     [](const Harness &h) {
         return event::TransportDown{test::cut, h.attempt + 7};
     }},
    {"closed", [](const Harness &) { return event::TransportClosed{}; }},
    {"control acked", [](const Harness &h) { return event::ControlAcked{h.control_id}; }},
    {"control failed",
     [](const Harness &h) {
         return event::ControlFailed{h.control_id, test::cut};
     }},
    {"subscribe",
     [](const Harness &) {
         return event::Subscribe{10, {{"TopicC", QoS::at_most_once}}};
     }},
    {"unsubscribe",
     [](const Harness &) {
         return event::Unsubscribe{11, {"TopicC"}};
     }},
    {"suback",
     [](const Harness &h) {
         return event::SubscribeAnswered{h.subscribe_id, std::vector<int>{1}};
     }},
    {"suback 128",
     [](const Harness &h) {
         return event::SubscribeAnswered{h.subscribe_id, std::vector<int>{128}};
     }},
    {"suback lost",
     [](const Harness &h) {
         return event::SubscribeAnswered{h.subscribe_id, tl::unexpected<Error>(test::cut)};
     }},
    {"unsuback",
     [](const Harness &h) {
         return event::UnsubscribeAnswered{h.unsubscribe_id, {}};
     }},
    {"unsuback lost",
     [](const Harness &h) {
         return event::UnsubscribeAnswered{h.unsubscribe_id, tl::unexpected<Error>(test::cut)};
     }},
    {"token",
     [](const Harness &h) {
         return event::TokenAnswered{h.request, test::token("t9")};
     }},
    {"no token",
     [](const Harness &h) {
         return event::TokenAnswered{h.request, tl::unexpected<TokenFailure>(test::provider_down())};
     }},
    {"token invalid notice", [](const Harness &) { return test::invalid_notice(2); }},
    {"token expire notice", [](const Harness &) { return test::expire_notice(1); }},
    {"pull",
     [](const Harness &) {
         return event::Pull{30, {}};
     }},
    {"pull all",
     [](const Harness &) {
         return event::PullAll{31, {}};
     }},
    {"pull acked", [](const Harness &h) { return event::ControlAcked{h.pull_id}; }},
    {"pull failed",
     [](const Harness &h) {
         return event::ControlFailed{h.pull_id, test::cut};
     }},
    {"cancel pulls", [](const Harness &) { return event::CancelPulls{}; }},
    {"messages handled",
     [](const Harness &) {
         return event::MessagesHandled{30, 0};
     }},
    {"network changed", [](const Harness &) { return event::NetworkChanged{}; }},
    {"tick", [](const Harness &) { return event::Tick{}; }},
};

struct Row {
    const char *situation;
    const char *event;
    const char *after;
    const char *actions;
};

const Row table[] = {
#include "matrix.inc"
#include "matrix_pulls.inc"
};

} // namespace

TEST_CASE("every event in every situation does what the table says")
{
    std::set<std::pair<std::string, std::string>> exercised;
    for (const Row &row : table) {
        CAPTURE(row.situation);
        CAPTURE(row.event);
        REQUIRE(situations.count(row.situation) == 1);
        REQUIRE(events.count(row.event) == 1);
        Harness h = situations.at(row.situation)();
        if (std::string(row.event) == "tick" && h.session.next_deadline()) h.now = *h.session.next_deadline();
        h.handle(events.at(row.event)(h));
        CHECK(std::string(to_string(h.state())) == row.after);
        CHECK(test::names(h.actions) == row.actions);
        CHECK(exercised.emplace(row.situation, row.event).second);
    }

    std::printf("%-28s", "");
    for (const auto &situation : situations)
        std::printf(" %-12.12s", situation.first.c_str());
    for (const auto &event : events) {
        std::printf("\n%-28s", event.first.c_str());
        for (const auto &situation : situations) {
            const bool done = exercised.count({situation.first, event.first}) == 1;
            std::printf(" %-12s", done ? "x" : "-");
            if (done) continue;
            Harness h = situation.second();
            if (event.first == "tick" && h.session.next_deadline()) h.now = *h.session.next_deadline();
            h.handle(event.second(h));
            FAIL_CHECK("in no row; what it does now: {\"" << situation.first << "\", \"" << event.first << "\", \""
                                                          << to_string(h.state()) << "\", \"" << test::names(h.actions)
                                                          << "\"},");
        }
    }
    std::printf("\n%zu of %zu pairs exercised\n", exercised.size(), situations.size() * events.size());
}
