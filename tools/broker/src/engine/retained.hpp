#ifndef LMQ_BROKER_ENGINE_RETAINED_HPP
#define LMQ_BROKER_ENGINE_RETAINED_HPP

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/message.hpp"

namespace lmq::broker::engine
{

/// A message kept for those who subscribe later (MQTT 3.3.1.3), and the QoS it was published with.
struct RetainedMessage {
    MessageRef message;
    std::uint8_t qos = 0;
};

/// The last retained message of each topic, within caps: a topic beyond them is not retained.
class RetainedStore
{
public:
    RetainedStore(std::size_t max_messages, std::size_t max_bytes) : max_messages_(max_messages), max_bytes_(max_bytes)
    {
    }

    /// Keeps `message` instead of what was there for `topic`, its topic as routing sees it; an empty payload only
    /// removes that. False when a cap refused it.
    bool set(std::string_view topic, const codec::Publish &message);
    /// Appends what matches `filter`, as routing sees it, in order of topics.
    void match(std::string_view filter, std::vector<RetainedMessage> &messages) const;
    std::size_t size() const { return by_topic_.size(); }
    std::size_t bytes() const { return bytes_; }
    void clear();

private:
    std::size_t max_messages_;
    std::size_t max_bytes_;
    std::size_t bytes_ = 0;
    std::map<std::string, RetainedMessage, std::less<>> by_topic_; // ordered: a filter's literal start is a range
};

} // namespace lmq::broker::engine

#endif
