#ifndef LMQ_PRESENCE_HPP
#define LMQ_PRESENCE_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "lmq/export.hpp"
#include "lmq/result.hpp"

namespace lmq
{

/// What happened to a device's connection (spec 11).
enum class PresenceEventType {
    connect,    ///< it came online
    disconnect, ///< it said that it would go; not the end yet
    tcpclean,   ///< its connection is really closed
};

/// `connect`, `disconnect` or `tcpclean`: the event's MQ tag, and its `eventType`. Thread-safe.
LMQ_API std::string_view to_string(PresenceEventType type) noexcept;

/// One event of the topic `<GroupId>_MQTT` (spec 11).
struct PresenceEvent {
    std::string client_id;                               ///< whose connection
    PresenceEventType type = PresenceEventType::connect; ///< what happened to it
    std::string channel_id;                              ///< one TCP connection; nothing is to be read into it
    std::int64_t time_ms = 0;                            ///< Unix epoch; increases for a client id
    std::string client_ip;                               ///< empty where the service does not tell
};

/// Reads an event's body: `clientId` or `ClientId`, `channelId`, `time` as a number or a numeric string, `eventType`.
/// `tag`: the MQ message's, which counts where the body has no `eventType`. Errors: bad_json, missing_field,
/// bad_field_type, too_long for a client id or channel id of more than 256 bytes; each names the member. Thread-safe.
LMQ_API Result<PresenceEvent> parse_presence_event(std::string_view body, std::string_view tag = {});

/// When a client counts as online (spec 11.1).
enum class PresencePolicy {
    latest_connection, ///< the connection that came last is open: the rule of the service's documentation
    any_open_channel,  ///< any of its connections is open: the vendor's later sample
};

/// How a PresenceTracker decides, and how much it remembers.
struct PresenceOptions {
    PresencePolicy policy = PresencePolicy::latest_connection; ///< when a client counts as online
    /// How long a closed channel is remembered, so that its late or repeated `connect` is known as that; 1 ms and up.
    std::chrono::milliseconds closed_channel_lifetime = std::chrono::minutes(10);
    /// Clients known at once; 1 and up. Beyond it the offline one that was silent longest is forgotten.
    std::size_t max_clients = 100000;
    /// Channels remembered for one client, open and closed; 2 to 1000. Beyond it the oldest is forgotten.
    std::size_t max_channels = 32;
};

/// What is known of one client.
struct Presence {
    bool online = false;      ///< by the policy of the tracker
    bool leaving = false;     ///< online, and a `disconnect` of the connection that counts has come
    std::string channel_id;   ///< of the connection that came last; empty: none is known
    std::int64_t time_ms = 0; ///< of its `connect`
};

/// Derives who is online from presence events, however late, repeated or out of order they come (spec 11.1). Does
/// nothing by itself and knows no clock. Not thread-safe.
class LMQ_API PresenceTracker
{
public:
    /// Errors: out_of_range, naming the option.
    static Result<PresenceTracker> create(PresenceOptions options = {});
    /// What is moved from may only be destroyed or assigned to.
    PresenceTracker(PresenceTracker &&) noexcept;
    /// Drops what was here before.
    PresenceTracker &operator=(PresenceTracker &&) noexcept;
    ~PresenceTracker();

    /// Takes an event over and answers what its client is now. `now`: a clock of the caller's that does not go back, of
    /// any origin. Error: out_of_range when max_clients are online and this one is not known.
    Result<Presence> apply(const PresenceEvent &event, std::chrono::milliseconds now);

    /// What is known of a client; of an unknown one: offline.
    Presence find(std::string_view client_id) const;
    std::size_t clients() const noexcept; ///< known, online or not
    std::size_t online() const noexcept;  ///< of those, now

private:
    struct Impl;
    explicit PresenceTracker(std::unique_ptr<Impl> impl) noexcept;
    std::unique_ptr<Impl> impl_;
};

} // namespace lmq

#endif
