#include "engine/core.hpp"

#include <utility>

#include "codec/empty.hpp"

namespace lmq::broker::engine
{

using codec::FrameStatus;
using codec::PacketType;

Core::Core(const Config &config, const Clock &clock, store::Store *store)
    : config_(config), clock_(clock), no_store_(store ? nullptr : store::make_memory_store()),
      store_(store ? *store : *no_store_), now_ms_(clock.now_ms()), directory_(config_),
      router_(directory_, tree_, config_), retained_(config_.limits.retained_messages, config_.limits.retained_bytes),
      mq_(directory_, config_), auth_(directory_, config_)
{
    set_epoch(0);
}

Core::~Core() = default;

void Core::set_epoch(std::uint64_t epoch)
{
    auth_.set_epoch(epoch);
    presence_.begin(config_.seed, epoch, now_ms_);
}

ConnectionId Core::open(std::string peer)
{
    now_ms_ = clock_.now_ms();
    ConnectionId id = 0;
    if (free_ids_.empty()) {
        id = static_cast<ConnectionId>(connections_.size());
        connections_.emplace_back();
    } else {
        id = free_ids_.back();
        free_ids_.pop_back();
    }
    connections_[id] = std::make_unique<Connection>();
    Connection &c = *connections_[id];
    c.id = id;
    peer.shrink_to_fit(); // it was put together
    c.peer = std::move(peer);
    c.last_packet_ms = now_ms_;
    ++statistics_.connections_accepted;
    ++statistics_.connections;
    set_timer(c, c.deadline, Timer::deadline, now_ms_ + config_.limits.connect_timeout_ms);
    make_room_for_half_open();
    c.half_open = ++opened_;
    half_open_.emplace(c.half_open, id);
    return id;
}

// Peers that say nothing must not use up what new clients need.
void Core::make_room_for_half_open()
{
    if (half_open_.size() < config_.limits.half_open_connections) return;
    Connection &oldest = *connections_[half_open_.begin()->second];
    no_longer_half_open(oldest);
    begin_close(oldest, CloseMode::now, "it was the oldest of too many without CONNECT");
}

void Core::no_longer_half_open(Connection &c)
{
    half_open_.erase(std::exchange(c.half_open, 0));
}

std::size_t Core::receive(ConnectionId id, codec::ByteSpan bytes)
{
    now_ms_ = clock_.now_ms();
    Connection &c = *connections_[id];
    std::size_t used = 0;
    while (c.state != ConnectionState::closing && !c.paused && used < bytes.size) {
        if (c.out.size() > config_.limits.connection_out_bytes) {
            c.output_full = true;
            break;
        }
        const codec::ByteSpan rest = bytes.from(used);
        constexpr std::uint8_t connect_byte = 0x10;
        if (c.state == ConnectionState::expects_connect && rest.data[0] != connect_byte) {
            begin_close(
                c, CloseMode::after_flush,
                "the first packet is not CONNECT"); // seen at once: nobody unknown makes us wait for a large packet
            break;
        }
        codec::Frame frame;
        const FrameStatus status = codec::next_frame(rest, config_.limits.packet_bytes, frame, c.mqtt_31);
        if (status == FrameStatus::need_more) break;
        if (status != FrameStatus::complete) {
            begin_close(c, CloseMode::after_flush,
                        status == FrameStatus::too_large ? "packet over packet_bytes" : "malformed packet");
            break;
        }
        const Handled handled = handle(c, frame);
        if (c.half_open != 0 && c.state != ConnectionState::expects_connect) no_longer_half_open(c);
        if (handled == Handled::later) break;
        used += frame.size;
    }
    settle();
    return c.state == ConnectionState::closing ? bytes.size : used;
}

Core::Handled Core::handle(Connection &c, const codec::Frame &frame)
{
    if (!faults_.empty()) return handle_with_faults(c, frame);
    return dispatch(c, frame);
}

Core::Handled Core::dispatch(Connection &c, const codec::Frame &frame)
{
    c.last_packet_ms = now_ms_;
    ++statistics_.packets_in;
    if (c.state == ConnectionState::token_pending) {
        handle_pending(c, frame);
        return Handled::done;
    }
    switch (frame.type) {
    case PacketType::connect:
        return handle_connect(c, frame);
    case PacketType::publish:
        return handle_publish(c, frame);
    case PacketType::puback:
    case PacketType::pubrec:
    case PacketType::pubrel:
    case PacketType::pubcomp:
        handle_ack(c, frame);
        return Handled::done;
    case PacketType::subscribe:
        handle_subscribe(c, frame);
        return Handled::done;
    case PacketType::unsubscribe:
        handle_unsubscribe(c, frame);
        return Handled::done;
    case PacketType::pingreq:
        if (!codec::decode_empty(frame)) break;
        {
            const auto packet = codec::encode_pingresp();
            send(c, PacketType::pingresp, {packet.data(), packet.size()});
        }
        return Handled::done;
    case PacketType::disconnect:
        if (!codec::decode_empty(frame)) break;
        c.will.reset();
        tell_presence(c, PresenceKind::disconnect, client_id_of(c));
        begin_close(c, CloseMode::after_flush, "DISCONNECT");
        return Handled::done;
    default: // packets only a server may send
        break;
    }
    begin_close(c, CloseMode::after_flush, "malformed or unexpected packet");
    return Handled::done;
}

void Core::closed(ConnectionId id)
{
    now_ms_ = clock_.now_ms();
    Connection &c = *connections_[id];
    begin_close(c, CloseMode::now, "the connection ended");
    settle();
    tell_socket_closed(c);
    if (c.half_open != 0) no_longer_half_open(c);
    timers_.cancel(c.deadline); // the one that a closing connection still has
    connections_[id].reset();
    free_ids_.push_back(id);
    --statistics_.connections;
}

void Core::mark_dirty(Connection &c)
{
    if (c.dirty) return;
    c.dirty = true;
    dirty_.push_back(c.id);
}

std::vector<ConnectionId> Core::take_dirty()
{
    std::vector<ConnectionId> ids(dirty_); // a copy: dirty_ keeps its room for the next turn
    dirty_.clear();
    std::size_t kept = 0;
    for (const ConnectionId id : ids) {
        Connection *c = connections_[id].get();
        if (!c || !c->dirty) continue; // closed since, and perhaps its id used anew
        c->dirty = false;
        ids[kept++] = id;
    }
    ids.resize(kept);
    return ids;
}

void Core::drained(ConnectionId id)
{
    Connection &c = *connections_[id];
    if (c.output_full && c.out.size() <= config_.limits.connection_out_bytes / 2) {
        c.output_full = false;
        mark_dirty(c);
    }
    if (c.session && (c.session->queued() > 0 || c.session->shelf.offline > 0)) {
        now_ms_ = clock_.now_ms();
        pump(*c.session);
        settle();
    }
}

Session *Core::find_session(std::string_view client_id) const
{
    const auto at = sessions_.find(client_id);
    return at == sessions_.end() ? nullptr : at->second.get();
}

} // namespace lmq::broker::engine
