#include "codec/ack.hpp"
#include "engine/core.hpp"

namespace lmq::broker::engine
{

using codec::PacketType;

namespace
{

// MQTT 4.3: a message's QoS says what answers it, and the flow of QoS 2 what comes when.
bool answers(PacketType type, const Flight &flight)
{
    if (type == PacketType::puback) return flight.outgoing.qos == 1;
    if (type == PacketType::pubrec) return flight.outgoing.qos == 2;
    return flight.state == FlightState::released;
}

} // namespace

// An id that is not in flight is no error: after a lost session the peer may still answer for it (MQTT 4.3).
void Core::handle_ack(Connection &c, const codec::Frame &frame)
{
    std::uint16_t id = 0;
    if (!c.session || !codec::decode_ack(frame, id)) {
        begin_close(c, CloseMode::after_flush, "malformed acknowledgement");
        return;
    }
    Session &session = *c.session;
    if (frame.type == PacketType::pubrel) {
        session.received.erase(id);
        store_received(session, id, false);
        send_ack(c, PacketType::pubcomp, id);
        return;
    }
    Flight *flight = session.window.find(id);
    if (!flight) {
        // Nothing waits for it, yet who says PUBREC must hear PUBREL, or it asks for ever.
        if (frame.type == PacketType::pubrec) send_ack(c, PacketType::pubrel, id);
        return;
    }
    if (!answers(frame.type, *flight)) {
        begin_close(c, CloseMode::after_flush, "an acknowledgement that the message's QoS does not have");
        return;
    }
    if (frame.type == PacketType::pubrec) {
        flight->state = FlightState::released;
        flight->sent_ms = now_ms_;
        flight->outgoing.message = MessageRef(); // only PUBREL is ever sent from here on
        store_flight(*flight);
        send_ack(c, PacketType::pubrel, id);
        return;
    }
    const Outgoing &outgoing = flight->outgoing;
    if (backlog_.holds(outgoing.place, outgoing.sequence)) forget(outgoing.place);
    session.window.finish(*flight);
    pump(session);
}

} // namespace lmq::broker::engine
