#include "engine/auth_request.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "codec/utf8.hpp"
#include "engine/route.hpp"
#include "lmq/signature.hpp"

namespace lmq::broker::engine
{

namespace
{

constexpr std::size_t most_resources = 100;      // spec 4
constexpr std::int64_t shortest_life_ms = 60000; // spec 8.3, Q-11

std::vector<std::string> split(std::string_view list)
{
    std::vector<std::string> parts;
    for (;;) {
        const std::size_t comma = list.find(',');
        parts.emplace_back(list.substr(0, comma));
        if (comma == std::string_view::npos) return parts;
        list.remove_prefix(comma + 1);
    }
}

AuthAnswer bad(std::string message)
{
    return {auth_bad_parameter, std::move(message), {}};
}

} // namespace

const std::string &field_of(const AuthFields &fields, const char *name)
{
    static const std::string missing;
    const auto at = fields.find(name);
    return at == fields.end() ? missing : at->second;
}

std::optional<std::int64_t> whole_number(std::string_view text)
{
    std::int64_t value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || stop != text.data() + text.size()) return std::nullopt;
    return value;
}

AuthAnswer check_caller(const AuthFields &fields, const Directory &directory, const LimitsConfig &limits)
{
    for (const auto &[name, value] : fields) {
        if (value.size() > limits.token_bytes)
            return bad(name + ": over " + std::to_string(limits.token_bytes) + " bytes");
        if (!codec::valid_utf8(value)) return bad(name + ": not UTF-8, or with U+0000");
    }
    for (const char *name : {"accessKey", "signature"})
        if (field_of(fields, name).empty()) return bad(std::string(name) + ": is missing");
    const AccountEntry *account = directory.account(field_of(fields, "accessKey"));
    if (!account) return bad("accessKey: unknown");
    if (!account->config->enabled) return bad("accessKey: its account is disabled");
    return {};
}

std::string complaint_of(const std::vector<std::string> &resources, const LimitsConfig &limits)
{
    if (resources.empty()) return "is missing";
    if (resources.size() > most_resources) return "more than " + std::to_string(most_resources);
    for (const std::string &each : resources) {
        if (each.empty()) return "an empty topic among them";
        if (!codec::valid_utf8(each)) return "not UTF-8, or with U+0000";
        if (topic_too_long(each, limits)) return "a topic over " + std::to_string(limits.topic_length) + " characters";
    }
    return {};
}

AuthAnswer check_apply(const AuthFields &fields, const LimitsConfig &limits, std::int64_t now_ms, TokenClaims &claims)
{
    for (const char *name : {"actions", "resources", "expireTime", "serviceName", "proxyType"})
        if (field_of(fields, name).empty()) return bad(std::string(name) + ": is missing");
    const auto type = type_of_actions(field_of(fields, "actions"));
    if (!type) return bad("actions: must be R, W or R,W");
    claims.type = *type;
    claims.resources = split(field_of(fields, "resources"));
    if (const std::string complaint = complaint_of(claims.resources, limits); !complaint.empty())
        return bad("resources: " + complaint);
    const auto expiry = whole_number(field_of(fields, "expireTime"));
    if (!expiry) return bad("expireTime: must be a whole number of milliseconds");
    if (*expiry < now_ms + shortest_life_ms) return bad("expireTime: less than 60 seconds ahead");
    // Silently, as the service came to do later.
    const std::int64_t longest_ms = std::int64_t{1000} * limits.max_token_ttl_s;
    claims.expire_ms = std::min(*expiry, longest_ms == 0 ? latest_expiry_ms : now_ms + longest_ms);
    if (field_of(fields, "serviceName") != "mq") return bad("serviceName: must be mq");
    constexpr std::array<std::string_view, 4> proxies = {"MQTT", "HTTP", "Kafka", "MQ"};
    claims.proxy_type = field_of(fields, "proxyType");
    if (std::find(proxies.begin(), proxies.end(), claims.proxy_type) == proxies.end())
        return bad("proxyType: must be MQTT, HTTP, Kafka or MQ");
    claims.access_key = field_of(fields, "accessKey");
    return {};
}

bool signed_by(const AccountEntry &account, const AuthFields &fields, std::initializer_list<const char *> names)
{
    Parameters parameters;
    for (const char *name : names)
        parameters.emplace_back(name, field_of(fields, name));
    const Secret key(account.config->secret_key);
    const std::string &given = field_of(fields, "signature");
    const bool raw = constant_time_equal(http_signature(key, parameters, InnerValues::raw), given);
    const bool sorted = constant_time_equal(http_signature(key, parameters, InnerValues::sorted), given);
    return raw || sorted;
}

} // namespace lmq::broker::engine
