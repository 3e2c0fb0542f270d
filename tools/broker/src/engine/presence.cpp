#include "engine/presence.hpp"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <utility>

#include <cjson/cJSON.h>

namespace lmq::broker::engine
{

namespace
{

using Json = std::unique_ptr<cJSON, decltype(&cJSON_Delete)>;

constexpr std::size_t most_body = 4096; // an event has a few hundred bytes

// A one-to-one scramble of 64 bits (SplitMix64's finish): counted numbers stay different and no longer look alike.
std::uint64_t scrambled(std::uint64_t value)
{
    value = (value ^ value >> 30U) * 0xBF58476D1CE4E5B9ULL;
    value = (value ^ value >> 27U) * 0x94D049BB133111EBULL;
    return value ^ value >> 31U;
}

void append_quoted(std::string &json, std::string_view text)
{
    json += '"';
    for (const char byte : text) {
        const auto code = static_cast<unsigned char>(byte);
        if (code < 0x20) {
            char escaped[8];
            std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(code));
            json += escaped;
            continue;
        }
        if (byte == '"' || byte == '\\') json += '\\';
        json += byte;
    }
    json += '"';
}

std::string text_member(const cJSON *json, const char *name)
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(json, name);
    return cJSON_IsString(member) ? std::string(member->valuestring) : std::string();
}

} // namespace

std::string_view to_text(PresenceKind kind)
{
    switch (kind) {
    case PresenceKind::connect:
        return "connect";
    case PresenceKind::disconnect:
        return "disconnect";
    case PresenceKind::tcpclean:
        break;
    }
    return "tcpclean";
}

std::string presence_body(const PresenceEvent &event)
{
    std::string json = "{\"clientId\":";
    append_quoted(json, event.client_id);
    json.append(",\"time\":").append(std::to_string(event.time_ms)).append(",\"eventType\":");
    append_quoted(json, to_text(event.kind));
    json += ",\"channelId\":";
    append_quoted(json, event.channel_id);
    if (!event.client_ip.empty()) {
        json += ",\"clientIp\":";
        append_quoted(json, event.client_ip);
    }
    return json += '}';
}

void Presence::begin(std::uint64_t seed, std::uint64_t epoch, std::int64_t start_ms)
{
    life_ = scrambled(scrambled(scrambled(seed) + epoch) + static_cast<std::uint64_t>(start_ms));
}

std::string Presence::channel_id(std::uint64_t channel) const
{
    char text[33];
    std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(life_),
                  static_cast<unsigned long long>(scrambled(channel + life_)));
    return text;
}

// Only clients whose last event is not in the past need to be remembered: as a rule those of the same millisecond.
std::int64_t Presence::next_time_ms(std::string_view client_id, std::int64_t now_ms)
{
    if (now_ms > latest_ms_ || last_ms_.size() >= most_ahead) {
        if (latest_ms_ != INT64_MIN) floor_ms_ = latest_ms_ + 1;
        last_ms_.clear();
    }
    std::int64_t time_ms = std::max(now_ms, floor_ms_);
    const auto [at, first] = last_ms_.try_emplace(std::string(client_id), time_ms);
    if (!first) time_ms = at->second = std::max(time_ms, at->second + 1);
    latest_ms_ = std::max(latest_ms_, time_ms);
    return time_ms;
}

void Presence::restore(const TopicEntry &topic, std::string_view group_id, std::string_view body, std::int64_t time_ms)
{
    latest_ms_ = std::max(latest_ms_, time_ms);
    floor_ms_ = latest_ms_ + 1;
    if (body.size() > most_body) return;
    // Anything may stand in the topic: servers write there too.
    const Json json(cJSON_ParseWithLength(body.data(), body.size()), &cJSON_Delete);
    if (!cJSON_IsObject(json.get())) return;
    LeftOpen said{&topic, text_member(json.get(), "clientId"), text_member(json.get(), "channelId")};
    if (said.channel_id.empty() || said.client_id.compare(0, group_id.size(), group_id) != 0) return;
    const std::string type = text_member(json.get(), "eventType");
    if (type == to_text(PresenceKind::connect)) {
        if (open_channels_.try_emplace(said.channel_id, left_open_.size()).second)
            left_open_.push_back(std::move(said));
    } else if (type == to_text(PresenceKind::tcpclean)) {
        const auto at = open_channels_.find(said.channel_id);
        if (at == open_channels_.end()) return;
        left_open_[at->second].topic = nullptr;
        open_channels_.erase(at);
    }
}

std::vector<Presence::LeftOpen> Presence::take_left_open()
{
    open_channels_.clear();
    auto all = std::exchange(left_open_, {});
    all.erase(std::remove_if(all.begin(), all.end(), [](const LeftOpen &each) { return each.topic == nullptr; }),
              all.end());
    return all;
}

void Presence::reset()
{
    latest_ms_ = floor_ms_ = INT64_MIN;
    last_ms_.clear();
}

} // namespace lmq::broker::engine
