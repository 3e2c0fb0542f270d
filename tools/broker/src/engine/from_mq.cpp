#include <utility>

#include "engine/core.hpp"
#include "engine/mq_mapping.hpp"

namespace lmq::broker::engine
{

Result<std::string> Core::mq_produce(std::string_view topic, MqMessage message)
{
    now_ms_ = clock_.now_ms();
    const TopicEntry *entry = directory_.topic(topic);
    if (!entry) return fail(Errc::bad_first_level, "topic: there is no MQ topic \"" + std::string(topic) + "\"");
    if (store_refuses()) return tl::unexpected<Error>(*storage_error_);
    MqRecord record;
    record.store_time_ms = now_ms_;
    record.tag = message.tag;
    record.properties = &message.properties;
    record.body = codec::ByteSpan(std::string_view(message.body));
    put_in_mq(*entry, record, {});
    const std::string id = mq_.id_text(record.id);

    // Spec 12.1: what the gateway makes of it.
    const auto delivery = to_mqtt(topic, message);
    if (!delivery || !entry->in_region) return id;
    if (message.body.size() > config_.limits.payload_bytes) {
        ++statistics_.oversize_discarded;
        return id;
    }
    const Route &route = router_.find(delivery->topic);
    if (route.too_long) return id;
    const bool renamed = !delivery->real_topic.empty() && (route.p2p || config_.policy.real_topic_on_pubsub);
    Passing passing;
    passing.publish.topic = renamed ? delivery->real_topic : delivery->topic;
    passing.publish.payload = record.body;
    passing.publish.qos = delivery->qos;
    distribute(route, passing, entry->owner, delivery->clean_session);
    settle();
    return id;
}

Result<std::vector<MqMessage>> Core::mq_consume(std::string_view topic, std::string_view group, std::size_t max,
                                                std::string_view expression)
{
    const TopicEntry *entry = directory_.topic(topic);
    if (!entry) return fail(Errc::bad_first_level, "topic: there is no MQ topic \"" + std::string(topic) + "\"");
    std::uint64_t position = 0;
    auto messages = mq_.consume(*entry, group, max, TagExpression(expression), position);
    if (store_.durable() && !messages.empty()) store_.put_consumer(topic, group, position);
    return messages;
}

} // namespace lmq::broker::engine
