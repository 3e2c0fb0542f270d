#ifndef LMQ_BROKER_ENGINE_MQ_CORE_HPP
#define LMQ_BROKER_ENGINE_MQ_CORE_HPP

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/directory.hpp"
#include "engine/mq_log.hpp"
#include "lmq_broker/broker.hpp"

namespace lmq::broker::engine
{

/// `*`, or tags separated by `||` (spec 12.2).
class TagExpression
{
public:
    explicit TagExpression(std::string_view text);
    bool matches(std::string_view tag) const;

private:
    bool all_ = false;
    std::vector<std::string> tags_;
};

/// The back end in memory: a log for each topic, spread over queues, and each consumer group's position in it.
class MqCore
{
public:
    MqCore(const Directory &directory, const Config &config);

    /// Stores what a device published (spec 12.2). `ordered_by`: the client id whose messages stay in one queue of an
    /// ordered topic (spec 13); empty: the next queue in turn. Id and queue of `record` are filled in here.
    void store(const TopicEntry &topic, MqRecord &record, std::string_view ordered_by);

    /// Up to `max` messages for `group`, which starts with the oldest kept; what the expression leaves out is consumed
    /// too. `position`: where the group stands now.
    std::vector<MqMessage> consume(const TopicEntry &topic, std::string_view group, std::size_t max,
                                   const TagExpression &expression, std::uint64_t &position);

    const MqLog &log(const TopicEntry &topic) const { return topics_[topic.index].log; }
    // Of an earlier life of the broker, before anything is stored.
    void restore(const TopicEntry &topic, std::uint64_t position, const MqRecord &record);
    void restore_consumer(const TopicEntry &topic, std::string_view group, std::uint64_t position);
    void continue_after(std::uint64_t id) { stored_ = id > stored_ ? id : stored_; }

    /// "…" of 32 hex digits.
    std::string id_text(std::uint64_t id) const;
    std::uint64_t stored() const { return stored_; }
    void clear();

private:
    struct Topic {
        explicit Topic(const Config &config)
            : log(config.limits.mq_messages_per_topic, config.limits.mq_bytes_per_topic)
        {
        }
        MqLog log;
        std::uint32_t turn = 0;
        std::unordered_map<std::string, std::uint64_t> positions; // by consumer group
    };

    std::deque<Topic> topics_; // by TopicEntry::index
    std::uint32_t queues_;
    std::uint64_t seed_;
    std::uint64_t stored_ = 0;
};

/// The queue of an ordered topic to which a client's messages go: the same in every run.
std::uint32_t order_queue(std::string_view client_id, std::uint32_t queues);

} // namespace lmq::broker::engine

#endif
