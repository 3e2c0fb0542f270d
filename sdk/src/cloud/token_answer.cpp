#include "cloud/token_answer.hpp"

#include <optional>
#include <string>

#include "cloud/error_text.hpp"
#include "cloud/token_form.hpp"
#include "core/json_object.hpp"
#include "lmq/token.hpp"

namespace lmq::cloud
{

namespace
{

constexpr std::int64_t code_ok = 200;

/// The table of spec 8.2, and the codes of 8.5 should they come; nothing for a code that neither has.
std::optional<Errc> to_errc(std::int64_t code) noexcept
{
    switch (code) {
    case 400:
        return Errc::token_parameters;
    case 407:
        return Errc::token_request_signature;
    case 409:
        return Errc::token_not_generated;
    case 410:
        return Errc::token_not_revoked;
    default:
        return token_errc(code);
    }
}

Result<Secret> read_token(const core::JsonObject &json)
{
    const auto text = json.text("tokenData");
    if (!text) return fail(Errc::http_bad_answer, "tokenData: missing or no text");
    Secret token(*text);
    if (auto valid = check_token(token); !valid) return fail(Errc::http_bad_answer, valid.error().detail);
    return token;
}

} // namespace

Result<Secret> read_token_answer(const HttpAnswer &answer, TokenData data,
                                 std::initializer_list<std::string_view> secrets)
{
    if (answer.status != 200) {
        return fail(Errc::http_status, "HTTP status " + std::to_string(answer.status) + ", must be 200");
    }
    const auto json = core::JsonObject::parse(answer.body.text());
    if (!json) return fail(Errc::http_bad_answer, "the answer is not a JSON object");
    const auto code = json->integer("code");
    if (!code) return fail(Errc::http_bad_answer, code.error().detail);
    const auto success = json->boolean("success");
    if (json->has("success") && success != (*code == code_ok)) {
        return fail(Errc::http_bad_answer, "success: must be a boolean that agrees with code " + std::to_string(*code));
    }
    if (*code != code_ok) {
        const std::string message = error_text(json->text("message").value_or("no message"), secrets);
        return fail(to_errc(*code).value_or(Errc::http_bad_answer), "code " + std::to_string(*code) + ": " + message);
    }
    return data == TokenData::required ? read_token(*json) : Secret();
}

} // namespace lmq::cloud
