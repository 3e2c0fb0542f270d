#include "device.hpp"
#include "stage.hpp"

using namespace std::chrono_literals;

void survive_a_reconnect(const Stage &stage)
{
    stage.report.chapter("A lost connection");
    Device lamp(stage.device("lamp"));
    Device panel(stage.device("panel"));
    const bool set_up = lamp.client().connect(10s) && panel.client().connect(10s) &&
                        lamp.client().subscribe_and_wait({{"TopicB/command/"}}, 10s);
    stage.report.step("a device is on line, with a subscription", set_up);

    // The broker turns the first attempts to come back away, so that there is a time without a connection to publish
    // in.
    lmq::broker::FaultRule busy;
    busy.client = lamp.id();
    busy.packet = "CONNECT";
    busy.action = lmq::broker::FaultAction::refuse;
    busy.code = 3;
    busy.times = 0;
    const auto rule = stage.broker.add_fault(busy);
    stage.report.step("the broker drops its connection", stage.broker.kick(lamp.id()));
    stage.report.step("the device notices, and tries again by itself", lamp.reached(lmq::ConnectionState::waiting, 2));
    const auto taken = lamp.client().publish({"TopicB/event/", "written while away"}, lamp.counting());
    stage.report.step("a publish made now is kept", taken && lamp.client().statistics().outbox_messages == 1 &&
                                                        lamp.client().status().state != lmq::ConnectionState::ready);

    stage.broker.remove_fault(rule);
    lamp.client().network_changed();
    stage.report.step("the broker takes devices again: ready a second time",
                      lamp.reached(lmq::ConnectionState::ready, 2));
    stage.report.step("the waiting publish is delivered", lamp.completed(1) && lamp.failed() == 0);
    stage.report.step("MQ has it", stage.consumed("TopicB", "written while away").has_value());
    const auto session = stage.broker.session(lamp.id());
    stage.report.step("the subscription is back without a word from the program",
                      session && session->subscriptions.size() == 1 &&
                          session->subscriptions.front().filter == "TopicB/command/");
    const auto sent = panel.client().publish_and_wait({"TopicB/command/", "welcome back"}, 10s);
    stage.report.step("and messages come in again", sent && lamp.received("welcome back", "TopicB/command/"));

    stage.report.chapter("Closing");
    constexpr std::size_t last_words = 100;
    std::size_t accepted = 0;
    for (std::size_t word = 0; word < last_words; ++word)
        if (lamp.client().publish({"TopicB/event/", "last words"}, lamp.counting())) ++accepted;
    stage.report.step("a close waits for 100 publishes in flight",
                      accepted == last_words && lamp.client().close(10s).has_value());
    stage.report.step("each of which was acknowledged", lamp.completed(1 + last_words) && lamp.failed() == 0);
    const auto late = lamp.client().publish({"TopicB/event/", "too late"});
    stage.report.step("a closed client says so", !late && late.error().code == lmq::Errc::closed);
    stage.report.step("the other device signs off", panel.client().close(5s));
}
