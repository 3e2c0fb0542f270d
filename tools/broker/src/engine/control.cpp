#include <memory>
#include <string>

#include <cjson/cJSON.h>

#include "codec/empty.hpp"
#include "engine/core.hpp"

namespace lmq::broker::engine
{

using codec::PacketType;

namespace
{

using Json = std::unique_ptr<cJSON, decltype(&cJSON_Delete)>;

constexpr std::size_t most_json = 65536; // a control payload has a few hundred bytes: no more work for a larger one

// The payload as a JSON object; null when it is none.
Json parse_object(codec::ByteSpan payload)
{
    Json json(nullptr, &cJSON_Delete);
    if (payload.size > most_json) return json;
    const auto *text = reinterpret_cast<const char *>(payload.data);
    const char *end = nullptr;
    json.reset(cJSON_ParseWithLengthOpts(text, payload.size, &end, 0));
    if (!json) return json;
    const std::string_view behind = payload.text().substr(static_cast<std::size_t>(end - text));
    if (!cJSON_IsObject(json.get()) || behind.find_first_not_of(" \t\r\n") != std::string_view::npos) json.reset();
    return json;
}

std::string_view text_member(const Json &json, const char *name)
{
    const cJSON *member = json ? cJSON_GetObjectItemCaseSensitive(json.get(), name) : nullptr;
    return cJSON_IsString(member) ? std::string_view(member->valuestring) : std::string_view();
}

// `{"order":"true"}`, as text or as a JSON boolean (spec 13); nothing when it says neither.
std::optional<bool> order_wanted(codec::ByteSpan payload)
{
    const Json json = parse_object(payload);
    const cJSON *order = json ? cJSON_GetObjectItemCaseSensitive(json.get(), "order") : nullptr;
    if (cJSON_IsBool(order)) return cJSON_IsTrue(order) != 0;
    const std::string_view text = text_member(json, "order");
    if (text == "true") return true;
    if (text == "false") return false;
    return std::nullopt;
}

struct Upload {
    bool well_formed = false;
    std::string type = "RW"; // what a notice names when the upload does not
};

Upload read_upload(codec::ByteSpan payload)
{
    const Json json = parse_object(payload);
    Upload upload;
    const std::string_view type = text_member(json, "type");
    const bool known = type == "R" || type == "W" || type == "RW";
    if (known) upload.type = type;
    const bool token = !text_member(json, "token").empty() || !text_member(json, "Token").empty();
    upload.well_formed = known && token;
    return upload;
}

constexpr int forged = 1;
constexpr int no_permission = -1;

} // namespace

void Core::notice_and_close(Connection &c, int code, std::string_view type)
{
    const std::string payload =
        "{\"code\":" + std::to_string(code) + ",\"type\":\"" + std::string(type) + "\"}"; // spec 8.5
    codec::Publish notice;
    notice.topic = "$SYS/tokenInvalidNotice";
    notice.payload = codec::ByteSpan(std::string_view(payload));
    std::string packet;
    codec::encode_publish(packet, notice);
    send(c, PacketType::publish, codec::ByteSpan(std::string_view(packet)), notice.topic);
    begin_close(c, CloseMode::after_flush, "no valid token");
}

// A PUBLISH to `$SYS/…` by a client that signed in (spec 17).
Core::Handled Core::handle_control(Connection &c, const codec::Publish &publish)
{
    ++statistics_.publishes_in;
    if (publish.topic == "$SYS/enableOrderMsg") {
        if (const auto wanted = order_wanted(publish.payload)) c.ordered = *wanted;
    } else if (publish.topic == "$SYS/uploadToken") {
        // A signature session's rights stay those of its account, whatever the token says (Q-27).
        const Upload upload = read_upload(publish.payload);
        if (!upload.well_formed) {
            notice_and_close(c, forged, upload.type);
            return Handled::done;
        }
    } else if (publish.topic != "$SYS/getOfflineMsg") {
        begin_close(c, CloseMode::after_flush, "publish to an unknown $SYS topic");
        return Handled::done;
    }
    acknowledge(c, publish);
    return Handled::done;
}

// Spec 8.6: what an anonymous client may do before its first token.
void Core::handle_pending(Connection &c, const codec::Frame &frame)
{
    codec::Publish publish;
    switch (frame.type) {
    case PacketType::pingreq:
        if (!codec::decode_empty(frame)) break;
        {
            const auto packet = codec::encode_pingresp();
            send(c, PacketType::pingresp, {packet.data(), packet.size()});
        }
        return;
    case PacketType::disconnect:
        if (!codec::decode_empty(frame)) break;
        begin_close(c, CloseMode::after_flush, "DISCONNECT");
        return;
    case PacketType::unsubscribe:
        handle_unsubscribe(c, frame);
        return;
    case PacketType::publish:
        if (!codec::decode_publish(frame, publish)) break;
        ++statistics_.publishes_in;
        if (publish.topic == "$SYS/uploadToken") {
            // This broker has issued no token, so whatever it is shown is none of its own.
            notice_and_close(c, forged, read_upload(publish.payload).type);
            return;
        }
        notice_and_close(c, no_permission, "W");
        return;
    case PacketType::subscribe:
        notice_and_close(c, no_permission, "R");
        return;
    case PacketType::puback:
    case PacketType::pubrec:
    case PacketType::pubrel:
    case PacketType::pubcomp:
        notice_and_close(c, no_permission, "RW");
        return;
    default:
        break;
    }
    begin_close(c, CloseMode::after_flush, "malformed or unexpected packet");
}

} // namespace lmq::broker::engine
