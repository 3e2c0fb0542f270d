#include "codec/ack.hpp"
#include "engine/core.hpp"

namespace lmq::broker::engine
{

using codec::PacketType;

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
    const auto finish = [&] {
        const Outgoing &outgoing = flight->outgoing;
        if (backlog_.holds(outgoing.place, outgoing.sequence)) forget(outgoing.place);
        session.window.finish(*flight);
    };
    switch (frame.type) {
    case PacketType::puback:
        if (!flight || flight->outgoing.qos != 1) return;
        finish();
        break;
    case PacketType::pubrec:
        if (flight && flight->outgoing.qos == 2) {
            flight->state = FlightState::released;
            flight->sent_ms = now_ms_;
            flight->outgoing.message = MessageRef(); // only PUBREL is ever sent from here on
            store_flight(*flight);
        }
        if (!flight || flight->outgoing.qos == 2) send_ack(c, PacketType::pubrel, id);
        return;
    default: // PUBCOMP
        if (!flight || flight->state != FlightState::released) return;
        finish();
        break;
    }
    pump(session);
}

} // namespace lmq::broker::engine
