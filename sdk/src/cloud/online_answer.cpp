#include "cloud/online_answer.hpp"

#include <string>

#include "cloud/error_text.hpp"
#include "core/json_object.hpp"

namespace lmq::cloud
{

namespace
{

constexpr std::int64_t unknown = -1;

Errc to_errc(std::int64_t code) noexcept
{
    switch (code) {
    case 1:
        return Errc::status_parameters;
    case 2:
        return Errc::status_signature;
    case 3:
        return Errc::status_not_permitted;
    case 4:
        return Errc::status_time_stamp;
    default:
        return Errc::http_bad_answer;
    }
}

// A page of some proxy says more with its status than with its text.
tl::unexpected<Error> no_answer(long status, const std::string &why)
{
    constexpr long ok = 200;
    if (status == ok) return fail(Errc::http_bad_answer, why);
    return fail(Errc::http_status, "HTTP status " + std::to_string(status) + ", and " + why);
}

} // namespace

Result<OnlineState> read_online_answer(const HttpAnswer &answer, std::initializer_list<std::string_view> secrets)
{
    const auto json = core::JsonObject::parse(answer.body.text());
    if (!json) return no_answer(answer.status, "the answer is not a JSON object");
    const auto code = json->integer("code");
    if (!code) return no_answer(answer.status, code.error().detail);
    const auto success = json->boolean("success");
    if (json->has("success") && success != (*code == 0)) {
        return fail(Errc::http_bad_answer, "success: must be a boolean that agrees with code " + std::to_string(*code));
    }
    if (*code != 0) {
        const std::string message = error_text(json->text("message").value_or("no message"), secrets);
        return fail(to_errc(*code), "code " + std::to_string(*code) + ": " + message);
    }
    const auto online = json->integer("online");
    if (!online) return fail(Errc::http_bad_answer, online.error().detail);
    if (*online < unknown) return fail(Errc::http_bad_answer, "online: must be -1 or more");
    OnlineState state;
    if (*online != unknown) state.connections = *online;
    return state;
}

} // namespace lmq::cloud
