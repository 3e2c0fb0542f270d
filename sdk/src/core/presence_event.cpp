#include <array>

#include "core/json_object.hpp"
#include "core/text.hpp"
#include "lmq/presence.hpp"

namespace lmq
{

namespace
{

constexpr std::size_t most_id_bytes = 256;

constexpr std::array types{PresenceEventType::connect, PresenceEventType::disconnect, PresenceEventType::tcpclean};

Result<std::string> read_id(const core::JsonObject &body, const char *member)
{
    if (!body.has(member)) return core::failure(Errc::missing_field, {member, ": missing"});
    const auto text = body.text(member);
    if (!text || text->empty()) {
        return core::failure(Errc::bad_field_type, {member, ": must be a non-empty string"});
    }
    if (text->size() > most_id_bytes) {
        return core::failure(Errc::too_long, {member, ": at most ", core::Decimal(most_id_bytes), " bytes, has ",
                                              core::Decimal(text->size())});
    }
    return std::string(*text);
}

Result<PresenceEventType> read_type(const core::JsonObject &body, std::string_view tag)
{
    const bool in_body = body.has("eventType");
    if (!in_body && tag.empty()) return core::failure(Errc::missing_field, "eventType: missing");
    const std::string_view text = in_body ? body.text("eventType").value_or("") : tag;
    for (const PresenceEventType type : types) {
        if (to_string(type) == text) return type;
    }
    return core::failure(Errc::bad_field_type,
                         {in_body ? "eventType" : "tag", ": must be connect, disconnect or tcpclean"});
}

} // namespace

std::string_view to_string(PresenceEventType type) noexcept
{
    switch (type) {
    case PresenceEventType::connect:
        return "connect";
    case PresenceEventType::disconnect:
        return "disconnect";
    case PresenceEventType::tcpclean:
        break;
    }
    return "tcpclean";
}

Result<PresenceEvent> parse_presence_event(std::string_view body, std::string_view tag)
{
    const auto object = core::JsonObject::parse(body);
    if (!object) return tl::unexpected<Error>(object.error());
    // The documentation's list and its sample spell it differently.
    auto client_id = read_id(*object, object->has("clientId") || !object->has("ClientId") ? "clientId" : "ClientId");
    if (!client_id) return tl::unexpected<Error>(client_id.error());
    auto channel_id = read_id(*object, "channelId");
    if (!channel_id) return tl::unexpected<Error>(channel_id.error());
    const auto time = object->integer("time");
    if (!time) return tl::unexpected<Error>(time.error());
    const auto type = read_type(*object, tag);
    if (!type) return tl::unexpected<Error>(type.error());
    PresenceEvent event{std::move(*client_id), *type, std::move(*channel_id), *time, {}};
    event.client_ip = object->text("clientIp").value_or("").substr(0, most_id_bytes);
    return event;
}

} // namespace lmq
