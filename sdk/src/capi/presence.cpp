#include "lmq_c/presence.h"

#include "capi/convert.hpp"
#include "lmq/presence.hpp"

using namespace lmq;

struct lmq_presence_tracker {
    PresenceTracker tracker;
};

namespace
{

template <std::size_t Size>
std::string_view text_in(const char (&from)[Size])
{
    return {from, static_cast<std::size_t>(std::find(from, from + Size, '\0') - from)};
}

/// `to` holds zeros. A text that is too long, which no id is, is left out.
template <std::size_t Size>
void keep_text(std::string_view from, char (&to)[Size])
{
    if (from.size() < Size) std::copy_n(from.data(), from.size(), to);
}

lmq_error fill(const Presence &from, lmq_presence *to)
{
    lmq_presence made = LMQ_PRESENCE_INIT;
    made.online = from.online ? 1 : 0;
    made.leaving = from.leaving ? 1 : 0;
    made.time_ms = from.time_ms;
    keep_text(from.channel_id, made.channel_id);
    return capi::fill_struct(made, to, "presence");
}

} // namespace

lmq_error lmq_presence_event_parse(lmq_view body, lmq_view tag, lmq_presence_event *event)
{
    return capi::guarded([&] {
        const auto parsed = parse_presence_event(capi::text(body), capi::text(tag));
        if (!parsed) return capi::failed(parsed.error());
        lmq_presence_event made = LMQ_PRESENCE_EVENT_INIT;
        made.type = static_cast<lmq_presence_event_type>(parsed->type);
        made.time_ms = parsed->time_ms;
        keep_text(parsed->client_id, made.client_id);
        keep_text(parsed->channel_id, made.channel_id);
        keep_text(parsed->client_ip, made.client_ip);
        return capi::fill_struct(made, event, "event");
    });
}

lmq_error lmq_presence_tracker_create(const lmq_presence_options *options, lmq_presence_tracker **tracker)
{
    if (tracker == nullptr) return capi::null_argument("tracker");
    *tracker = nullptr;
    return capi::guarded([&] {
        lmq_presence_options given = LMQ_PRESENCE_OPTIONS_INIT;
        PresenceOptions read;
        lmq_error error = options == nullptr ? LMQ_OK : capi::read_struct(options, given, "options");
        if (error == LMQ_OK)
            error = capi::read_enum(given.policy, PresencePolicy::any_open_channel, read.policy, "policy");
        if (error != LMQ_OK) return error;
        read.closed_channel_lifetime = capi::time_of(given.closed_channel_lifetime_ms);
        read.max_clients = given.max_clients;
        read.max_channels = given.max_channels;
        auto made = PresenceTracker::create(read);
        if (!made) return capi::failed(made.error());
        *tracker = new lmq_presence_tracker{std::move(*made)};
        return lmq_error{LMQ_OK};
    });
}

void lmq_presence_tracker_destroy(lmq_presence_tracker *tracker)
{
    delete tracker;
}

lmq_error lmq_presence_tracker_apply(lmq_presence_tracker *tracker, const lmq_presence_event *event, int64_t now_ms,
                                     lmq_presence *presence)
{
    if (tracker == nullptr) return capi::null_argument("tracker");
    return capi::guarded([&] {
        if (const lmq_error error = capi::check_struct(event, "event"); error != LMQ_OK) return error;
        if (presence != nullptr) {
            if (const lmq_error error = capi::check_struct(presence, "presence"); error != LMQ_OK) return error;
        }
        PresenceEvent read;
        if (const lmq_error error = capi::read_enum(event->type, PresenceEventType::tcpclean, read.type, "event.type");
            error != LMQ_OK)
            return error;
        read.client_id = text_in(event->client_id);
        read.channel_id = text_in(event->channel_id);
        read.client_ip = text_in(event->client_ip);
        read.time_ms = event->time_ms;
        const auto now = tracker->tracker.apply(read, std::chrono::milliseconds(now_ms));
        if (!now) return capi::failed(now.error());
        return presence == nullptr ? lmq_error{LMQ_OK} : fill(*now, presence);
    });
}

lmq_error lmq_presence_tracker_find(const lmq_presence_tracker *tracker, lmq_view client_id, lmq_presence *presence)
{
    if (tracker == nullptr) return capi::null_argument("tracker");
    return capi::guarded([&] { return fill(tracker->tracker.find(capi::text(client_id)), presence); });
}

lmq_error lmq_presence_tracker_count(const lmq_presence_tracker *tracker, size_t *known, size_t *online)
{
    if (tracker == nullptr) return capi::null_argument("tracker");
    if (known != nullptr) *known = tracker->tracker.clients();
    if (online != nullptr) *online = tracker->tracker.online();
    return LMQ_OK;
}
