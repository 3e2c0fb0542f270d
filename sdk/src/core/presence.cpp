#include "lmq/presence.hpp"

#include <algorithm>
#include <iterator>
#include <list>
#include <map>
#include <utility>
#include <vector>

#include "core/text.hpp"

namespace lmq
{

namespace
{

using std::chrono::milliseconds;

/// One connection that a client had or has.
struct Channel {
    std::string id;
    bool closed = false;
    milliseconds known_at{0}; ///< when it opened or, once closed, closed, by the caller's clock
};

struct Client {
    std::string channel_id; ///< of the latest connection; empty: none
    std::int64_t time_ms = 0;
    bool open = false; ///< the latest connection is
    bool leaving = false;
    std::vector<Channel> channels; ///< oldest knowledge first
    bool counted_online = false;
    std::list<std::string_view>::iterator place; ///< among the offline ones; valid while not counted as online

    std::vector<Channel>::iterator find(std::string_view id)
    {
        return std::find_if(channels.begin(), channels.end(),
                            [id](const Channel &channel) { return channel.id == id; });
    }
};

} // namespace

struct PresenceTracker::Impl {
    PresenceOptions options;
    std::map<std::string, Client, std::less<>> clients;
    std::list<std::string_view> offline; ///< longest silent first; the texts are the keys above
    std::size_t online = 0;

    Client *find_or_add(const std::string &id);
    void take(Client &client, const PresenceEvent &event, milliseconds now);
    void on_connect(Client &client, const PresenceEvent &event, milliseconds now);
    void on_closed(Client &client, const PresenceEvent &event, milliseconds now);
    void remember(Client &client, Channel channel) const;
    bool is_online(const Client &client) const;
    Presence presence(const Client &client) const;
};

Client *PresenceTracker::Impl::find_or_add(const std::string &id)
{
    if (const auto known = clients.find(id); known != clients.end()) return &known->second;
    if (clients.size() >= options.max_clients) {
        if (offline.empty()) return nullptr;
        const auto longest_silent = clients.find(offline.front());
        offline.pop_front();
        clients.erase(longest_silent);
    }
    const auto added = clients.emplace(id, Client()).first;
    added->second.place = offline.insert(offline.end(), added->first);
    return &added->second;
}

// The table of spec 11.1. The other policy differs in what counts as online, not in what is known.
void PresenceTracker::Impl::take(Client &client, const PresenceEvent &event, milliseconds now)
{
    const auto too_old = [&](const Channel &channel) {
        return channel.closed && now - channel.known_at >= options.closed_channel_lifetime;
    };
    client.channels.erase(std::remove_if(client.channels.begin(), client.channels.end(), too_old),
                          client.channels.end());
    switch (event.type) {
    case PresenceEventType::connect:
        on_connect(client, event, now);
        break;
    case PresenceEventType::disconnect:
        if (client.open && client.channel_id == event.channel_id) client.leaving = true;
        break;
    case PresenceEventType::tcpclean:
        on_closed(client, event, now);
        break;
    }
}

void PresenceTracker::Impl::on_connect(Client &client, const PresenceEvent &event, milliseconds now)
{
    const auto known = client.find(event.channel_id);
    const bool first = client.channel_id.empty();
    const auto become = [&](bool open) {
        client.channel_id = event.channel_id;
        client.time_ms = event.time_ms;
        client.open = open;
        client.leaving = false;
    };
    if (known != client.channels.end() && known->closed) {
        if (first || event.time_ms > client.time_ms) become(false); // late: its end has come already
        return;
    }
    if (known == client.channels.end()) remember(client, {event.channel_id, false, now});
    if (client.channel_id == event.channel_id) return; // a repetition
    if (first || event.time_ms >= client.time_ms) become(true);
}

void PresenceTracker::Impl::on_closed(Client &client, const PresenceEvent &event, milliseconds now)
{
    if (const auto known = client.find(event.channel_id); known != client.channels.end()) client.channels.erase(known);
    remember(client, {event.channel_id, true, now});
    if (client.channel_id == event.channel_id) client.open = client.leaving = false;
}

void PresenceTracker::Impl::remember(Client &client, Channel channel) const
{
    if (client.channels.size() >= options.max_channels) {
        // The one that counts is not given up while there is another.
        const auto oldest = std::find_if(client.channels.begin(), client.channels.end(),
                                         [&](const Channel &one) { return one.id != client.channel_id; });
        client.channels.erase(oldest);
    }
    client.channels.push_back(std::move(channel));
}

bool PresenceTracker::Impl::is_online(const Client &client) const
{
    if (options.policy == PresencePolicy::latest_connection) return client.open;
    return std::any_of(client.channels.begin(), client.channels.end(),
                       [](const Channel &channel) { return !channel.closed; });
}

Presence PresenceTracker::Impl::presence(const Client &client) const
{
    const bool is = is_online(client);
    return {is, is && client.leaving, client.channel_id, client.time_ms};
}

PresenceTracker::PresenceTracker(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
PresenceTracker::PresenceTracker(PresenceTracker &&) noexcept = default;
PresenceTracker &PresenceTracker::operator=(PresenceTracker &&) noexcept = default;
PresenceTracker::~PresenceTracker() = default;

Result<PresenceTracker> PresenceTracker::create(PresenceOptions options)
{
    if (options.closed_channel_lifetime < milliseconds(1)) {
        return core::failure(Errc::out_of_range, "closed_channel_lifetime: must be 1 ms or more");
    }
    if (options.max_clients < 1) return core::failure(Errc::out_of_range, "max_clients: must be 1 or more");
    if (options.max_channels < 2 || options.max_channels > 1000) {
        return core::failure(Errc::out_of_range, "max_channels: must be 2 to 1000");
    }
    auto impl = std::make_unique<Impl>();
    impl->options = options;
    return PresenceTracker(std::move(impl));
}

Result<Presence> PresenceTracker::apply(const PresenceEvent &event, milliseconds now)
{
    Client *const client = impl_->find_or_add(event.client_id);
    if (client == nullptr) {
        return core::failure(Errc::out_of_range, {"max_clients: ", core::Decimal(impl_->options.max_clients),
                                                  " clients are online already"});
    }
    impl_->take(*client, event, now);
    const bool is = impl_->is_online(*client);
    if (client->counted_online && is) return impl_->presence(*client);
    if (client->counted_online) {
        --impl_->online;
        client->place = impl_->offline.insert(impl_->offline.end(), impl_->clients.find(event.client_id)->first);
    } else if (is) {
        ++impl_->online;
        impl_->offline.erase(client->place);
    } else {
        impl_->offline.splice(impl_->offline.end(), impl_->offline, client->place);
    }
    client->counted_online = is;
    return impl_->presence(*client);
}

Presence PresenceTracker::find(std::string_view client_id) const
{
    const auto known = impl_->clients.find(client_id);
    return known == impl_->clients.end() ? Presence() : impl_->presence(known->second);
}

std::size_t PresenceTracker::clients() const noexcept
{
    return impl_->clients.size();
}

std::size_t PresenceTracker::online() const noexcept
{
    return impl_->online;
}

} // namespace lmq
