#include "engine/online.hpp"

#include "codec/utf8.hpp"
#include "engine/core.hpp"
#include "lmq/identity.hpp"

namespace lmq::broker::engine
{

namespace
{

constexpr std::int64_t tolerance_ms = 300000; // spec 10: both ways

std::string complaint_of(const AuthFields &fields, const LimitsConfig &limits)
{
    for (const auto &[name, value] : fields) {
        if (value.size() > limits.token_bytes) return name + ": over " + std::to_string(limits.token_bytes) + " bytes";
        if (!codec::valid_utf8(value)) return name + ": not UTF-8, or with U+0000";
    }
    for (const char *name : {"accessKey", "resource", "timestamp", "signature"})
        if (field_of(fields, name).empty()) return std::string(name) + ": is missing";
    if (!whole_number(field_of(fields, "timestamp"))) return "timestamp: must be a whole number of milliseconds";
    return {};
}

} // namespace

// Parameters, then the timestamp, the signature, the permission: the first complaint is the answer.
OnlineAnswer Core::online_status(const AuthFields &fields)
{
    now_ms_ = clock_.now_ms();
    if (std::string complaint = complaint_of(fields, config_.limits); !complaint.empty())
        return {OnlineCode::missing_parameter, std::move(complaint)};
    const std::int64_t time_ms = *whole_number(field_of(fields, "timestamp"));
    if (time_ms < now_ms_ - tolerance_ms || time_ms > now_ms_ + tolerance_ms)
        return {OnlineCode::timestamp_expired, "timestamp: more than 5 minutes from the server's time"};

    const AccountEntry *account = directory_.account(field_of(fields, "accessKey"));
    if (!account || !signed_by(*account, fields, {"accessKey", "resource", "timestamp"}))
        return {OnlineCode::bad_signature, "signature check failed"}; // an unknown account has none that is right

    const std::string &client_id = field_of(fields, "resource");
    Limits limits;
    limits.client_id_length = config_.limits.client_id_length;
    const auto id = ClientId::parse(client_id, limits);
    const GroupEntry *group = id ? directory_.group(id->group()) : nullptr;
    if (!account->config->enabled || !group || !group->in_region || group->owner != account->index)
        return {OnlineCode::no_permission, "resource: no client of a group of this account"};
    return {OnlineCode::ok, "success", static_cast<int>(tcp_connections(client_id))};
}

} // namespace lmq::broker::engine
