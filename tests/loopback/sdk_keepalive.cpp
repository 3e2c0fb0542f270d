// In a program of its own: keepalive is Paho's and takes real seconds (see timeouts.md).

#include "sdk_fixture.hpp"

using namespace lmq;
using namespace lmq::test;

TEST_CASE("keepalive keeps an idle connection open, and notices a server that falls silent")
{
    Service service;
    auto options = service.device("idle");
    options.keep_alive = seconds(3); // the server closes after 4.5 s of silence (spec 2.4)
    Device idle(std::move(options));
    idle.connect();

    options = service.device("muted");
    options.keep_alive = seconds(3);
    Device muted(std::move(options));
    muted.connect();
    auto mute = rule("PINGRESP", broker::FaultAction::drop, 1, 0);
    mute.client = muted.id();
    const auto id = service->add_fault(mute);

    const auto deadline = std::chrono::steady_clock::now() + seconds(60);
    while (muted->statistics().connection_losses == 0 && std::chrono::steady_clock::now() < deadline)
        idle.states.wait_for_change(milliseconds(100));
    CHECK(muted->statistics().connection_losses == 1);
    REQUIRE(muted->status().error);
    CHECK(muted->status().error->code == Errc::connection_lost);
    for (const auto &status : service->faults())
        if (status.id == id) CHECK(status.hits >= 1);
    service->clear_faults();
    CHECK(muted.wait_for_state(ConnectionState::ready));

    // The other one has been idle for more than the server's patience meanwhile.
    CHECK(idle->statistics().connection_losses == 0);
    CHECK(service->session(idle.id())->keep_alive_s == 3);
}
