#include "engine/mq_core.hpp"

#include <algorithm>
#include <cstdio>

#include "engine/mq_mapping.hpp"

namespace lmq::broker::engine
{

namespace
{

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

} // namespace

TagExpression::TagExpression(std::string_view text)
{
    for (;;) {
        const std::size_t bar = text.find("||");
        const std::string_view tag = trimmed(text.substr(0, bar));
        if (tag == "*" || (tag.empty() && tags_.empty() && bar == std::string_view::npos)) all_ = true;
        if (!tag.empty()) tags_.emplace_back(tag);
        if (bar == std::string_view::npos) return;
        text.remove_prefix(bar + 2);
    }
}

bool TagExpression::matches(std::string_view tag) const
{
    return all_ || std::find(tags_.begin(), tags_.end(), tag) != tags_.end();
}

std::uint32_t order_queue(std::string_view client_id, std::uint32_t queues)
{
    std::uint64_t hash = 0xCBF29CE484222325ULL; // FNV-1a
    for (const char each : client_id)
        hash = (hash ^ static_cast<unsigned char>(each)) * 0x100000001B3ULL;
    return static_cast<std::uint32_t>((hash ^ hash >> 32U) % queues);
}

MqCore::MqCore(const Directory &directory, const Config &config)
    : queues_(static_cast<std::uint32_t>(std::max<std::size_t>(1, config.limits.mq_queues_per_topic))),
      seed_(config.seed)
{
    for (std::size_t i = 0; i < directory.topics().size(); ++i)
        topics_.emplace_back(config);
}

void MqCore::store(const TopicEntry &topic, MqRecord &record, std::string_view ordered_by)
{
    Topic &into = topics_[topic.index];
    const TopicType type = topic.config->type;
    if (type == TopicType::global_order && !ordered_by.empty())
        record.queue = 0;
    else if (type == TopicType::partition_order && !ordered_by.empty())
        record.queue = order_queue(ordered_by, queues_);
    else
        record.queue = into.turn = into.turn + 1 == queues_ ? 0 : into.turn + 1;
    record.id = ++stored_;
    into.log.append(record);
}

std::vector<MqMessage> MqCore::consume(const TopicEntry &topic, std::string_view group, std::size_t max,
                                       const TagExpression &expression, std::uint64_t &position)
{
    Topic &from = topics_[topic.index];
    std::uint64_t &stands = from.positions[std::string(group)];
    position = std::max(stands, from.log.first());
    std::vector<MqMessage> messages;
    for (; position < from.log.end() && messages.size() < max; ++position) {
        std::map<std::string, std::string> properties;
        const MqRecord record = from.log.read(position, properties);
        if (!expression.matches(record.tag)) continue;
        MqMessage message;
        message.id = id_text(record.id);
        message.tag = record.tag;
        message.properties = record.from_device ? device_properties(record) : std::move(properties);
        message.body = record.body.text();
        message.store_time_ms = record.store_time_ms;
        message.queue = static_cast<int>(record.queue);
        messages.push_back(std::move(message));
    }
    stands = position;
    return messages;
}

void MqCore::restore(const TopicEntry &topic, std::uint64_t position, const MqRecord &record)
{
    Topic &into = topics_[topic.index];
    if (into.log.first() == into.log.end()) into.log.begin_at(position);
    into.log.append(record);
    stored_ = std::max(stored_, record.id);
}

void MqCore::restore_consumer(const TopicEntry &topic, std::string_view group, std::uint64_t position)
{
    Topic &of = topics_[topic.index];
    of.positions[std::string(group)] = position;
    if (of.log.first() == of.log.end() && of.log.end() < position) of.log.begin_at(position); // none is left
}

std::string MqCore::id_text(std::uint64_t id) const
{
    char text[33];
    std::snprintf(text, sizeof text, "%016llX%016llX", static_cast<unsigned long long>(seed_),
                  static_cast<unsigned long long>(id));
    return text;
}

void MqCore::clear()
{
    for (Topic &each : topics_) {
        each.log.clear();
        each.turn = 0;
        each.positions.clear();
    }
}

} // namespace lmq::broker::engine
