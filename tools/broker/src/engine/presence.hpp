#ifndef LMQ_BROKER_ENGINE_PRESENCE_HPP
#define LMQ_BROKER_ENGINE_PRESENCE_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/directory.hpp"

namespace lmq::broker::engine
{

enum class PresenceKind : std::uint8_t { connect, disconnect, tcpclean };

/// The tag, and the body's `eventType`.
std::string_view to_text(PresenceKind kind);

/// One event of spec 11; views.
struct PresenceEvent {
    PresenceKind kind = PresenceKind::connect;
    std::string_view client_id;
    std::int64_t time_ms = 0;
    std::string_view channel_id;
    std::string_view client_ip; ///< empty: not told
};

/// The event's JSON.
std::string presence_body(const PresenceEvent &event);

/// The names and times that presence events need beyond what the engine has: channel ids that no two connections
/// share, and times that grow for each client id.
class Presence
{
public:
    /// What sets this run's channel ids apart from those of others.
    void begin(std::uint64_t seed, std::uint64_t epoch, std::int64_t start_ms);
    /// Names a new connection; never 0.
    std::uint64_t next_channel() { return ++channels_; }
    /// 32 lower-case hex digits.
    std::string channel_id(std::uint64_t channel) const;

    /// `now_ms`, or as much later as it takes to be behind every time that this client id has had.
    std::int64_t next_time_ms(std::string_view client_id, std::int64_t now_ms);

    /// An event that an earlier life of the broker stored, in their order. `time_ms`: when it was stored.
    void restore(const TopicEntry &topic, std::string_view group_id, std::string_view body, std::int64_t time_ms);

    /// A connection of an earlier life, of whose end nobody has been told.
    struct LeftOpen {
        const TopicEntry *topic = nullptr;
        std::string client_id;
        std::string channel_id;
    };
    /// In the order in which they were opened; hands them out once.
    std::vector<LeftOpen> take_left_open();

    /// As a fresh start, but for the channel ids.
    void reset();

private:
    /// So many clients may have times ahead of the clock before they all begin behind the latest of them.
    static constexpr std::size_t most_ahead = 100000;

    std::uint64_t life_ = 0;
    std::uint64_t channels_ = 0;
    std::int64_t latest_ms_ = INT64_MIN; ///< of all clients
    std::int64_t floor_ms_ = INT64_MIN;  ///< a client that is not in last_ms_ has had no time from here on
    std::unordered_map<std::string, std::int64_t> last_ms_;
    std::unordered_map<std::string, std::size_t> open_channels_; ///< places in left_open_
    std::vector<LeftOpen> left_open_;
};

} // namespace lmq::broker::engine

#endif
