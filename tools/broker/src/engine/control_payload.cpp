#include "engine/control_payload.hpp"

#include <memory>

#include <cjson/cJSON.h>

namespace lmq::broker::engine
{

namespace
{

using Json = std::unique_ptr<cJSON, decltype(&cJSON_Delete)>;

constexpr std::size_t most_json = 65536; // a control payload has a few hundred bytes: no more work for a larger one

// The payload as a JSON object; null when it is none.
Json parse_object(codec::ByteSpan payload)
{
    Json json(nullptr, &cJSON_Delete);
    if (payload.size > most_json) return json;
    if (payload.text().find("\\u0000") != std::string_view::npos) return json; // cJSON would cut a text off there
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

} // namespace

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

std::optional<PullRequest> read_pull(codec::ByteSpan payload, std::size_t most)
{
    const Json json = parse_object(payload);
    if (!json) return std::nullopt;
    PullRequest request;
    request.most = most;
    if (text_member(json, "pushOrder") == "DESC") request.order = PushOrder::descending;
    const cJSON *number = cJSON_GetObjectItemCaseSensitive(json.get(), "maxPushNum");
    if (cJSON_IsNumber(number) && number->valuedouble < static_cast<double>(most))
        request.most = number->valuedouble < 1 ? 1 : static_cast<std::size_t>(number->valuedouble);
    return request;
}

Upload read_upload(codec::ByteSpan payload)
{
    const Json json = parse_object(payload);
    Upload upload;
    upload.type = text_member(json, "type");
    upload.token = text_member(json, "token");
    if (upload.token.empty()) upload.token = text_member(json, "Token");
    upload.well_formed = !upload.type.empty() && !upload.token.empty();
    return upload;
}

std::string invalid_notice(int code, std::string_view type)
{
    return "{\"code\":" + std::to_string(code) + ",\"type\":\"" + std::string(type) + "\"}";
}

std::string expire_notice(std::int64_t expire_ms, std::string_view type)
{
    return "{\"expireTime\":" + std::to_string(expire_ms) + ",\"type\":\"" + std::string(type) + "\"}";
}

} // namespace lmq::broker::engine
