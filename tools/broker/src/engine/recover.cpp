#include <unordered_map>
#include <utility>

#include "engine/core.hpp"

namespace lmq::broker::engine
{

/// Builds the engine's state up from what the store has. What the configuration knows no more is left out.
class Core::Recoverer final : public store::Recovery
{
public:
    explicit Recoverer(Core &core) : core_(core) {}

    void session(const store::SessionRow &row) override
    {
        auto made = std::make_unique<Session>(std::string(row.client_id), row.number);
        Session &session = *made;
        session.clean = row.clean;
        session.stored = true;
        if (!core_.sessions_.emplace(session.client_id, std::move(made)).second) return;
        by_number_[row.number] = &session;
    }

    void subscription(std::uint64_t number, std::string_view filter, std::uint8_t qos) override
    {
        Session *session = find(number);
        if (!session) return;
        Subscription added;
        added.filter = filter;
        added.node = core_.tree_.place(routing_text(filter, core_.config_.policy));
        added.qos = qos;
        core_.tree_.add(added.node, session, qos);
        session->subscriptions.push_back(std::move(added));
        ++core_.subscriptions_;
    }

    void received(std::uint64_t number, std::uint16_t packet_id) override
    {
        if (Session *session = find(number)) session->received.insert(packet_id);
    }

    void body(const store::BodyRow &row) override
    {
        const MessageRef made = make(row);
        made->stored().id = row.id;
        bodies_.emplace(row.id, made);
    }

    void entry(const store::EntryRow &row) override
    {
        Session *session = find(row.session);
        const auto body = bodies_.find(row.body);
        if (!session || body == bodies_.end()) return;
        Kept kept;
        kept.message = body->second;
        kept.sequence = row.sequence;
        kept.store_ms = row.store_ms;
        kept.qos = row.qos;
        kept.retain = row.retain;
        kept.p2p = row.p2p;
        ++kept.message->stored().users;
        const Backlog::Place place = core_.backlog_.add(*session, std::move(kept));
        if (row.packet_id != 0 && in_window(*session, place, row)) return;
        core_.backlog_.set_state(place, KeptState::offline);
    }

    void retained(std::string_view topic, const store::BodyRow &row, std::uint8_t qos) override
    {
        codec::Publish publish = publish_of(row);
        publish.qos = qos;
        core_.retained_.set(topic, publish);
    }

    void revoked(std::int64_t expire_ms, std::string_view nonce) override { core_.auth_.restore(expire_ms, nonce); }

    void mq(const store::MqRow &row) override
    {
        const TopicEntry *topic = core_.directory_.topic(row.topic);
        if (!topic) return;
        MqRecord record;
        record.id = row.id;
        record.store_time_ms = row.store_ms;
        record.queue = row.queue;
        record.from_device = row.from_device;
        record.clean_session = row.clean_session;
        record.qos = row.qos;
        record.second_topic = row.second_topic;
        record.client_id = row.client_id;
        record.tag = row.tag;
        record.properties = row.properties;
        record.body = codec::ByteSpan(row.body);
        core_.mq_.restore(*topic, row.position, record);
        const GroupEntry *group = row.from_device ? nullptr : core_.directory_.told_of(*topic);
        if (group) core_.presence_.restore(*topic, group->config->id + "@@@", row.body, row.store_ms);
    }

    void consumer(std::string_view topic, std::string_view group, std::uint64_t position) override
    {
        if (const TopicEntry *known = core_.directory_.topic(topic))
            core_.mq_.restore_consumer(*known, group, position);
    }

    void counters(std::uint64_t last_session, std::uint64_t last_body, std::uint64_t last_sequence,
                  std::uint64_t last_mq_id) override
    {
        core_.last_serial_ = std::max(core_.last_serial_, last_session);
        core_.last_body_ = std::max(core_.last_body_, last_body);
        core_.backlog_.continue_after(last_sequence);
        core_.mq_.continue_after(last_mq_id);
    }

private:
    Session *find(std::uint64_t number) const
    {
        const auto at = by_number_.find(number);
        return at == by_number_.end() ? nullptr : at->second;
    }

    static codec::Publish publish_of(const store::BodyRow &row)
    {
        codec::Publish publish;
        publish.topic = row.topic;
        publish.payload = codec::ByteSpan(row.payload);
        return publish;
    }

    static MessageRef make(const store::BodyRow &row) { return Message::make(publish_of(row)); }

    // A QoS 2 message that its receiver may have: it goes on with its packet id (MQTT 4.4).
    bool in_window(Session &session, Backlog::Place place, const store::EntryRow &row)
    {
        const auto state = row.released ? FlightState::released : FlightState::waiting;
        if (!session.window.restore(core_.on_its_way(place), row.packet_id, state)) return false;
        core_.backlog_.set_state(place, KeptState::pushed);
        core_.backlog_.at(place).packet_id = row.packet_id;
        return true;
    }

    Core &core_;
    std::unordered_map<std::uint64_t, Session *> by_number_;
    std::unordered_map<std::uint64_t, MessageRef> bodies_;
};

Result<void> Core::recover()
{
    if (!store_.durable()) return {};
    now_ms_ = clock_.now_ms();
    Recoverer recoverer(*this);
    if (const auto loaded = store_.load(recoverer); !loaded) return loaded;
    for (const auto &each : sessions_) // its connection was its last hold
        if (done_with(*each.second)) left_empty_.push_back(each.second->client_id);
    set_retention_timer();
    while (backlog_.offline() > config_.limits.offline_messages) // the limit may have been lowered
        drop_oldest();
    announce_left_open();
    settle();
    return {};
}

} // namespace lmq::broker::engine
