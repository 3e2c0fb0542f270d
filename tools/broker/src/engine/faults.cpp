#include <utility>

#include "codec/suback.hpp"
#include "engine/core.hpp"

namespace lmq::broker::engine
{

using codec::PacketType;

namespace
{

constexpr std::string_view by_fault = "by a fault rule";

// The client id of a packet: that of its connection, or the one a CONNECT brings.
std::string_view client_of(const Connection &c, const codec::Frame &frame)
{
    if (const std::string_view known = client_id_of(c); !known.empty()) return known;
    codec::Connect connect;
    if (frame.type == PacketType::connect && codec::decode_connect(frame, connect) == codec::ConnectStatus::ok)
        return connect.client_id;
    return {};
}

} // namespace

void Core::pause(Connection &c, std::int64_t until_ms)
{
    c.paused = true;
    set_timer(c, c.resume, Timer::resume, until_ms);
}

Core::Handled Core::handle_with_faults(Connection &c, const codec::Frame &frame)
{
    if (c.fault_served || c.waited_for_tps) { // presented again after its delay: struck once is enough
        const Handled handled = dispatch(c, frame);
        c.fault_served = c.fault_served && handled == Handled::later;
        return handled;
    }
    FaultSubject subject;
    subject.client = client_of(c, frame);
    subject.type = frame.type;
    subject.direction = FaultDirection::in;
    codec::Publish publish;
    if (frame.type == PacketType::publish && codec::decode_publish(frame, publish)) subject.topic = publish.topic;
    const std::optional<FaultRule> rule = faults_.strike(subject);
    if (!rule) return dispatch(c, frame);

    switch (rule->action) {
    case FaultAction::drop:
        return Handled::done;
    case FaultAction::delay:
        c.fault_served = true;
        pause(c, now_ms_ + rule->ms);
        return Handled::later;
    case FaultAction::corrupt: // a packet of type 0: malformed
        begin_close(c, CloseMode::after_flush, by_fault);
        return Handled::done;
    case FaultAction::duplicate:
        if (dispatch(c, frame) == Handled::later) return Handled::later;
        if (c.state != ConnectionState::closing) dispatch(c, frame);
        return Handled::done;
    case FaultAction::refuse:
        refuse(c, frame, rule->code);
        return Handled::done;
    case FaultAction::close:
        break;
    }
    const Handled handled = dispatch(c, frame);
    if (handled == Handled::done) begin_close(c, CloseMode::after_flush, by_fault);
    return handled;
}

void Core::refuse(Connection &c, const codec::Frame &frame, int code)
{
    std::uint16_t packet_id = 0;
    if (frame.type == PacketType::connect && c.state == ConnectionState::expects_connect) {
        refuse_connect(c, client_of(c, frame), static_cast<std::uint8_t>(code));
    } else if (frame.type == PacketType::subscribe && codec::decode_subscribe(frame, packet_id, entries_)) {
        const std::vector<std::uint8_t> codes(entries_.size(), codec::suback_failure);
        std::string packet;
        codec::encode_suback(packet, packet_id, codes);
        send(c, PacketType::suback, codec::ByteSpan(std::string_view(packet)));
    } else {
        begin_close(c, CloseMode::after_flush, by_fault);
    }
}

void Core::send_with_faults(Connection &c, PacketType type, codec::ByteSpan packet, std::string_view topic)
{
    FaultSubject subject;
    subject.client = client_id_of(c);
    subject.type = type;
    subject.direction = FaultDirection::out;
    subject.topic = topic;
    const std::optional<FaultRule> rule = faults_.strike(subject);

    std::string bytes(packet.text());
    CloseMode close = CloseMode::open;
    if (rule) {
        switch (rule->action) {
        case FaultAction::drop:
            return;
        case FaultAction::refuse:
            begin_close(c, CloseMode::after_flush, by_fault);
            return;
        case FaultAction::close:
            close = CloseMode::after_flush;
            break;
        case FaultAction::corrupt:
            bytes[0] = static_cast<char>(static_cast<unsigned char>(bytes[0]) & 0x0FU); // type 0: forbidden
            break;
        case FaultAction::duplicate:
            bytes += packet.text();
            break;
        case FaultAction::delay:
            if (!c.held) {
                c.held = std::make_unique<HeldOutput>();
                set_timer(c, c.held->timer, Timer::release_output, now_ms_ + rule->ms);
            }
            break;
        }
    }
    if (c.held)
        c.held->bytes += bytes;
    else
        c.out.append(codec::ByteSpan(std::string_view(bytes)));
    mark_dirty(c);
    if (close != CloseMode::open) begin_close(c, close, by_fault);
}

void Core::release_output(Connection &c)
{
    const std::unique_ptr<HeldOutput> held = std::move(c.held);
    c.out.append(codec::ByteSpan(std::string_view(held->bytes)));
    mark_dirty(c);
    if (held->close != CloseMode::open) begin_close(c, held->close, by_fault);
}

} // namespace lmq::broker::engine
