#include <algorithm>
#include <utility>

#include "codec/suback.hpp"
#include "codec/unsubscribe.hpp"
#include "engine/core.hpp"
#include "lmq/topic.hpp"

namespace lmq::broker::engine
{

using codec::PacketType;

namespace
{

bool control_filter(std::string_view filter)
{
    return filter.substr(0, 5) == "$SYS/";
}

} // namespace

// False when the filter is a permission failure (spec 5.4): the first level must name a topic of ours, and a client
// that signed in by token must hold one for it (spec 8.5), which it is told.
bool Core::may_subscribe(Connection &c, std::string_view filter)
{
    if (control_filter(filter)) return true;
    const TopicEntry *parent = directory_.topic(split_topic(filter).parent); // a wildcard names none
    const bool permitted = parent && parent->permits(c.account);
    if (!c.tokens) return permitted;
    const auto refusal = c.tokens->refuses_subscribe(filter, permitted, now_ms_);
    if (refusal) notice_and_close(c, *refusal);
    return !refusal;
}

// Answers the SUBACK code.
std::uint8_t Core::subscribe(Session &session, const codec::SubscribeEntry &entry)
{
    if (!plain() && control_filter(entry.filter)) return entry.qos; // granted without effect (spec 5.8)
    if (topic_too_long(entry.filter, config_.limits)) return codec::suback_failure;

    const std::string_view text = routing_text(entry.filter, config_.policy);
    const TopicTree::Node known = tree_.find(text);
    if (known != TopicTree::no_node) {
        const auto at = std::find_if(session.subscriptions.begin(), session.subscriptions.end(),
                                     [known](const Subscription &each) { return each.node == known; });
        if (at != session.subscriptions.end()) {
            if (at->qos != entry.qos) tree_.change_qos(known, &session, entry.qos);
            if (session.stored && store_.durable()) store_.drop_subscription(session.serial, at->filter);
            at->qos = entry.qos;
            at->filter = entry.filter;
            store_subscription(session, *at);
            return entry.qos;
        }
    }
    const bool client_full = session.subscriptions.size() >= config_.limits.subscriptions_per_client;
    const bool instance_full =
        prepaid() && config_.instance.max_subscriptions != 0 && subscriptions_ >= config_.instance.max_subscriptions;
    if (client_full || instance_full) {
        if (client_full && config_.policy.over_subscription == OverSubscription::silent) return entry.qos;
        if (client_full && config_.policy.over_subscription == OverSubscription::close && session.connection)
            begin_close(*session.connection, CloseMode::after_flush, "more filters than subscriptions_per_client");
        return codec::suback_failure;
    }
    Subscription added;
    added.filter = entry.filter;
    added.node = tree_.place(text);
    added.qos = entry.qos;
    tree_.add(added.node, &session, added.qos);
    store_subscription(session, added);
    session.subscriptions.push_back(std::move(added));
    ++subscriptions_;
    return entry.qos;
}

void Core::send_retained(Session &session, std::string_view filter, std::uint8_t granted)
{
    std::vector<RetainedMessage> messages;
    retained_.match(routing_text(filter, config_.policy), messages);
    for (RetainedMessage &each : messages) {
        Connection *c = session.connection;
        if (!c || c->state != ConnectionState::ready) return;
        const std::uint8_t qos = std::min(each.qos, granted);
        if (qos > 0) {
            if (outlives(session, granted, qos)) {
                keep(session, each.message, {qos, true, false});
                continue;
            }
            Outgoing outgoing;
            outgoing.message = std::move(each.message);
            outgoing.qos = qos;
            outgoing.retain = true;
            hand_over(session, std::move(outgoing));
            continue;
        }
        if (c->out.size() > config_.limits.connection_out_bytes) {
            ++statistics_.qos0_dropped;
            continue;
        }
        codec::Publish publish;
        publish.topic = each.message->topic();
        publish.payload = each.message->payload();
        publish.retain = true;
        scratch_.clear();
        codec::encode_publish(scratch_, publish);
        ++statistics_.publishes_out;
        send(*c, PacketType::publish, codec::ByteSpan(std::string_view(scratch_)), publish.topic);
    }
}

// The steps of spec 5.8, in its order.
Core::Handled Core::handle_subscribe(Connection &c, const codec::Frame &frame)
{
    std::uint16_t packet_id = 0;
    if (!c.session || !codec::decode_subscribe(frame, packet_id, entries_)) {
        begin_close(c, CloseMode::after_flush, "malformed SUBSCRIBE");
        return Handled::done;
    }
    if (!plain()) {
        const bool allowed =
            proven(c) && std::all_of(entries_.begin(), entries_.end(), [&](const codec::SubscribeEntry &entry) {
                return may_subscribe(c, entry.filter);
            });
        if (!allowed) {
            // one bad filter refuses them all
            begin_close(c, CloseMode::after_flush, "SUBSCRIBE to a filter without permission");
            return Handled::done;
        }
    }
    if (!c.session->clean) {
        if (store_refuses()) {
            begin_close(c, CloseMode::after_flush, "SUBSCRIBE that the store cannot take");
            return Handled::done;
        }
        rely_on_store(c);
    }
    codes_.clear();
    for (const codec::SubscribeEntry &entry : entries_)
        codes_.push_back(subscribe(*c.session, entry));
    scratch_.clear();
    codec::encode_suback(scratch_, packet_id, codes_);
    send(c, PacketType::suback, codec::ByteSpan(std::string_view(scratch_)));
    if (retained_.size() == 0) return Handled::done;
    for (std::size_t i = 0; i < entries_.size(); ++i)
        if (codes_[i] != codec::suback_failure && (plain() || !control_filter(entries_[i].filter)))
            send_retained(*c.session, entries_[i].filter, codes_[i]);
    return Handled::done;
}

void Core::handle_unsubscribe(Connection &c, const codec::Frame &frame)
{
    std::uint16_t packet_id = 0;
    if (!codec::decode_unsubscribe(frame, packet_id, filters_)) {
        begin_close(c, CloseMode::after_flush, "malformed UNSUBSCRIBE");
        return;
    }
    if (c.session && !c.session->clean) {
        if (store_refuses()) {
            begin_close(c, CloseMode::after_flush, "UNSUBSCRIBE that the store cannot take");
            return;
        }
        rely_on_store(c);
    }
    for (const std::string_view filter : filters_) {
        if (c.state == ConnectionState::token_pending) break; // acknowledged, no effect (spec 8.6)
        const TopicTree::Node node = tree_.find(routing_text(filter, config_.policy));
        if (node == TopicTree::no_node) continue;
        std::vector<Subscription> &all = c.session->subscriptions;
        const auto at =
            std::find_if(all.begin(), all.end(), [node](const Subscription &each) { return each.node == node; });
        if (at == all.end()) continue;
        tree_.remove(node, c.session);
        if (c.session->stored && store_.durable()) store_.drop_subscription(c.session->serial, at->filter);
        all.erase(at);
        --subscriptions_;
    }
    send_ack(c, PacketType::unsuback, packet_id);
}

} // namespace lmq::broker::engine
