#include "lmq_c/identity.h"

#include "capi/convert.hpp"
#include "lmq/identity.hpp"
#include "lmq/payload.hpp"

using namespace lmq;

lmq_error lmq_payload_size_check(size_t bytes, const lmq_limits *limits)
{
    return capi::guarded([&] {
        Limits read;
        if (const lmq_error error = capi::read_limits(limits, read); error != LMQ_OK) return error;
        return capi::answer(validate_payload_size(bytes, read));
    });
}

lmq_error lmq_client_id_check(lmq_view client_id, const lmq_limits *limits, lmq_view *group, lmq_view *device)
{
    if (group != nullptr) *group = LMQ_VIEW_INIT;
    if (device != nullptr) *device = LMQ_VIEW_INIT;
    return capi::guarded([&] {
        Limits read;
        if (const lmq_error error = capi::read_limits(limits, read); error != LMQ_OK) return error;
        const auto parsed = ClientId::parse(capi::text(client_id), read);
        if (!parsed) return capi::failed(parsed.error());
        const std::string_view own = capi::text(client_id);
        if (group != nullptr) *group = capi::view(own.substr(0, parsed->group().size()));
        if (device != nullptr) *device = capi::view(own.substr(own.size() - parsed->device().size()));
        return lmq_error{LMQ_OK};
    });
}

lmq_error lmq_group_id_check(lmq_view group_id, lmq_group_id_rule rule)
{
    return capi::guarded([&] {
        GroupIdRule read{};
        if (const lmq_error error = capi::read_enum(rule, GroupIdRule::dash_underscore, read, "rule"); error != LMQ_OK)
            return error;
        return capi::answer(validate_group_id(capi::text(group_id), read));
    });
}
