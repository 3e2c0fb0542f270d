#include <algorithm>
#include <chrono>
#include <vector>

#include "handle.hpp"

using namespace lmq;
using namespace lmq::broker::capi;
using lmq::broker::Broker;
using lmq::broker::MqMessage;

namespace
{

constexpr std::int64_t longest_wait_ms = std::int64_t{24} * 3600 * 1000;

} // namespace

lmq_error lmq_broker_mq_produce(lmq_broker *broker, lmq_view topic, const lmq_broker_mq_message *message)
{
    return with(broker, [&](Broker &b) {
        lmq_broker_mq_message given = LMQ_BROKER_MQ_MESSAGE_INIT;
        if (const lmq_error read = read_struct(message, given, "message"); read != LMQ_OK) return read;
        if (given.properties == nullptr && given.property_count > 0) return null_argument("properties");
        MqMessage produced;
        produced.tag = text(given.tag);
        for (std::size_t i = 0; i < given.property_count; ++i)
            produced.properties.insert_or_assign(std::string(text(given.properties[i].key)),
                                                 std::string(text(given.properties[i].value)));
        produced.body = text(given.body);
        return answer(b.mq_produce(text(topic), std::move(produced)));
    });
}

lmq_error lmq_broker_mq_consume(lmq_broker *broker, lmq_view topic, lmq_view group, lmq_view expression, size_t max,
                                int64_t wait_ms, lmq_broker_mq_handler handler, void *context)
{
    if (handler == nullptr) return null_argument("handler");
    return with(broker, [&](Broker &b) {
        if (wait_ms < 0) return failed(Errc::out_of_range, "wait_ms: negative");
        const std::chrono::milliseconds wait(std::min(wait_ms, longest_wait_ms));
        const auto tags = text(expression);
        const auto messages = b.mq_consume(text(topic), text(group), max, wait, tags.empty() ? "*" : tags);
        if (!messages) return failed(messages.error());
        for (const MqMessage &message : *messages) {
            std::vector<lmq_broker_mq_property> properties;
            for (const auto &[key, value] : message.properties)
                properties.push_back({view(key), view(value)});
            lmq_broker_mq_message given = LMQ_BROKER_MQ_MESSAGE_INIT;
            given.id = view(message.id);
            given.tag = view(message.tag);
            given.properties = properties.data();
            given.property_count = properties.size();
            given.body = view(message.body);
            given.store_time_ms = message.store_time_ms;
            given.queue = message.queue;
            handler(context, &given);
        }
        return lmq_error{LMQ_OK};
    });
}
