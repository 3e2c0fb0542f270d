#ifndef LMQ_SESSION_SESSION_HPP
#define LMQ_SESSION_SESSION_HPP

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "lmq/client.hpp"

/// The connection state machine: events in, actions out, time an argument. No I/O, no lock, no clock.
namespace lmq::session
{

/// Monotonic time in milliseconds since any fixed origin.
using Time = std::chrono::milliseconds;

struct Config {
    ServiceProfile profile = ServiceProfile::aliyun;
    bool ordered = false;
    BackOff back_off;
    std::chrono::milliseconds ack_timeout{20000};
    std::size_t max_subscriptions = 30;
    std::uint64_t seed = 0; ///< of the back-off's jitter; from the platform's entropy
};

namespace event
{
struct Start {
}; ///< the user wants a connection
struct Stop {
}; ///< the user wants none (the client has drained what it would)
struct TransportUp {
    bool session_present = false;
}; ///< CONNACK 0
struct TransportRefused {
    int return_code = 0;
}; ///< CONNACK 1 to 5
struct TransportFailed {
    Error error;
}; ///< no connection came about (also: signer_failed)
struct TransportDown {
    Error error;
}; ///< an established connection ended
struct TransportClosed {
}; ///< the answer to CloseTransport: nothing is open any more
struct ControlAcked {
    std::uint32_t id = 0;
};
struct ControlFailed {
    std::uint32_t id = 0;
    Error error;
};
struct Subscribe {
    std::uint64_t request = 0;
    std::vector<Subscription> subscriptions;
}; ///< already validated
struct Unsubscribe {
    std::uint64_t request = 0;
    std::vector<std::string> filters;
};
struct SubscribeAnswered {
    std::uint32_t id = 0;
    Result<std::vector<int>> granted;
}; ///< SUBACK codes: 0, 1, 2, 128
struct UnsubscribeAnswered {
    std::uint32_t id = 0;
    Result<void> result;
};
struct NetworkChanged {
};
struct Tick {
}; ///< next_deadline() has passed
} // namespace event

using Event = std::variant<event::Start, event::Stop, event::TransportUp, event::TransportRefused,
                           event::TransportFailed, event::TransportDown, event::TransportClosed, event::ControlAcked,
                           event::ControlFailed, event::Subscribe, event::Unsubscribe, event::SubscribeAnswered,
                           event::UnsubscribeAnswered, event::NetworkChanged, event::Tick>;

namespace action
{
struct OpenTransport {
}; ///< connect, with credentials made now
struct CloseTransport {
    bool graceful = true;
}; ///< DISCONNECT and close, or abandon; answer: TransportClosed
struct SendControl {
    std::uint32_t id = 0;
    std::string topic;
    std::string payload;
}; ///< QoS 1
struct SendSubscribe {
    std::uint32_t id = 0;
    std::vector<Subscription> subscriptions;
};
struct SendUnsubscribe {
    std::uint32_t id = 0;
    std::vector<std::string> filters;
};
struct ReleasePublishes {
    bool session_present = false;
}; ///< the outbox may send
struct HoldPublishes {
}; ///< the outbox may not; what is in flight is unacknowledged
struct ReportState {
    ConnectionStatus status;
};
struct CompleteSubscribe {
    std::uint64_t request = 0;
    std::vector<SubscribeOutcome> outcomes;
};
struct CompleteUnsubscribe {
    std::uint64_t request = 0;
    Result<void> result;
};
} // namespace action

using Action = std::variant<action::OpenTransport, action::CloseTransport, action::SendControl, action::SendSubscribe,
                            action::SendUnsubscribe, action::ReleasePublishes, action::HoldPublishes,
                            action::ReportState, action::CompleteSubscribe, action::CompleteUnsubscribe>;

class Session
{
public:
    explicit Session(Config config);

    /// Takes one event at time `now` (never less than before) and answers what to do, in order.
    std::vector<Action> handle(const Event &event, Time now);

    /// When a Tick is wanted; nothing: not until another event.
    std::optional<Time> next_deadline() const;

    const ConnectionStatus &status() const { return status_; }
    std::size_t subscription_count() const { return subscriptions_.size(); }

private:
    Config config_;
    ConnectionStatus status_;
    std::map<std::string, QoS> subscriptions_;
};

} // namespace lmq::session

#endif
