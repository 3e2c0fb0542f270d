#ifndef LMQ_SESSION_SESSION_HPP
#define LMQ_SESSION_SESSION_HPP

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "lmq/client.hpp"
#include "session/back_off.hpp"
#include "session/offline_pull.hpp"
#include "session/subscription_book.hpp"
#include "session/token_book.hpp"

/// The connection state machine: events in, actions out, time an argument. No I/O, no lock, no clock.
namespace lmq::session
{

struct Config {
    ServiceProfile profile = ServiceProfile::aliyun;
    bool ordered = false;
    BackOff back_off;
    std::chrono::milliseconds ack_timeout{20000};
    std::size_t max_subscriptions = 30;
    std::uint64_t seed = 0; ///< of the back-off's jitter; from the platform's entropy
    bool clean_session = true;
    std::chrono::milliseconds connect_timeout{15000}; ///< from OpenTransport to CONNACK; then the attempt is given up
    std::chrono::milliseconds close_timeout{5000};    ///< from CloseTransport to TransportClosed; see CloseTransport
    std::vector<TokenNeed> tokens;                    ///< token mode: what is needed
    std::chrono::milliseconds provider_timeout{30000};
    std::optional<OfflinePull> offline_pull; ///< after each connect
};

/// What happened. The transport events carry the `attempt` of the OpenTransport they belong to: those of an older
/// attempt are ignored; 0 means the current one. An attempt ends with exactly one of TransportRefused,
/// TransportFailed, TransportDown, or TransportClosed: after it nothing of it may be open. An answer (ControlAcked,
/// SubscribeAnswered, …) to an id that is no longer waited for is ignored.
namespace event
{
struct Start {
}; ///< the user wants a connection; while disconnecting it is honoured afterwards
struct Stop {
}; ///< the user wants none (the client has drained what it would); pending requests complete with `cancelled`
struct TransportUp {
    bool session_present = false;
    std::uint32_t attempt = 0;
}; ///< CONNACK 0
struct TransportRefused {
    int return_code = 0;
    std::uint32_t attempt = 0;
}; ///< CONNACK 1 to 5
struct TransportFailed {
    Error error;
    std::uint32_t attempt = 0;
}; ///< no connection came about (also: signer_failed)
struct TransportDown {
    Error error;
    std::uint32_t attempt = 0;
}; ///< an established connection ended
struct TransportClosed {
    std::uint32_t attempt = 0;
}; ///< the answer to CloseTransport: nothing is open any more
struct ControlAcked {
    std::uint32_t id = 0;
};
struct ControlFailed {
    std::uint32_t id = 0;
    Error error;
}; ///< an error means that the connection is lost: it is closed and tried again
struct Subscribe {
    std::uint64_t request = 0;
    std::vector<Subscription> subscriptions;
}; ///< already validated; taken in any state; sent at once when the set has been, else with the set
struct Unsubscribe {
    std::uint64_t request = 0;
    std::vector<std::string> filters;
}; ///< taken in any state. Connected: sent. Else, a clean session: done at once, for the server forgot it; a
   ///< persistent one: sent after the next connect, and completed then
struct SubscribeAnswered {
    std::uint32_t id = 0;
    Result<std::vector<int>> granted;
}; ///< SUBACK codes: 0, 1, 2, 128; an error: as ControlFailed, and the set is sent again after the next connect
struct UnsubscribeAnswered {
    std::uint32_t id = 0;
    Result<void> result;
}; ///< an error: as SubscribeAnswered
struct ServiceNotice {
    std::string topic;
    std::string payload;
    std::uint32_t attempt = 0;
}; ///< a message on `$SYS/…`: the server's word on a token (spec 8.5); others are ignored
struct TokensLoaded {
    Result<std::vector<Token>> tokens;
}; ///< from the store, before the first Start
struct TokenAnswered {
    std::uint32_t request = 0;
    TokenResult result;
}; ///< the provider's answer; ignored when it comes late, or a second time
struct Pull {
    std::uint64_t request = 0;
    control::GetOffline what;
}; ///< already validated; sent when ready
struct PullAll {
    std::uint64_t request = 0; ///< 1 and up
    OfflinePull how;
}; ///< already validated; begins when ready
struct CancelPulls {
};
struct MessagesHandled {
    std::size_t count = 0;   ///< QoS 1 and 2, since the last of these events
    std::size_t waiting = 0; ///< of these: received, and their handlers have not been called
};                           ///< wanted while counts_messages()
struct NetworkChanged {
}; ///< waiting, awaiting_token: tries at once; connecting: the attempt goes on, and its failure is followed by another
   ///< at once; restoring, ready: reconnects at once; else nothing
struct Tick {
}; ///< next_deadline() has passed
} // namespace event

using Event =
    std::variant<event::Start, event::Stop, event::TransportUp, event::TransportRefused, event::TransportFailed,
                 event::TransportDown, event::TransportClosed, event::ControlAcked, event::ControlFailed,
                 event::Subscribe, event::Unsubscribe, event::SubscribeAnswered, event::UnsubscribeAnswered,
                 event::ServiceNotice, event::TokensLoaded, event::TokenAnswered, event::Pull, event::PullAll,
                 event::CancelPulls, event::MessagesHandled, event::NetworkChanged, event::Tick>;

/// What to do, in the order given.
namespace action
{
struct OpenTransport {
    std::uint32_t attempt = 0; ///< 1 and up, never again the same
}; ///< connect, with credentials made now; what may be left of an earlier attempt is abandoned
struct CloseTransport {
    bool graceful = true;
    std::uint32_t attempt = 0;
}; ///< DISCONNECT if there was a CONNACK, then close; or abandon. Answer: TransportClosed, also when the transport had
   ///< ended by itself. Without an answer a graceful close is followed, after close_timeout, by one that is not, and
   ///< that is taken for done after the same time
struct SendControl {
    std::uint32_t id = 0;
    std::string topic;
    Secret payload; ///< may hold a token
};                  ///< QoS 1
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
struct PausePublishes {
}; ///< a token is being uploaded: the outbox may send no more until ResumePublishes, HoldPublishes or ReleasePublishes;
   ///< what is in flight stays so
struct ResumePublishes {
};
struct AskToken {
    std::uint32_t request = 0;
    TokenRequest what; ///< without the client id
};                     ///< call the provider; answer: TokenAnswered
struct StoreTokens {
    std::vector<Token> tokens;
}; ///< all there are now
struct ReportState {
    ConnectionStatus status;
};
struct CompleteSubscribe {
    std::uint64_t request = 0;
    std::vector<SubscribeOutcome> outcomes; ///< in the order of the request's filters
};
struct CompleteUnsubscribe {
    std::uint64_t request = 0;
    Result<void> result;
};
struct CompletePull {
    std::uint64_t request = 0;
    Result<void> result;
};
struct ReportPull {
    std::uint64_t request = 0; ///< 0: what Config::offline_pull asks for
    PullProgress progress;
};
struct Warn {
    Error error;
}; ///< for the log: a filter of the set was refused, or granted a lower QoS, and no request waits for the answer
} // namespace action

using Action = std::variant<action::OpenTransport, action::CloseTransport, action::SendControl, action::SendSubscribe,
                            action::SendUnsubscribe, action::ReleasePublishes, action::HoldPublishes,
                            action::PausePublishes, action::ResumePublishes, action::AskToken, action::StoreTokens,
                            action::ReportState, action::CompleteSubscribe, action::CompleteUnsubscribe,
                            action::CompletePull, action::ReportPull, action::Warn>;

/// Not thread-safe: its owner serialises the calls.
class Session
{
public:
    explicit Session(Config config);

    /// Takes one event at time `now` (never less than before) and answers what to do, in order. `wall`: the device's
    /// clock, which may jump; token mode alone looks at it.
    std::vector<Action> handle(const Event &event, Time now, WallTime wall = WallTime(0));

    /// When a Tick is wanted; nothing: not until another event.
    std::optional<Time> next_deadline() const;

    const ConnectionStatus &status() const { return status_; }
    std::size_t subscription_count() const { return book_.size(); }

    /// How many filters would count towards the limit with `subscriptions` added (spec 4).
    std::size_t count_with(const std::vector<Subscription> &subscriptions) const
    {
        return book_.counted_with(subscriptions);
    }

    /// MessagesHandled is wanted.
    bool counts_messages() const { return puller_.counts_messages(); }
    bool pulling_all() const { return puller_.pulling_all(); }

private:
    /// What is put back after a CONNACK, each step answered before the next (spec 18.3). Order mode, the
    /// first request for offline messages and the subscription set are one step: they go out behind each other, which
    /// costs one round trip for all of them; the step does not wait for the request's. Tokens and suspects go one by
    /// one.
    enum class Step { tokens, set, suspects, done };
    enum class Link { none, opening, up, closing };

    /// A packet on its way whose acknowledgement must come before `deadline`.
    struct Awaited {
        std::uint32_t id = 0;
        Time deadline{0};
        bool restores = false; ///< the current step does not end before it
    };

    void on(const event::Start &event);
    void on(const event::Stop &event);
    void on(const event::TransportUp &event);
    void on(const event::TransportRefused &event);
    void on(const event::TransportFailed &event);
    void on(const event::TransportDown &event);
    void on(const event::TransportClosed &event);
    void on(const event::ControlAcked &event);
    void on(const event::ControlFailed &event);
    void on(const event::Subscribe &event);
    void on(const event::Unsubscribe &event);
    void on(const event::SubscribeAnswered &event);
    void on(const event::UnsubscribeAnswered &event);
    void on(const event::ServiceNotice &event);
    void on(const event::TokensLoaded &event);
    void on(const event::TokenAnswered &event);
    void on(const event::Pull &event);
    void on(const event::PullAll &event);
    void on(const event::CancelPulls &event);
    void on(const event::MessagesHandled &event);
    void on(const event::NetworkChanged &event);
    void on(const event::Tick &event);

    bool is_current(std::uint32_t attempt) const { return attempt == 0 || attempt == attempt_id_; }
    bool accepts_subscribes() const { return link_ == Link::up && set_sent_ && !tokens_.uploading(); }
    bool is_ready() const { return link_ == Link::up && step_ == Step::done; }
    bool wants_connection() const;

    void begin();
    void open();
    void close(bool graceful);
    void closed();
    void attempt_failed(Error error);
    void lost(Error error, bool open);
    void drop(Error error);
    void end_connection(Error error, bool by_peer);
    void leave_connection(bool by_peer = false);
    void back_off();
    void wait(Time delay);
    void report(ConnectionState state);

    // tokens.cpp
    void await_token();
    void token_call_ended();
    void token_refused(const control::TokenInvalidNotice &notice);
    void serve_tokens();
    bool send_upload();
    void uploads_done();

    // pulls.cpp
    OfflinePuller::May may_pull() const;
    void serve_pulls();

    // restore.cpp
    void run_steps();
    bool restore_set();
    bool enable_order();
    bool send_unsubscribes(bool restores);
    bool send_suspect();
    bool send_subscribe(std::vector<Subscription> subscriptions, std::uint32_t id, bool restores);
    void become_ready();
    void step_answered();
    std::uint32_t new_id() { return ++next_id_; }
    void await(std::uint32_t id, bool restores);
    std::optional<bool> take_awaited(std::uint32_t id);
    void complete(SubscriptionBook::Completed &done);

    Config config_;
    ConnectionStatus status_;
    SubscriptionBook book_;
    TokenBook tokens_;
    OfflinePuller puller_;
    BackOffTimer back_off_;

    Link link_ = Link::none;
    Step step_ = Step::done;
    std::uint32_t attempt_id_ = 0;
    std::uint32_t next_id_ = 0;
    std::vector<Awaited> awaited_;
    std::uint32_t pull_id_ = 0;  ///< of the request for offline messages that is on its way; 0: none
    bool set_sent_ = false;      ///< on this connection
    bool released_ = false;      ///< the outbox may send
    bool start_again_ = false;   ///< Start while disconnecting
    bool retry_at_once_ = false; ///< NetworkChanged while connecting
    bool retry_due_ = false;     ///< waiting is over, but the old transport is still closing
    bool graceful_ = false;      ///< how the transport is being closed
    unsigned quick_losses_ = 0;  ///< in a row, each soon after its CONNACK
    Time up_at_{0};              ///< of the last CONNACK 0
    Time ready_at_{0};
    std::optional<Time> connect_by_;
    std::optional<Time> close_by_;
    std::optional<Time> retry_at_;

    Time now_{0};             ///< of the event being handled
    std::vector<Action> out_; ///< of the event being handled
};

} // namespace lmq::session

#endif
