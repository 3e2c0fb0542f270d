#include "core/json_object.hpp"

#include <charconv>
#include <cmath>
#include <cstring>
#include <string>

#include <openssl/crypto.h>

#include "core/json_guard.hpp"
#include "core/text.hpp"

namespace lmq::core
{

namespace
{

bool only_spaces(std::string_view text) noexcept
{
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::optional<std::int64_t> to_integer(std::string_view digits) noexcept
{
    std::int64_t value = 0;
    const char *const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value);
    if (error != std::errc() || stop != end || digits.empty()) return std::nullopt;
    return value;
}

std::optional<std::int64_t> to_integer(double value) noexcept
{
    // Up to here a double tells neighbouring whole numbers apart.
    constexpr double largest = 9007199254740992.0;
    if (!(std::fabs(value) <= largest) || std::floor(value) != value) return std::nullopt;
    return static_cast<std::int64_t>(value);
}

} // namespace

Result<JsonObject> JsonObject::parse(std::string_view text)
{
    const auto safe = guard_json(text);
    if (!safe) return tl::unexpected<Error>(safe.error());
    const char *end = nullptr;
    JsonObject object(cJSON_ParseWithLengthOpts(text.data(), text.size(), &end, 0));
    if (object.object_ == nullptr) return core::failure(Errc::bad_json, "control payload: not JSON");
    if (!only_spaces(text.substr(static_cast<std::size_t>(end - text.data())))) {
        return core::failure(Errc::bad_json, "control payload: more text after the JSON value");
    }
    if (cJSON_IsObject(object.object_.get()) == 0)
        return core::failure(Errc::bad_json, "control payload: not a JSON object");
    return object;
}

bool JsonObject::has(const char *member) const noexcept
{
    return find(member) != nullptr;
}

std::optional<std::string_view> JsonObject::text(const char *member) const noexcept
{
    const cJSON *const item = find(member);
    if (cJSON_IsString(item) == 0) return std::nullopt;
    return std::string_view(item->valuestring);
}

std::optional<bool> JsonObject::boolean(const char *member) const noexcept
{
    const cJSON *const item = find(member);
    if (cJSON_IsBool(item) == 0) return std::nullopt;
    return cJSON_IsTrue(item) != 0;
}

Result<std::int64_t> JsonObject::integer(const char *member) const
{
    const cJSON *const item = find(member);
    if (item == nullptr) return core::failure(Errc::missing_field, {member, ": missing"});
    std::optional<std::int64_t> value;
    if (cJSON_IsNumber(item) != 0) value = to_integer(item->valuedouble);
    if (cJSON_IsString(item) != 0) value = to_integer(std::string_view(item->valuestring));
    if (!value) return core::failure(Errc::bad_field_type, {member, ": must be a whole number"});
    return *value;
}

const cJSON *JsonObject::find(const char *member) const noexcept
{
    return cJSON_GetObjectItemCaseSensitive(object_.get(), member);
}

void JsonObject::Wipe::operator()(cJSON *object) const noexcept
{
    const cJSON *item = nullptr;
    cJSON_ArrayForEach(item, object)
    {
        if (cJSON_IsString(item) != 0) OPENSSL_cleanse(item->valuestring, std::strlen(item->valuestring));
    }
    cJSON_Delete(object);
}

} // namespace lmq::core
