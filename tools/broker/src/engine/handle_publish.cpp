#include <utility>

#include "engine/core.hpp"

namespace lmq::broker::engine
{

using codec::PacketType;

const Route &Core::route_of(Connection &c, std::string_view topic)
{
    if (c.route && c.route_version == router_.version() && c.route->topic == topic) return *c.route;
    c.route = &router_.find(topic);
    c.route_version = router_.version();
    return *c.route;
}

void Core::acknowledge(Connection &c, const codec::Publish &publish)
{
    if (publish.qos == 1) send_ack(c, PacketType::puback, publish.packet_id);
    if (publish.qos == 2) {
        c.session->received.insert(publish.packet_id);
        store_received(*c.session, publish.packet_id, true);
        if (c.session->stored) rely_on_store(c);
        send_ack(c, PacketType::pubrec, publish.packet_id);
    }
}

// True when this message is within the instance's messages a second.
bool Core::take_tps()
{
    if (!prepaid() || config_.instance.max_tps == 0) return true;
    const std::int64_t second = now_ms_ / 1000;
    if (second != tps_second_) {
        tps_second_ = second;
        tps_used_ = 0;
    }
    return tps_used_ < config_.instance.max_tps && ++tps_used_ > 0;
}

void Core::store_in_mq(const Connection &c, const Route &route, const codec::Publish &publish,
                       std::string_view client_id)
{
    if (!route.parent) return; // plain policy only
    if (publish.qos == 0 && store_refuses()) return;
    MqRecord record;
    record.store_time_ms = now_ms_;
    record.from_device = true;
    record.clean_session = c.clean;
    record.qos = publish.qos;
    record.second_topic = route.second;
    record.client_id = client_id;
    record.body = publish.payload;
    put_in_mq(*route.parent, record, c.ordered ? client_id : std::string_view());
}

// The steps of spec 5.7, in its order.
Core::Handled Core::handle_publish(Connection &c, const codec::Frame &frame)
{
    Passing passing;
    codec::Publish &publish = passing.publish;
    if (!c.session || !codec::decode_publish(frame, publish)) {
        begin_close(c, CloseMode::after_flush, "malformed PUBLISH");
        return Handled::done;
    }
    if (publish.qos == 2 && c.session->received.contains(publish.packet_id)) {
        send_ack(c, PacketType::pubrec, publish.packet_id); // seen before
        return Handled::done;
    }
    if (!plain()) {
        if (!proven(c)) {
            begin_close(c, CloseMode::after_flush, "wrong password at first use");
            return Handled::done;
        }
        if (publish.topic.substr(0, 5) == "$SYS/") return handle_control(c, publish);
    }
    const Route &route = route_of(c, publish.topic);
    const bool permitted = plain() || (route.parent && route.parent->permits(c.account));
    if (c.tokens && !route.too_long) {
        if (const auto refusal = c.tokens->refuses_publish(publish.topic, permitted, now_ms_)) {
            notice_and_close(c, *refusal);
            return Handled::done;
        }
    }
    if (route.too_long || !permitted) {
        // no acknowledgement (spec 5.4)
        begin_close(c, CloseMode::after_flush,
                    route.too_long ? "PUBLISH to a topic over topic_length"
                    : route.parent ? "PUBLISH without permission for the parent topic"
                                   : "PUBLISH to an unknown parent topic");
        return Handled::done;
    }
    if (publish.payload.size > config_.limits.payload_bytes) {
        ++statistics_.publishes_in;
        ++statistics_.oversize_discarded;
        journal_.write(LogLevel::warning, [&] {
            return "client " + quoted(c.session->client_id) + ": a payload of " + std::to_string(publish.payload.size) +
                   " bytes, over payload_bytes, was acknowledged and discarded";
        });
        acknowledge(c, publish);
        return Handled::done;
    }
    if (!take_tps()) {
        if (!c.waited_for_tps) {
            c.waited_for_tps = true;
            pause(c, (now_ms_ / 1000 + 1) * 1000);
            return Handled::later;
        }
        c.waited_for_tps = false;
        ++statistics_.publishes_in;
        acknowledge(c, publish);
        return Handled::done;
    }
    c.waited_for_tps = false;
    if (publish.qos > 0 && store_refuses()) {
        begin_close(c, CloseMode::after_flush, "PUBLISH that the store cannot take");
        return Handled::done;
    }
    ++statistics_.publishes_in;
    store_in_mq(c, route, publish, c.session->client_id);
    if (publish.qos > 0) rely_on_store(c);
    acknowledge(c, publish);
    // A QoS 0 packet without RETAIN goes out just as it came in.
    if (frame.flags == 0) passing.qos0_packet = {frame.body.data - (frame.size - frame.body.size), frame.size};
    distribute(route, passing, c.account, c.clean);
    return Handled::done;
}

} // namespace lmq::broker::engine
