#ifndef LMQ_TRANSPORT_TRANSPORT_HPP
#define LMQ_TRANSPORT_TRANSPORT_HPP

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lmq/error.hpp"
#include "lmq/message.hpp"
#include "lmq/result.hpp"
#include "lmq/secret.hpp"
#include "transport/tunnel.hpp"

/// Carries MQTT packets. Knows nothing of sessions, back-off or the outbox.
namespace lmq::transport
{

/// Monotonic time in milliseconds since any fixed origin.
using Time = std::chrono::milliseconds;

/// Names one connection attempt and the connection it led to; the caller's number, never used twice.
using Epoch = std::uint32_t;

/// Names one packet of the caller's that is to be acknowledged; both numbers are the caller's own.
struct Token {
    std::uint64_t id = 0;
    unsigned kind = 0;
};

struct ConnectOptions {
    std::string host; ///< a name or a numeric address, without brackets
    std::uint16_t port = 1883;
    Route route; ///< how to get there
    std::string client_id;
    std::optional<std::string> user_name;
    std::optional<Secret> password;
    bool clean_session = true;
    std::chrono::seconds keep_alive{90};
    std::chrono::milliseconds timeout{15000}; ///< for all addresses together, resolving included
    std::optional<Will> will;
    bool fast_wake = true; ///< keep the process's wake-up connection, see sdk/docs/timeouts.md
};

/// What happens to a connection. Called from foreign threads, which may hold locks of their own: an implementation
/// copies, notifies somebody, and returns; it must not call the transport.
class Listener
{
public:
    virtual ~Listener() = default;

    /// CONNACK 0.
    virtual void on_up(Epoch epoch, bool session_present) = 0;
    /// CONNACK 1 to 5; nothing is open any more.
    virtual void on_refused(Epoch epoch, int return_code) = 0;
    /// No connection came about; nothing is open any more.
    virtual void on_failed(Epoch epoch, Error error) = 0;
    /// An established connection ended. What was handed over and not answered will not be.
    virtual void on_down(Epoch epoch, Error error) = 0;

    /// PUBACK, PUBCOMP, or for QoS 0: written to the socket.
    virtual void on_published(Epoch epoch, Token token) = 0;
    /// SUBACK: one code a filter, 0 to 2 or 128.
    virtual void on_subscribed(Epoch epoch, Token token, Result<std::vector<int>> codes) = 0;
    /// UNSUBACK.
    virtual void on_unsubscribed(Epoch epoch, Token token, Result<void> result) = 0;
    /// Asked before each on_message: after false the transport holds the peer back first, as far as the system can,
    /// until resume_receiving().
    virtual bool has_room() = 0;
    /// `held_back`: resume_receiving() is wanted once there is room again. Error: the message must not be acknowledged;
    /// the transport lets the connection go, and on_down tells that error.
    virtual Result<void> on_message(Epoch epoch, ReceivedMessage message, bool held_back) = 0;

    /// step() is due: something ended that it waits for.
    virtual void on_step_due() = 0;
};

/// One connection at a time. Calls must be serialised by the caller; none waits for the network, and none calls the
/// listener after close() has returned.
class Transport
{
public:
    virtual ~Transport() = default;

    /// Begins an attempt, after close() of whatever was there. Ends in on_up, on_refused or on_failed.
    virtual void connect(const ConnectOptions &options, Epoch epoch, Time now) = 0;

    /// Ends the attempt or the connection, with a DISCONNECT if it is established. Nothing is open any more when it
    /// returns, and nothing of it will be reported.
    virtual void close() = 0;

    /// Call after on_up: tunes the new socket.
    virtual void established(Time now) = 0;

    /// Moves an attempt on, and sees to it that a short keep-alive is kept. Call it on on_step_due and when
    /// next_deadline() has passed.
    virtual void step(Time now) = 0;
    virtual std::optional<Time> next_deadline() const = 0;

    /// True while the system does not take what was handed over before: better wait a few milliseconds, or for an
    /// answer. What waits below here cannot be taken back, and Paho forgets to free it when the connection ends.
    virtual bool congested() = 0;

    /// Hands a message over. Errors, and it was not taken: publish_failed (for good), outbox_full (not now),
    /// not_connected.
    virtual Result<void> publish(Token token, const Message &message) = 0;
    virtual Result<void> subscribe(Token token, const std::vector<Subscription> &subscriptions) = 0;
    virtual Result<void> unsubscribe(Token token, const std::vector<std::string> &filters) = 0;

    /// There is room again. Harmless when nothing was held back.
    virtual void resume_receiving() = 0;
};

/// Paho MQTT C. `listener` outlives the transport.
std::unique_ptr<Transport> make_paho_transport(Listener &listener);

} // namespace lmq::transport

#endif
