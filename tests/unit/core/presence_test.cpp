#include <doctest/doctest.h>

#include <algorithm>

#include "expect_error.hpp"
#include "lmq/presence.hpp"
#include "vectors.hpp"

using namespace lmq;
using namespace lmq::test;
using std::chrono::milliseconds;
using std::chrono::minutes;

namespace
{

PresenceTracker make(PresencePolicy policy = PresencePolicy::latest_connection, PresenceOptions options = {})
{
    options.policy = policy;
    auto made = PresenceTracker::create(options);
    REQUIRE(made.has_value());
    return std::move(*made);
}

PresenceEvent connect(const std::string &channel, std::int64_t time, const std::string &client = "c")
{
    return {client, PresenceEventType::connect, channel, time, {}};
}
PresenceEvent disconnect(const std::string &channel, std::int64_t time, const std::string &client = "c")
{
    return {client, PresenceEventType::disconnect, channel, time, {}};
}
PresenceEvent closed(const std::string &channel, std::int64_t time, const std::string &client = "c")
{
    return {client, PresenceEventType::tcpclean, channel, time, {}};
}

PresenceEvent event_of(const cJSON *entry)
{
    const std::string body = R"({"clientId":"c","channelId":")" + text(entry, "channelId") + R"(","eventType":")" +
                             text(entry, "eventType") + R"(","time":)" +
                             std::to_string(static_cast<std::int64_t>(member(entry, "time")->valuedouble)) + "}";
    const auto event = parse_presence_event(body);
    REQUIRE(event.has_value());
    return *event;
}

bool flag(const cJSON *entry, const char *name)
{
    REQUIRE(cJSON_IsBool(member(entry, name)) != 0);
    return cJSON_IsTrue(member(entry, name)) != 0;
}

} // namespace

TEST_CASE("every presence vector ends as it says, with both policies")
{
    const auto all = entries("presence");
    CHECK(all.size() == 13);
    std::vector<std::string> naive_is_wrong;
    for (const cJSON *entry : all) {
        CAPTURE(text(entry, "id"));
        PresenceTracker latest = make(PresencePolicy::latest_connection);
        PresenceTracker any = make(PresencePolicy::any_open_channel);
        const cJSON *event = nullptr;
        cJSON_ArrayForEach(event, member(entry, "events"))
        {
            REQUIRE(latest.apply(event_of(event), milliseconds(0)).has_value());
            REQUIRE(any.apply(event_of(event), milliseconds(0)).has_value());
        }
        CHECK(latest.find("c").online == flag(entry, "online_latest_policy"));
        CHECK(any.find("c").online == flag(entry, "online_any_channel_policy"));
        if (flag(entry, "naive_last_event_by_time") != flag(entry, "online_latest_policy"))
            naive_is_wrong.push_back(text(entry, "id"));
    }
    CHECK(naive_is_wrong == std::vector<std::string>{"P04", "P05", "P06", "P11", "P12"});
}

TEST_CASE("however three connections' events are shuffled and repeated, the last of them that is open decides")
{
    // A and C are closed, or not; B, in the middle, always is.
    for (const bool last_open : {false, true}) {
        std::vector<PresenceEvent> events{connect("A", 1), closed("A", 11), connect("B", 2), closed("B", 4),
                                          connect("C", 3)};
        if (!last_open) events.push_back(closed("C", 5));
        std::vector<std::size_t> order(events.size());
        for (std::size_t i = 0; i < order.size(); ++i)
            order[i] = i;
        do {
            for (const auto policy : {PresencePolicy::latest_connection, PresencePolicy::any_open_channel}) {
                PresenceTracker tracker = make(policy);
                for (int round = 0; round < 2; ++round)
                    for (const std::size_t i : order)
                        REQUIRE(tracker.apply(events[i], milliseconds(0)).has_value());
                CHECK(tracker.find("c").online == last_open);
                CHECK(tracker.online() == (last_open ? 1 : 0));
            }
        } while (std::next_permutation(order.begin(), order.end()));
    }
}

TEST_CASE("a disconnect shows as leaving until the connection is closed or followed by another")
{
    PresenceTracker tracker = make();
    CHECK_FALSE(tracker.apply(connect("A", 1), milliseconds(0))->leaving);
    CHECK(tracker.apply(disconnect("A", 2), milliseconds(0))->leaving);
    CHECK(tracker.find("c").online);
    CHECK_FALSE(tracker.apply(connect("B", 3), milliseconds(0))->leaving);
    CHECK_FALSE(tracker.apply(disconnect("A", 4), milliseconds(0))->leaving);
    CHECK(tracker.apply(disconnect("B", 5), milliseconds(0))->leaving);
    const auto gone = tracker.apply(closed("B", 6), milliseconds(0));
    CHECK_FALSE(gone->leaving);
    CHECK_FALSE(gone->online);
    CHECK(gone->channel_id == "B");
    CHECK(gone->time_ms == 3);
}

TEST_CASE("a late connect of a closed channel counts as closed for ten minutes, and no longer")
{
    PresenceTracker tracker = make();
    REQUIRE(tracker.apply(closed("A", 2), minutes(0)).has_value());
    CHECK_FALSE(tracker.apply(connect("A", 1), minutes(10) - milliseconds(1))->online);
    PresenceTracker other = make();
    REQUIRE(other.apply(closed("A", 2), minutes(0)).has_value());
    CHECK(other.apply(connect("A", 1), minutes(10))->online);
}

TEST_CASE("clients are told apart, and counted")
{
    PresenceTracker tracker = make();
    REQUIRE(tracker.apply(connect("A", 1, "one"), milliseconds(0)).has_value());
    REQUIRE(tracker.apply(connect("A", 1, "two"), milliseconds(0)).has_value());
    REQUIRE(tracker.apply(closed("A", 2, "two"), milliseconds(0)).has_value());
    CHECK(tracker.find("one").online);
    CHECK_FALSE(tracker.find("two").online);
    CHECK_FALSE(tracker.find("three").online);
    CHECK(tracker.clients() == 2);
    CHECK(tracker.online() == 1);
}

TEST_CASE("at its cap the offline client that was silent longest is forgotten, and none that is online")
{
    PresenceOptions options;
    options.max_clients = 3;
    PresenceTracker tracker = make(PresencePolicy::latest_connection, options);
    for (const char *client : {"a", "b", "c"})
        REQUIRE(tracker.apply(connect("x", 5, client), milliseconds(0)).has_value());
    expect_error(tracker.apply(connect("x", 5, "d"), milliseconds(0)), Errc::out_of_range, {"max_clients", "3"});
    REQUIRE(tracker.apply(closed("x", 6, "a"), milliseconds(0)).has_value());
    REQUIRE(tracker.apply(closed("x", 6, "b"), milliseconds(0)).has_value());
    REQUIRE(tracker.apply(closed("y", 1, "a"), milliseconds(0)).has_value()); // not silent any more
    REQUIRE(tracker.apply(connect("x", 5, "d"), milliseconds(0)).has_value());
    CHECK(tracker.clients() == 3);
    CHECK(tracker.find("c").online);
    CHECK(tracker.find("d").online);
    CHECK(tracker.find("a").channel_id == "x");
    CHECK(tracker.find("b").channel_id.empty());
}

TEST_CASE("channels beyond the cap are forgotten, the oldest first, and never the one that counts")
{
    PresenceOptions options;
    options.max_channels = 2;
    for (const auto policy : {PresencePolicy::latest_connection, PresencePolicy::any_open_channel}) {
        PresenceTracker tracker = make(policy, options);
        REQUIRE(tracker.apply(connect("live", 100), milliseconds(0)).has_value());
        for (int i = 0; i < 50; ++i)
            REQUIRE(tracker.apply(closed("old" + std::to_string(i), i), milliseconds(0)).has_value());
        CHECK(tracker.find("c").online);
        CHECK_FALSE(tracker.apply(closed("live", 101), milliseconds(0))->online);
    }
}

TEST_CASE("options out of range are refused by name")
{
    const auto refused = [](auto change) {
        PresenceOptions options;
        change(options);
        return PresenceTracker::create(options);
    };
    expect_error(refused([](auto &o) { o.closed_channel_lifetime = milliseconds(0); }), Errc::out_of_range,
                 {"closed_channel_lifetime", "1 ms"});
    expect_error(refused([](auto &o) { o.max_clients = 0; }), Errc::out_of_range, {"max_clients"});
    expect_error(refused([](auto &o) { o.max_channels = 1; }), Errc::out_of_range, {"max_channels", "2"});
    expect_error(refused([](auto &o) { o.max_channels = 1001; }), Errc::out_of_range, {"max_channels", "1000"});
}
