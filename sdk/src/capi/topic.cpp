#include "lmq_c/topic.h"

#include "capi/convert.hpp"
#include "lmq/topic.hpp"

using namespace lmq;

namespace
{

using Check = Result<void> (*)(std::string_view topic, TopicRules rules, const Limits &limits);

lmq_error check(Check valid, lmq_view topic, lmq_topic_rules rules, const lmq_limits *limits) noexcept
{
    return capi::guarded([&] {
        TopicRules read_rules{};
        if (const lmq_error error = capi::read_enum(rules, TopicRules::standard, read_rules, "rules"); error != LMQ_OK)
            return error;
        Limits read_limits;
        if (const lmq_error error = capi::read_limits(limits, read_limits); error != LMQ_OK) return error;
        return capi::answer(valid(capi::text(topic), read_rules, read_limits));
    });
}

} // namespace

void lmq_topic_split(lmq_view topic, lmq_view *parent, lmq_view *second)
{
    const TopicParts parts = split_topic(capi::text(topic));
    if (parent != nullptr) *parent = capi::view(parts.parent);
    if (second != nullptr) *second = capi::view(parts.second);
}

int lmq_topic_is_p2p(lmq_view topic, lmq_view *target)
{
    const auto found = p2p_target(capi::text(topic));
    if (target != nullptr) *target = capi::view(found.value_or(std::string_view()));
    return found ? 1 : 0;
}

int lmq_topic_is_control(lmq_view topic)
{
    return is_control_topic(capi::text(topic)) ? 1 : 0;
}

lmq_error lmq_topic_name_check(lmq_view topic, lmq_topic_rules rules, const lmq_limits *limits)
{
    return check(validate_topic_name, topic, rules, limits);
}

lmq_error lmq_topic_filter_check(lmq_view filter, lmq_topic_rules rules, const lmq_limits *limits)
{
    return check(validate_topic_filter, filter, rules, limits);
}

lmq_error lmq_p2p_topic(lmq_view parent, lmq_view target_client_id, const lmq_limits *limits, char *buffer, size_t size,
                        size_t *length)
{
    return capi::guarded([&] {
        Limits read;
        if (const lmq_error error = capi::read_limits(limits, read); error != LMQ_OK) return error;
        const auto topic = make_p2p_topic(capi::text(parent), capi::text(target_client_id), read);
        if (!topic) return capi::failed(topic.error());
        return capi::write_text(*topic, buffer, size, length);
    });
}

int lmq_filter_matches(lmq_view filter, lmq_view topic)
{
    return filter_matches(capi::text(filter), capi::text(topic)) ? 1 : 0;
}

int lmq_filter_covers(lmq_view outer, lmq_view inner)
{
    return filter_covers(capi::text(outer), capi::text(inner)) ? 1 : 0;
}
