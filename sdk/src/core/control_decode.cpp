#include <algorithm>
#include <limits>

#include "core/json_object.hpp"
#include "core/text.hpp"
#include "lmq/control.hpp"
#include "lmq/limits.hpp"

namespace lmq::control
{

namespace
{

using core::JsonObject;

Result<TokenType> read_type(const JsonObject &object)
{
    if (!object.has("type")) return core::failure(Errc::missing_field, "type: missing");
    return parse_token_type(object.text("type").value_or(""));
}

} // namespace

Result<TokenType> parse_token_type(std::string_view text)
{
    if (text == "R") return TokenType::read;
    if (text == "W") return TokenType::write;
    if (text == "RW") return TokenType::read_write;
    return core::failure(Errc::bad_field_type, "type: must be R, W or RW");
}

Result<UploadToken> decode_upload_token(std::string_view json)
{
    const auto object = JsonObject::parse(json);
    if (!object) return tl::unexpected<Error>(object.error());
    const char *const member = object->has("token") ? "token" : "Token"; // the table and the sample differ (spec 8.4)
    if (!object->has(member)) return core::failure(Errc::missing_field, "token: missing");
    const auto token = object->text(member);
    if (!token || token->empty()) return core::failure(Errc::bad_field_type, "token: must be a non-empty string");
    const auto type = read_type(*object);
    if (!type) return tl::unexpected<Error>(type.error());
    return UploadToken{Secret(*token), *type};
}

Result<GetOffline> decode_get_offline(std::string_view json)
{
    const auto object = JsonObject::parse(json);
    if (!object) return tl::unexpected<Error>(object.error());
    GetOffline message;
    // What is missing or unknown has a meaning (spec 9.4): oldest first, as many as allowed.
    message.order = object->text("pushOrder") == "DESC" ? PullOrder::descending : PullOrder::ascending;
    const std::int64_t most = static_cast<std::int64_t>(Limits{}.offline_pull);
    message.max_push = static_cast<int>(most);
    if (!object->has("maxPushNum")) return message;
    const auto asked = object->integer("maxPushNum");
    if (!asked) return tl::unexpected<Error>(asked.error());
    message.max_push = static_cast<int>(std::clamp(*asked, std::int64_t{1}, most));
    return message;
}

Result<EnableOrder> decode_enable_order(std::string_view json)
{
    const auto object = JsonObject::parse(json);
    if (!object) return tl::unexpected<Error>(object.error());
    if (!object->has("order")) return core::failure(Errc::missing_field, "order: missing");
    if (const auto flag = object->boolean("order")) return EnableOrder{*flag};
    const auto text = object->text("order");
    if (text == "true") return EnableOrder{true};
    if (text == "false") return EnableOrder{false};
    return core::failure(Errc::bad_field_type, "order: must be \"true\" or \"false\"");
}

Result<TokenExpireNotice> decode_token_expire_notice(std::string_view json)
{
    const auto object = JsonObject::parse(json);
    if (!object) return tl::unexpected<Error>(object.error());
    const auto time = object->integer("expireTime");
    if (!time) return tl::unexpected<Error>(time.error());
    const auto type = read_type(*object);
    if (!type) return tl::unexpected<Error>(type.error());
    return TokenExpireNotice{*time, *type};
}

Result<TokenInvalidNotice> decode_token_invalid_notice(std::string_view json)
{
    const auto object = JsonObject::parse(json);
    if (!object) return tl::unexpected<Error>(object.error());
    const auto code = object->integer("code");
    if (!code) return tl::unexpected<Error>(code.error());
    if (*code < std::numeric_limits<int>::min() || *code > std::numeric_limits<int>::max()) {
        return core::failure(Errc::bad_field_type, "code: does not fit an int");
    }
    const auto type = read_type(*object);
    if (!type) return tl::unexpected<Error>(type.error());
    return TokenInvalidNotice{static_cast<int>(*code), *type};
}

} // namespace lmq::control
