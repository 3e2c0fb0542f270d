// Who is told that a client came or went (spec 11), and what the online status knows of it (spec 10).

#include <utility>

#include "engine/core.hpp"

namespace lmq::broker::engine
{

namespace
{

constexpr std::size_t most_announcements = 100000; // while the store fails; beyond them the oldest are lost

} // namespace

// Its client is online from here on. Where nobody could read of it, nothing is made.
void Core::came_online(Connection &c)
{
    if (!c.group || !c.group->presence || c.channel != 0) return;
    c.channel = presence_.next_channel();
    tell_presence(c, PresenceKind::connect, c.session->client_id);
}

void Core::tell_presence(const Connection &c, PresenceKind kind, std::string_view client_id)
{
    if (c.channel == 0) return;
    const std::string channel_id = presence_.channel_id(c.channel);
    std::string_view ip;
    if (config_.policy.presence_client_ip) ip = std::string_view(c.peer).substr(c.peer.empty() ? 0 : 1);
    announce(*c.group->presence, {kind, client_id, 0, channel_id, ip});
}

void Core::announce(const TopicEntry &topic, PresenceEvent event)
{
    event.time_ms = presence_.next_time_ms(event.client_id, now_ms_);
    Announcement made{&topic, event.kind, std::string(event.client_id), event.time_ms, presence_body(event)};
    if (!store_refuses()) return put_out(made);
    if (announcements_.size() >= most_announcements) announcements_.pop_front();
    announcements_.push_back(std::move(made));
}

// An MQ message without the tag by which others reach MQTT: these do all the same.
void Core::put_out(const Announcement &event)
{
    const TopicEntry &topic = *event.topic;
    MqRecord record;
    record.store_time_ms = event.time_ms; // by which the next life goes on behind it
    record.tag = to_text(event.kind);
    record.body = codec::ByteSpan(std::string_view(event.body));
    put_in_mq(topic, record, event.client_id);
    ++statistics_.presence_events;
    const Route &route = router_.find(topic.config->name);
    if (route.too_long) return;
    Passing passing;
    passing.publish.topic = topic.config->name;
    passing.publish.payload = record.body;
    passing.publish.qos = 1;
    distribute(route, passing, topic.owner, true);
}

// The store works again.
void Core::put_out_late()
{
    for (const Announcement &each : std::exchange(announcements_, {}))
        put_out(each);
    settle();
}

// Those whose end an earlier life did not live to tell of.
void Core::announce_left_open()
{
    for (const Presence::LeftOpen &each : presence_.take_left_open())
        announce(*each.topic, {PresenceKind::tcpclean, each.client_id, 0, each.channel_id, {}});
}

// The socket is closed: the client id is that of the session which the connection has left by now.
void Core::tell_socket_closed(const Connection &c)
{
    const auto left = leaving_.extract(c.id);
    if (!left) return;
    tell_presence(c, PresenceKind::tcpclean, left.mapped());
    settle();
}

std::size_t Core::tcp_connections(std::string_view client_id) const
{
    const Session *session = find_session(client_id);
    std::size_t count = session && session->connection ? 1 : 0;
    for (const auto &each : leaving_)
        if (each.second == client_id) ++count;
    return count;
}

} // namespace lmq::broker::engine
