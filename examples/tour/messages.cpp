#include "device.hpp"
#include "stage.hpp"

using namespace std::chrono_literals;

namespace
{

void publish_and_subscribe(const Stage &stage, Device &lamp, Device &panel)
{
    stage.report.chapter("Publishing and subscribing");
    stage.report.step("a publish is acknowledged",
                      lamp.client().publish_and_wait({"TopicA/lamp/state/", "on", lmq::QoS::at_least_once}, 10s));
    const auto stored = stage.consumed("TopicA", "on");
    stage.report.step("a server finds it in MQ, with its second topic and its sender",
                      stored && stored->properties.count("mqttSecondTopic") &&
                          stored->properties.at("mqttSecondTopic") == "/lamp/state/" &&
                          stored->properties.at("clientId") == lamp.id());

    const auto granted = panel.client().subscribe_and_wait({{"TopicA/lamp/+/", lmq::QoS::exactly_once}}, 10s);
    stage.report.step("another device subscribes with a wildcard",
                      granted && granted->size() == 1 && granted->front().granted == lmq::QoS::exactly_once);
    const char *payloads[] = {"by QoS 0", "by QoS 1", "by QoS 2"};
    for (const auto qos : {lmq::QoS::at_most_once, lmq::QoS::at_least_once, lmq::QoS::exactly_once}) {
        const std::string payload = payloads[static_cast<int>(qos)];
        const bool sent = lamp.client().publish_and_wait({"TopicA/lamp/state/", payload, qos}, 10s).has_value();
        stage.report.step("and receives a publish " + payload, sent && panel.received(payload, "TopicA/lamp/state/"));
    }

    lmq::broker::MqMessage command;
    command.tag = "MQ2MQTT";
    command.body = "off";
    command.properties["mqttSecondTopic"] = "/lamp/command/";
    stage.report.step("what a server sends through MQ reaches the device",
                      stage.broker.mq_produce("TopicA", command) && panel.received("off", "TopicA/lamp/command/"));
    const auto refused = lamp.client().publish({"TopicA/+/state/", "to whom?"});
    stage.report.step("a publish to a wildcard is refused before it is sent",
                      !refused && refused.error().code == lmq::Errc::wildcard_in_name);
}

void peer_to_peer(const Stage &stage, Device &lamp, Device &panel)
{
    stage.report.chapter("Peer to peer");
    const auto forth = lamp.client().publish_p2p("TopicA", panel.id(), "are you there?");
    stage.report.step("a device writes to another by its id, which needs no subscription",
                      forth && panel.received_p2p("are you there?", "TopicA/p2p/" + panel.id()));
    const auto back = panel.client().publish_p2p("TopicA", lamp.id(), "yes");
    stage.report.step("and gets an answer the same way", back && lamp.received_p2p("yes", "TopicA/p2p/" + lamp.id()));
}

} // namespace

void exchange_messages(const Stage &stage)
{
    Device lamp(stage.device("lamp"));
    Device panel(stage.device("panel"));
    stage.report.chapter("Two devices");
    if (!stage.report.step("a lamp signs in", lamp.client().connect(10s)) ||
        !stage.report.step("a panel signs in", panel.client().connect(10s)))
        return;
    publish_and_subscribe(stage, lamp, panel);
    peer_to_peer(stage, lamp, panel);
    stage.report.step("both sign off", lamp.client().close(5s) && panel.client().close(5s));
}

void send_in_order(const Stage &stage)
{
    stage.report.chapter("Order mode");
    auto options = stage.device("meter");
    options.ordered = true;
    Device meter(std::move(options));
    stage.report.step("a device asks for order mode as it connects", meter.client().connect(10s));
    const auto session = stage.broker.session(meter.id());
    stage.report.step("the broker has noted it", session && session->ordered);

    constexpr int readings = 50;
    for (int reading = 0; reading < readings; ++reading)
        if (!meter.client().publish({"OrderedTopic/meter/", std::to_string(reading)}, meter.counting())) break;
    stage.report.step("50 readings are taken at once and acknowledged one by one",
                      meter.completed(readings) && meter.failed() == 0);
    bool in_order = true;
    int queue = -1;
    for (int reading = 0; reading < readings && in_order; ++reading) {
        const auto next = stage.broker.mq_consume("OrderedTopic", "GID_TOUR", 1, 5s);
        in_order = next && next->size() == 1 && next->front().body == std::to_string(reading) &&
                   (queue == -1 || next->front().queue == queue);
        if (in_order) queue = next->front().queue;
    }
    stage.report.step("MQ holds them in one queue, in order", in_order);
    stage.report.step("the device signs off", meter.client().close(5s));
}
