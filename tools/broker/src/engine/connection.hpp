#ifndef LMQ_BROKER_ENGINE_CONNECTION_HPP
#define LMQ_BROKER_ENGINE_CONNECTION_HPP

#include <cstdint>
#include <memory>
#include <string>

#include "engine/directory.hpp"
#include "engine/engine.hpp"
#include "engine/held_tokens.hpp"
#include "engine/out_queue.hpp"
#include "engine/ring.hpp"
#include "engine/timers.hpp"

namespace lmq::broker::engine
{

class Session;
struct Route;

enum class ConnectionState : std::uint8_t {
    expects_connect,
    token_pending, ///< anonymous, CONNACK 0 sent, no token yet (spec 8.6)
    ready,
    closing,
};

/// A will as it came with CONNECT (MQTT 3.1.2.5).
struct Will {
    std::string topic;
    std::string payload;
    std::uint8_t qos = 0;
    bool retain = false;
};

/// Output that a delay fault holds back.
struct HeldOutput {
    std::string bytes;
    CloseMode close = CloseMode::open; ///< what a later fault asked for behind it
    Timers::Id timer = Timers::none;
};

/// One network connection.
struct Connection {
    ConnectionId id = 0;
    ConnectionState state = ConnectionState::expects_connect;
    CloseMode close_mode = CloseMode::open;
    bool dirty = false;
    bool paused = false;         ///< for a time: TPS, or a delay fault
    bool output_full = false;    ///< not read from until its output has drained: it makes us answer without reading
    bool waited_for_tps = false; ///< the packet in front has had its delay
    bool fault_served = false;   ///< the packet in front has been delayed by a fault
    bool slowness_told = false;  ///< the log has been told that its QoS 0 is dropped
    bool verified = false;       ///< the password was found right
    bool clean = true;
    bool mqtt_31 = false; ///< MQIsdp, level 3
    bool ordered = false; ///< spec 13
    AccountIndex account = no_account;
    const GroupEntry *group = nullptr;
    std::uint64_t channel = 0; ///< by which presence events name it; 0: none told of it
    Session *session = nullptr;
    std::unique_ptr<HeldTokens> tokens; ///< of a connection without a password only: others pay nothing for them
    std::unique_ptr<Will> will;
    std::unique_ptr<HeldOutput> held;
    OutQueue out;
    std::string peer;

    std::uint32_t keep_alive_s = 0;       ///< effective; 0: off
    std::uint32_t asked_keep_alive_s = 0; ///< as CONNECT has it
    std::int64_t last_packet_ms = 0;
    std::int64_t token_due_ms = 0;      ///< while token_pending
    std::uint64_t half_open = 0;        ///< its place among those without CONNECT; 0: it has had one
    Timers::Id deadline = Timers::none; ///< CONNECT, keepalive or token, whichever it waits for
    Timers::Id resume = Timers::none;
    Timers::Id retry = Timers::none;
    std::int64_t retry_due_ms = 0; ///< while there is such a timer

    // Offline messages (spec 9.3, 9.4).
    std::int64_t heartbeat_end_ms = 0; ///< a pull before it is the connection's way for good
    Timers::Id push = Timers::none;    ///< the next batch of the automatic mode
    bool pulls = false;
    bool relies_on_store = false;                  ///< it has output that must not leave before the next commit
    std::unique_ptr<Ring<std::int64_t>> pulled_ms; ///< the times of its pulls of the last second

    /// What `verify_password_at=first_use` still has to check.
    std::unique_ptr<std::pair<std::string, std::string>> unverified;

    const Route *route = nullptr; ///< of the last PUBLISH: most clients keep to one topic
    std::uint64_t route_version = 0;
};

/// The client id, once CONNECT was accepted; a client without a token has no session yet. Else empty.
std::string_view client_id_of(const Connection &c);

} // namespace lmq::broker::engine

#endif
