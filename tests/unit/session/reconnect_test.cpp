#include <doctest/doctest.h>

#include "harness.hpp"

using namespace lmq;
using namespace lmq::session;
using lmq::session::test::add;
using lmq::session::test::Harness;
using lmq::session::test::ordered;
using std::chrono::milliseconds;
using std::chrono::seconds;

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
