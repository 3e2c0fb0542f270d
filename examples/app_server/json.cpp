#include "json.hpp"

#include <memory>

#include <cjson/cJSON.h>

#include "reply.hpp"

namespace
{

using lmq::Errc;
using Json = std::unique_ptr<cJSON, decltype(&cJSON_Delete)>;

constexpr int most_resources = 100;

std::string print(const Json &object)
{
    char *const text = cJSON_PrintUnformatted(object.get());
    std::string copy = text != nullptr ? text : "{}";
    cJSON_free(text);
    return copy;
}

lmq::Result<std::string> text_member(const cJSON *object, const char *name, bool required)
{
    const cJSON *const member = cJSON_GetObjectItemCaseSensitive(object, name);
    if (member == nullptr && !required) return std::string();
    if (member == nullptr) return lmq::fail(Errc::missing_field, std::string(name) + ": missing");
    if (cJSON_IsString(member) == 0) return lmq::fail(Errc::bad_field_type, std::string(name) + ": must be a text");
    return std::string(member->valuestring);
}

lmq::Result<std::vector<std::string>> resources_of(const cJSON *object)
{
    std::vector<std::string> resources;
    const cJSON *const list = cJSON_GetObjectItemCaseSensitive(object, "resources");
    if (list == nullptr) return resources;
    const lmq::Error wrong{Errc::bad_field_type, "resources: must be a list of at most 100 texts"};
    if (cJSON_IsArray(list) == 0 || cJSON_GetArraySize(list) > most_resources) {
        return tl::unexpected<lmq::Error>(wrong);
    }
    const cJSON *item = nullptr;
    cJSON_ArrayForEach(item, list)
    {
        if (cJSON_IsString(item) == 0) return tl::unexpected<lmq::Error>(wrong);
        resources.emplace_back(item->valuestring);
    }
    return resources;
}

/// An unknown reason is one that a newer device has.
lmq::TokenReason parse_reason(const std::string &text)
{
    using lmq::TokenReason;
    for (const TokenReason reason :
         {TokenReason::renewal, TokenReason::expired, TokenReason::rejected, TokenReason::wider_rights}) {
        if (to_string(reason) == text) return reason;
    }
    return TokenReason::none_held;
}

} // namespace

lmq::Result<lmq::TokenRequest> parse_request(const std::string &body)
{
    // To the end of the text: what stands behind the object is not ignored.
    const Json json(cJSON_ParseWithOpts(body.c_str(), nullptr, 1), &cJSON_Delete);
    if (cJSON_IsObject(json.get()) == 0) return lmq::fail(Errc::bad_json, "body: not a JSON object");
    const auto client_id = text_member(json.get(), "client_id", true);
    const auto type_text = text_member(json.get(), "type", true);
    const auto reason = text_member(json.get(), "reason", false);
    const auto instead_of = text_member(json.get(), "instead_of", false);
    for (const auto *member : {&client_id, &type_text, &reason, &instead_of}) {
        if (!*member) return tl::unexpected<lmq::Error>(member->error());
    }
    const auto type = lmq::control::parse_token_type(*type_text);
    if (!type) return lmq::fail(Errc::bad_field_type, "type: must be R, W or RW");
    auto resources = resources_of(json.get());
    if (!resources) return tl::unexpected<lmq::Error>(resources.error());

    lmq::TokenRequest request;
    request.client_id = *client_id;
    request.need = {*type, std::move(*resources)};
    request.reason = parse_reason(*reason);
    request.instead_of = *instead_of;
    return request;
}

std::string to_json(const lmq::Token &token)
{
    const Json object(cJSON_CreateObject(), &cJSON_Delete);
    cJSON_AddStringToObject(object.get(), "token", std::string(token.text.reveal()).c_str());
    cJSON_AddStringToObject(object.get(), "type", std::string(to_string(token.type)).c_str());
    cJSON_AddNumberToObject(object.get(), "expire_time_ms", static_cast<double>(token.expire_time_ms));
    if (token.valid_for) {
        cJSON_AddNumberToObject(object.get(), "valid_for_ms", static_cast<double>(token.valid_for->count()));
    }
    return print(object);
}

Reply error_reply(unsigned status, const std::string &what, unsigned retry_after)
{
    const Json object(cJSON_CreateObject(), &cJSON_Delete);
    cJSON_AddStringToObject(object.get(), "error", what.c_str());
    Reply reply{status, print(object), {}, retry_after};
    return reply;
}
