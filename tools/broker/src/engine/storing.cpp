// What the store is told, and what the engine does when it fails.

#include <utility>

#include "engine/core.hpp"

namespace lmq::broker::engine
{

namespace
{

constexpr std::int64_t storage_retry_ms = 1000;

store::EntryRow row_of(const Kept &kept)
{
    store::EntryRow row;
    row.sequence = kept.sequence;
    row.session = kept.session->serial;
    row.body = kept.message->stored().id;
    row.store_ms = kept.store_ms;
    row.qos = kept.qos;
    row.retain = kept.retain;
    row.p2p = kept.p2p;
    return row;
}

} // namespace

// Before anything that hangs on the session.
void Core::remember(Session &session)
{
    if (session.stored || !store_.durable()) return;
    session.stored = true;
    store_.put_session({session.serial, session.client_id, session.clean});
}

void Core::store_kept(Backlog::Place place)
{
    if (!store_.durable()) return;
    const Kept &kept = backlog_.at(place);
    const Message &message = *kept.message;
    Message::Stored &stored = message.stored();
    if (stored.users++ == 0) {
        stored.id = ++last_body_;
        store_.put_body({stored.id, message.topic(), message.payload().text()});
    }
    store_.put_entry(row_of(kept));
}

// Exactly once needs to know after a restart what was sent, and how far it came. Only the plain policy keeps QoS 2.
void Core::store_flight(const Flight &flight)
{
    const Outgoing &outgoing = flight.outgoing;
    if (!store_.durable() || !backlog_.holds(outgoing.place, outgoing.sequence)) return;
    store::EntryRow row = row_of(backlog_.at(outgoing.place));
    row.packet_id = flight.packet_id;
    row.released = flight.state == FlightState::released;
    store_.put_entry(row);
}

void Core::store_received(Session &session, std::uint16_t packet_id, bool waits)
{
    if (session.clean || !session.stored) return;
    if (waits)
        store_.put_received(session.serial, packet_id);
    else
        store_.drop_received(session.serial, packet_id);
}

// Those that outlive the connection (spec 5.2).
void Core::store_subscription(const Session &session, const Subscription &subscription)
{
    if (session.clean || !session.stored || (subscription.qos == 2 && !plain())) return;
    store_.put_subscription(session.serial, subscription.filter, subscription.qos);
}

void Core::put_in_mq(const TopicEntry &topic, MqRecord &record, std::string_view ordered_by)
{
    const MqLog &log = mq_.log(topic);
    const std::uint64_t first = log.first();
    mq_.store(topic, record, ordered_by);
    if (!store_.durable()) return;
    store::MqRow row;
    row.topic = topic.config->name;
    row.position = log.end() - 1;
    row.id = record.id;
    row.store_ms = record.store_time_ms;
    row.queue = record.queue;
    row.from_device = record.from_device;
    row.clean_session = record.clean_session;
    row.qos = record.qos;
    row.second_topic = record.second_topic;
    row.client_id = record.client_id;
    row.tag = record.tag;
    row.properties = record.properties;
    row.body = record.body.text();
    store_.put_mq(row);
    if (log.first() != first) store_.drop_mq_before(row.topic, log.first());
}

// Its output acknowledges what the next commit makes safe.
void Core::rely_on_store(Connection &c)
{
    if (!store_.durable() || std::exchange(c.relies_on_store, true)) return;
    relying_.push_back(c.id);
}

Result<void> Core::commit()
{
    if (!store_.durable()) return {};
    now_ms_ = clock_.now_ms();
    if (storage_error_ && storage_retry_ != Timers::none) return tl::unexpected<Error>(*storage_error_); // not yet
    Result<void> done;
    if (store_.dirty()) done = store_.commit();
    for (const ConnectionId id : std::exchange(relying_, {})) {
        Connection *c = connections_[id].get();
        if (!c || !std::exchange(c->relies_on_store, false) || done) continue;
        // What it would read has not come to be; it will do it again on another connection.
        begin_close(*c, CloseMode::now, "the store failed");
    }
    settle();
    const bool failed_before = std::exchange(storage_error_, std::nullopt).has_value();
    if (!done) {
        storage_error_ = done.error();
        timers_.set(storage_retry_, now_ms_ + storage_retry_ms, static_cast<std::uint8_t>(Timer::storage),
                    no_connection);
    }
    if (failed_before == storage_error_.has_value()) return done;
    journal_.write(LogLevel::error, [&] {
        return done ? std::string("the store works again") : "what needs storage is refused: " + done.error().detail;
    });
    if (!done || announcements_.empty()) return done;
    put_out_late();
    return commit();
}

} // namespace lmq::broker::engine
