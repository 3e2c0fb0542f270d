#include "core/json_text.hpp"
#include "core/text.hpp"
#include "core/utf8.hpp"
#include "lmq/control.hpp"
#include "lmq/limits.hpp"

namespace lmq::control
{

namespace
{

Result<std::string> notice(std::string_view member, std::int64_t number, TokenType type)
{
    std::string json;
    json.append("{\"").append(member).append("\":").append(std::to_string(number));
    json.append(",\"type\":\"").append(to_string(type)).append("\"}");
    return json;
}

} // namespace

std::string_view to_string(TokenType type) noexcept
{
    switch (type) {
    case TokenType::read:
        return "R";
    case TokenType::write:
        return "W";
    case TokenType::read_write:
        break;
    }
    return "RW";
}

Result<std::string> encode(const UploadToken &message)
{
    const std::string_view token = message.token.reveal();
    const auto valid = core::check_text("token", token);
    if (!valid) return tl::unexpected<Error>(valid.error());
    const std::size_t limit = Limits{}.token_bytes;
    if (token.size() > limit) {
        return core::failure(Errc::too_long,
                             {"token: ", core::Decimal(token.size()), " bytes, at most ", core::Decimal(limit)});
    }
    std::string json;
    // Room for the longest escapes, so that no half-built copy of the token is left behind by growth.
    json.reserve(token.size() * 6 + 32);
    json.append("{\"token\":");
    core::append_json_string(json, token);
    json.append(",\"type\":\"").append(to_string(message.type)).append("\"}");
    return json;
}

Result<std::string> encode(const GetOffline &message)
{
    const int most = static_cast<int>(Limits{}.offline_pull);
    if (message.max_push < 1 || message.max_push > most) {
        return core::failure(Errc::out_of_range,
                             {"maxPushNum: ", core::Decimal(message.max_push), ", must be 1 to ", core::Decimal(most)});
    }
    const bool newest_first = message.order == PullOrder::descending;
    return "{\"maxPushNum\":" + std::to_string(message.max_push) +
           ",\"pushOrder\":" + (newest_first ? "\"DESC\"}" : "\"ASC\"}");
}

Result<std::string> encode(const EnableOrder &message)
{
    return std::string(message.order ? R"({"order":"true"})" : R"({"order":"false"})");
}

Result<std::string> encode(const TokenExpireNotice &message)
{
    return notice("expireTime", message.expire_time_ms, message.type);
}

Result<std::string> encode(const TokenInvalidNotice &message)
{
    return notice("code", message.code, message.type);
}

} // namespace lmq::control
