#include "doorman.hpp"

#include <algorithm>

#include <lmq/signature.hpp>
#include <lmq/topic.hpp>

#include "basic_auth.hpp"
#include "json.hpp"

namespace
{

std::string replaced(std::string text, std::string_view what, std::string_view with)
{
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
    return text;
}

bool covered(const std::string &resource, const std::vector<std::string> &filters)
{
    return std::any_of(filters.begin(), filters.end(),
                       [&](const std::string &filter) { return lmq::filter_covers(filter, resource); });
}

} // namespace

std::variant<lmq::TokenRequest, Reply> Doorman::admit(std::string_view authorization, const std::string &body) const
{
    const auto credentials = parse_basic_auth(authorization);
    if (!credentials || !knows(credentials->user, credentials->password)) {
        return error_reply(401, "authorization: unknown device or wrong secret");
    }
    auto request = parse_request(body);
    if (!request) return error_reply(400, request.error().detail);
    const auto client = lmq::ClientId::parse(request->client_id);
    if (!client) return error_reply(400, "client_id: " + client.error().detail);
    const auto &groups = entitlements_.groups;
    if (client->device() != credentials->user ||
        std::find(groups.begin(), groups.end(), client->group()) == groups.end()) {
        return error_reply(403, "client_id: not one of this device");
    }
    const auto may_use = allowed(request->need.type, *client);
    auto &resources = request->need.resources;
    if (resources.empty()) resources = may_use;
    if (resources.empty()) return error_reply(403, "type: this device may use nothing in that way");
    for (const std::string &resource : resources) {
        if (auto valid = lmq::validate_topic_filter(resource); !valid) {
            return error_reply(400, "resources: " + valid.error().detail);
        }
        if (!covered(resource, may_use)) return error_reply(403, "resources: " + resource + " is not for this device");
    }
    return std::move(*request);
}

/// Takes the same time for a device that does not exist.
bool Doorman::knows(std::string_view device_id, const lmq::Secret &secret) const
{
    static const lmq::Secret nobody("no device has this secret");
    const auto device = entitlements_.devices.find(device_id);
    const bool exists = device != entitlements_.devices.end() && !device->second.empty();
    const bool right = lmq::constant_time_equal((exists ? device->second : nobody).reveal(), secret.reveal());
    const std::lock_guard<std::mutex> lock(mutex_);
    return exists && right && locked_out_.count(device_id) == 0;
}

std::vector<std::string> Doorman::filters(const std::vector<std::string> &patterns, const lmq::ClientId &client) const
{
    std::vector<std::string> result;
    for (const std::string &pattern : patterns) {
        // A device's name must not become a wildcard.
        if (client.text().find_first_of("+#/") != std::string::npos && pattern.find('{') != std::string::npos) continue;
        result.push_back(replaced(replaced(pattern, "{client}", client.text()), "{device}", client.device()));
    }
    return result;
}

std::vector<std::string> Doorman::allowed(lmq::TokenType type, const lmq::ClientId &client) const
{
    const auto readable = filters(entitlements_.may_read, client);
    const auto writable = filters(entitlements_.may_write, client);
    if (type == lmq::TokenType::read) return readable;
    if (type == lmq::TokenType::write) return writable;
    std::vector<std::string> both;
    for (const std::string &filter : readable)
        if (covered(filter, writable)) both.push_back(filter);
    for (const std::string &filter : writable)
        if (covered(filter, readable)) both.push_back(filter);
    return both;
}

void Doorman::lock_out(const std::string &device_id)
{
    const std::lock_guard<std::mutex> lock(mutex_);
    locked_out_.insert(device_id);
}

std::vector<std::string> Doorman::client_ids(const std::string &device_id) const
{
    std::vector<std::string> ids;
    for (const std::string &group : entitlements_.groups)
        ids.push_back(group + "@@@" + device_id);
    return ids;
}
