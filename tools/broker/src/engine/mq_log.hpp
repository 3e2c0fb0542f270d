#ifndef LMQ_BROKER_ENGINE_MQ_LOG_HPP
#define LMQ_BROKER_ENGINE_MQ_LOG_HPP

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "codec/span.hpp"

namespace lmq::broker::engine
{

/// What one MQ message is written from, and read back as; views.
struct MqRecord {
    std::uint64_t id = 0; ///< unique in the store
    std::int64_t store_time_ms = 0;
    std::uint32_t queue = 0;
    // From a device (spec 12.2):
    bool from_device = false;
    bool clean_session = true;
    std::uint8_t qos = 0;
    std::string_view second_topic;
    std::string_view client_id;
    // From a server:
    std::string_view tag;
    const std::map<std::string, std::string> *properties = nullptr;

    codec::ByteSpan body;
};

/// The messages of one topic in the order of their arrival, appended to large blocks: storing one is a copy, dropping
/// the oldest is a step, and neither allocates. Positions count from 0 and are never reused.
class MqLog
{
public:
    MqLog(std::size_t max_messages, std::size_t max_bytes) : max_messages_(max_messages), max_bytes_(max_bytes) {}

    /// Stores a message, and drops the oldest ones beyond the caps.
    void append(const MqRecord &record);
    std::uint64_t first() const { return first_; } ///< position of the oldest message kept
    std::uint64_t end() const { return end_; }     ///< position behind the newest
    std::size_t bytes() const { return bytes_; }

    /// A stored message, its views into the log; `properties` is filled for one from a server. `position` must be kept
    /// still.
    MqRecord read(std::uint64_t position, std::map<std::string, std::string> &properties) const;
    void clear();
    /// Lets an empty log go on at `position`.
    void begin_at(std::uint64_t position) { first_ = end_ = position; }

private:
    struct Block {
        std::uint64_t first = 0;
        std::vector<std::uint32_t> starts;
        std::string bytes;
    };
    Block &room(std::size_t size);
    void drop_oldest();

    std::size_t max_messages_;
    std::size_t max_bytes_;
    std::deque<Block> blocks_;
    Block spare_;
    std::uint64_t first_ = 0;
    std::uint64_t end_ = 0;
    std::size_t bytes_ = 0;
};

} // namespace lmq::broker::engine

#endif
