#include <algorithm>
#include <cstring>
#include <utility>

#include "codec/ack.hpp"
#include "engine/core.hpp"

namespace lmq::broker::engine
{

using codec::PacketType;

namespace
{

char first_byte(const Outgoing &outgoing, bool dup)
{
    const unsigned flags = (dup ? 8U : 0U) | static_cast<unsigned>(outgoing.qos) << 1U | (outgoing.retain ? 1U : 0U);
    return static_cast<char>(static_cast<unsigned>(PacketType::publish) << 4U | flags);
}

} // namespace

void Core::distribute(const Route &route, Passing &passing, AccountIndex sender_account, bool sender_clean)
{
    if (route.p2p) {
        deliver_p2p(route, sender_account, sender_clean, passing);
        return;
    }
    if (passing.publish.retain && config_.policy.enable_retain) retain(passing.publish);
    deliver(route, passing);
}

void Core::retain(const codec::Publish &publish)
{
    const std::string_view topic = routing_text(publish.topic, config_.policy);
    const bool kept = retained_.set(topic, publish) && !publish.payload.empty();
    if (!store_.durable()) return;
    if (kept)
        store_.put_retained(topic, {0, publish.topic, publish.payload.text()}, publish.qos);
    else
        store_.drop_retained(topic);
}

void Core::deliver(const Route &route, Passing &passing)
{
    for (const Receiver &receiver : route.receivers) {
        Session &session = *receiver.session;
        const std::uint8_t qos = std::min(passing.publish.qos, receiver.qos);
        if (qos > 0 && outlives(session, receiver.qos, qos)) {
            keep(session, passing, {qos, false, false});
            continue;
        }
        Connection *c = session.connection;
        if (!c || !session.passes(passing.publish.topic, false, now_ms_)) continue;
        if (qos == 0) {
            deliver_qos0(*c, passing);
            continue;
        }
        if (!passing.message) passing.message = Message::make(passing.publish);
        Outgoing outgoing;
        outgoing.message = passing.message;
        outgoing.qos = qos;
        hand_over(session, std::move(outgoing));
    }
}

bool Core::outlives(const Session &session, std::uint8_t subscription_qos, std::uint8_t qos) const
{
    if (session.clean) return false;
    return plain() || (subscription_qos == 1 && qos == 1); // spec 5.1
}

void Core::deliver_qos0(Connection &c, Passing &passing)
{
    if (c.state != ConnectionState::ready) return;
    if (c.out.size() > config_.limits.connection_out_bytes) {
        ++statistics_.qos0_dropped;
        if (!std::exchange(c.slowness_told, true)) {
            journal_.write(LogLevel::warning, [&] {
                return "client " + quoted(c.session->client_id) + " is too slow: QoS 0 messages are dropped";
            });
        }
        return;
    }
    if (passing.qos0_packet.empty()) {
        codec::Publish plain_form = passing.publish;
        plain_form.qos = 0;
        plain_form.retain = false;
        plain_form.dup = false;
        scratch_.clear();
        codec::encode_publish(scratch_, plain_form);
        passing.qos0_packet = codec::ByteSpan(std::string_view(scratch_));
    }
    ++statistics_.publishes_out;
    if (passing.qos0_packet.size < OutQueue::worth_sharing || !faults_.empty() || c.held) {
        send(c, PacketType::publish, passing.qos0_packet, passing.publish.topic);
        return;
    }
    if (!passing.large_qos0) passing.large_qos0 = std::make_shared<const std::string>(passing.qos0_packet.text());
    c.out.append(passing.large_qos0);
    ++statistics_.packets_out;
    mark_dirty(c);
}

bool Core::has_room(const Session &session) const
{
    const Connection *c = session.connection;
    return c && c->state == ConnectionState::ready && session.window.size() < config_.limits.max_inflight &&
           session.window.has_free_id() && c->out.size() <= config_.limits.connection_out_bytes;
}

void Core::hand_over(Session &session, Outgoing outgoing)
{
    if (session.queued() == 0 && has_room(session)) {
        send_flight(*session.connection, session.window.add(std::move(outgoing), now_ms_), false);
        return;
    }
    const std::uint32_t place = outgoing.place;
    const std::uint64_t sequence = outgoing.sequence;
    if (session.enqueue(std::move(outgoing), config_.limits)) return;
    if (backlog_.holds(place, sequence))
        make_offline(place); // kept, and pushed later
    else
        ++statistics_.queue_dropped;
}

void Core::pump(Session &session)
{
    while (session.queued() > 0 && has_room(session)) {
        Outgoing outgoing = session.dequeue();
        if (!session.passes(outgoing.message->topic(), outgoing.p2p, now_ms_)) { // the gate has changed
            if (backlog_.holds(outgoing.place, outgoing.sequence)) make_offline(outgoing.place);
            continue;
        }
        send_flight(*session.connection, session.window.add(std::move(outgoing), now_ms_), false);
    }
    if (session.queued() == 0 && session.shelf.offline > 0 && pushes_at_once()) push_all(session);
}

void Core::send_flight(Connection &c, Flight &flight, bool dup)
{
    if (c.state != ConnectionState::ready) return; // it is resent on the next connection
    flight.sent_ms = now_ms_;
    mark_pushed(flight);
    if (const std::int64_t patience = patience_ms(flight.outgoing); patience > 0) retry_by(c, now_ms_ + patience);
    if (flight.state == FlightState::released) {
        send_ack(c, PacketType::pubrel, flight.packet_id);
        return;
    }
    const Message &message = *flight.outgoing.message;
    const codec::ByteSpan head = message.head();
    const auto patch = [&](char *packet) {
        packet[0] = first_byte(flight.outgoing, dup);
        codec::patch_packet_id(packet, message.offsets(), flight.packet_id);
    };
    ++statistics_.publishes_out;
    if (!faults_.empty() || c.held) {
        std::string packet(message.packet().text());
        patch(packet.data());
        send(c, PacketType::publish, codec::ByteSpan(std::string_view(packet)), message.topic());
        return;
    }
    const bool shared = message.payload().size >= OutQueue::worth_sharing;
    const codec::ByteSpan copied = shared ? head : message.packet();
    char *packet = c.out.extend(copied.size);
    std::memcpy(packet, copied.data, copied.size);
    patch(packet);
    if (shared) c.out.append_payload(flight.outgoing.message);
    ++statistics_.packets_out;
    mark_dirty(c);
}

void Core::resend(Session &session)
{
    for (std::size_t i = 0; i < session.window.span() && session.connection;) {
        Flight &flight = session.window.at(i);
        const bool kept = backlog_.holds(flight.outgoing.place, flight.outgoing.sequence);
        if (flight.state != FlightState::done && kept) send_flight(*session.connection, flight, true);
        const std::size_t before = session.window.span();
        if (flight.state != FlightState::done && !kept) session.window.finish(flight); // purged meanwhile
        i = session.window.span() == before ? i + 1 : 0;
    }
}

void Core::send_ack(Connection &c, PacketType type, std::uint16_t packet_id)
{
    const auto packet = codec::encode_ack(type, packet_id);
    send(c, type, {packet.data(), packet.size()});
}

void Core::send(Connection &c, PacketType type, codec::ByteSpan packet, std::string_view topic)
{
    if (c.state == ConnectionState::closing) return;
    ++statistics_.packets_out;
    if (!faults_.empty() || c.held) {
        send_with_faults(c, type, packet, topic);
        return;
    }
    c.out.append(packet);
    mark_dirty(c);
}

} // namespace lmq::broker::engine
