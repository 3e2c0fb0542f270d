#include "cloud/provider_wire.hpp"

#include "cloud/error_text.hpp"
#include "cloud/token_form.hpp"
#include "core/json_object.hpp"
#include "core/json_text.hpp"
#include "core/utf8.hpp"

namespace lmq::cloud
{

namespace
{

tl::unexpected<TokenFailure> no_token(Errc code, std::string detail)
{
    return tl::unexpected<TokenFailure>(TokenFailure{Error{code, std::move(detail)}});
}

/// What the interface says a status means; null for one that it does not have.
const char *meaning(long status) noexcept
{
    switch (status) {
    case 400:
        return "bad request";
    case 401:
        return "the app server does not know this device and secret";
    case 403:
        return "this device is not entitled to it";
    case 429:
        return "asked too often";
    case 503:
        return "the app server has no token at the moment";
    default:
        return nullptr;
    }
}

TokenResult refusal(const HttpAnswer &answer, std::string_view secret)
{
    std::string detail = "HTTP status " + std::to_string(answer.status);
    const char *const known = meaning(answer.status);
    if (known != nullptr) detail.append(", ").append(known);
    if (const auto json = core::JsonObject::parse(answer.body.text())) {
        if (const auto text = json->text("error")) detail.append(": ").append(error_text(*text, {secret}));
    }
    TokenFailure failure{{known != nullptr ? Errc::token_unavailable : Errc::http_status, std::move(detail)}};
    failure.retry_after = answer.retry_after;
    return tl::unexpected<TokenFailure>(std::move(failure));
}

TokenResult read_token(const core::JsonObject &json, TokenType type)
{
    const auto text = json.text("token");
    if (!text) return no_token(Errc::http_bad_answer, "token: missing or no text");
    Token token{Secret(*text), type, 0};
    if (auto valid = check_token(token.text); !valid) return no_token(Errc::http_bad_answer, valid.error().detail);
    if (json.text("type") != to_string(type)) {
        return no_token(Errc::http_bad_answer, "type: must be the one asked for, " + std::string(to_string(type)));
    }
    const auto expiry = json.integer("expire_time_ms");
    if (!expiry) return no_token(Errc::http_bad_answer, expiry.error().detail);
    token.expire_time_ms = *expiry;
    if (!json.has("valid_for_ms")) return token;
    const auto left = json.integer("valid_for_ms");
    if (!left) return no_token(Errc::http_bad_answer, left.error().detail);
    if (*left <= 0) return no_token(Errc::http_bad_answer, "valid_for_ms: the token has expired already");
    token.valid_for = std::chrono::milliseconds(*left);
    return token;
}

} // namespace

Result<std::string> provider_body(const TokenRequest &request)
{
    std::string json = "{\"client_id\":";
    if (auto valid = core::check_text("client_id", request.client_id); !valid) {
        return tl::unexpected<Error>(valid.error());
    }
    core::append_json_string(json, request.client_id);
    json.append(",\"type\":\"").append(to_string(request.need.type)).append("\",\"resources\":[");
    const char *separator = "";
    for (const std::string &resource : request.need.resources) {
        if (auto valid = core::check_text("resource", resource); !valid) return tl::unexpected<Error>(valid.error());
        json.append(separator);
        core::append_json_string(json, resource);
        separator = ",";
    }
    json.append("],\"reason\":\"").append(to_string(request.reason)).append("\",\"instead_of\":");
    core::append_json_string(json, request.instead_of);
    return json.append("}");
}

TokenResult read_provider_answer(const HttpAnswer &answer, TokenType type, std::string_view secret)
{
    if (answer.status != 200) return refusal(answer, secret);
    const auto json = core::JsonObject::parse(answer.body.text());
    if (!json) return no_token(Errc::http_bad_answer, "the answer is not a JSON object");
    return read_token(*json, type);
}

} // namespace lmq::cloud
