#include "cloud/token_form.hpp"

#include <algorithm>
#include <utility>

#include "core/utf8.hpp"
#include "lmq/limits.hpp"
#include "lmq/signature.hpp"
#include "lmq/topic.hpp"

namespace lmq::cloud
{

namespace
{

constexpr std::size_t most_resources = 100;
constexpr std::int64_t nearest_expiry_ms = 60000;

std::string_view actions(TokenType type) noexcept
{
    return type == TokenType::read_write ? "R,W" : to_string(type);
}

std::string joined(const std::vector<std::string> &texts)
{
    std::string list;
    for (const std::string &text : texts)
        list.append(list.empty() ? "" : ",").append(text);
    return list;
}

Result<void> check_resource(const std::string &resource)
{
    const std::string name = "resource \"" + resource + "\"";
    if (auto valid = validate_topic_filter(resource); !valid) {
        return fail(valid.error().code, "resource: " + valid.error().detail);
    }
    if (is_control_topic(resource)) return fail(Errc::reserved_topic, name + ": $SYS/ topics need no token");
    if (resource.find(',') != std::string::npos) {
        return fail(Errc::bad_combination, name + ": a comma separates resources, so none can contain one");
    }
    return {};
}

WipedText encoded(const Parameters &fields)
{
    std::size_t room = 1;
    for (const auto &[name, value] : fields)
        room += name.size() + value.size() * 3 + 2;
    WipedText form(room);
    for (const auto &[name, value] : fields) {
        const WipedText safe(percent_encode(value));
        form.text().append(form.text().empty() ? "" : "&").append(name).append("=").append(safe.text());
    }
    return form;
}

} // namespace

std::vector<std::string> sorted_resources(std::vector<std::string> resources)
{
    std::sort(resources.begin(), resources.end());
    resources.erase(std::unique(resources.begin(), resources.end()), resources.end());
    return resources;
}

Result<void> check_application(const TokenApplication &application, std::int64_t now_ms)
{
    if (application.resources.empty()) return fail(Errc::empty, "resources: at least one topic or filter");
    if (application.resources.size() > most_resources) {
        return fail(Errc::out_of_range,
                    "resources: " + std::to_string(application.resources.size()) + ", at most 100 in one token");
    }
    for (const std::string &resource : application.resources) {
        if (auto valid = check_resource(resource); !valid) return valid;
    }
    if (application.expire_time_ms < now_ms || application.expire_time_ms - now_ms < nearest_expiry_ms) {
        return fail(Errc::out_of_range, "expire_time_ms: " + std::to_string(application.expire_time_ms) +
                                            ", must be at least 60000 ms after now, " + std::to_string(now_ms));
    }
    return {};
}

Result<void> check_token(const Secret &token)
{
    const std::string_view text = token.reveal();
    if (auto valid = core::check_text("token", text); !valid) return tl::unexpected<Error>(valid.error());
    const std::size_t limit = Limits{}.token_bytes;
    if (text.size() <= limit) return {};
    return fail(Errc::too_long, "token: " + std::to_string(text.size()) + " bytes, at most " + std::to_string(limit));
}

SignedForm apply_form(const TokenApplication &application, const std::string &access_key, const Secret &secret_key)
{
    Parameters fields{{"actions", std::string(actions(application.type))},
                      {"resources", joined(sorted_resources(application.resources))},
                      {"expireTime", std::to_string(application.expire_time_ms)},
                      {"serviceName", "mq"}};
    std::string signature = http_signature(secret_key, fields);
    fields.emplace_back("proxyType", "MQTT");
    fields.emplace_back("accessKey", access_key);
    fields.emplace_back("signature", signature);
    return {encoded(fields), std::move(signature)};
}

SignedForm token_form(const Secret &token, const std::string &access_key, const Secret &secret_key)
{
    // A token with commas is signed as it is sent: only lists are sorted.
    const WipedText to_sign("token=" + std::string(token.reveal()));
    const WipedText safe(percent_encode(token.reveal()));
    std::string signature = hmac_sha1_base64(secret_key.reveal(), to_sign.text());
    WipedText form(safe.text().size() + access_key.size() * 3 + 128);
    form.text().append("token=").append(safe.text());
    form.text().append("&accessKey=").append(percent_encode(access_key));
    form.text().append("&signature=").append(percent_encode(signature));
    return {std::move(form), std::move(signature)};
}

} // namespace lmq::cloud
