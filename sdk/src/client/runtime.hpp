#ifndef LMQ_CLIENT_RUNTIME_HPP
#define LMQ_CLIENT_RUNTIME_HPP

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <variant>
#include <vector>

#include "client/event_queue.hpp"
#include "client/load_gauge.hpp"
#include "client/logger.hpp"
#include "client/options_check.hpp"
#include "client/stores.hpp"
#include "lmq/client.hpp"
#include "lmq/platform/thread.hpp"
#include "outbox/outbox.hpp"
#include "session/session.hpp"
#include "transport/transport.hpp"

namespace lmq::client
{

using Milliseconds = std::chrono::milliseconds;

/// A caller may pass the largest duration there is, or a negative one.
inline Milliseconds longest_wait(Milliseconds timeout)
{
    constexpr Milliseconds longest = std::chrono::hours(24 * 365);
    return std::clamp(timeout, Milliseconds(0), longest);
}

/// What every call answers after close().
inline tl::unexpected<Error> fail_closed()
{
    return fail(Errc::closed, "the client was closed");
}

/// A client at work: owns session, outbox and transport, and runs them and the user's handlers.
///
/// Two locks. `mutex_` guards session, outbox, transport and what is to be called; Paho may be called with it held,
/// because Paho's threads never take it: they only reach the EventQueue, whose lock is a leaf. No user code runs with
/// either held. See sdk/docs/threading.md.
class Runtime : public std::enable_shared_from_this<Runtime>
{
public:
    Runtime(ClientOptions options, CheckedOptions checked, Stores stores);

    Result<void> begin(); ///< starts the dispatch thread, in thread mode
    void abandon();       ///< the user's object is gone; may be called from a handler

    void on_message(MessageHandler handler);
    void on_p2p(MessageHandler handler);
    void on_state(StateHandler handler);
    void on_offline(PullHandler handler);
    void on_recovered(RecoveredHandler handler);

    Result<void> start();
    Result<void> connect(Milliseconds timeout);
    Message spare_message();
    Result<void> publish(Message message, PublishHandler done);
    Result<void> publish_and_wait(Message message, Milliseconds timeout);
    Result<void> subscribe(std::vector<Subscription> subscriptions, SubscribeHandler done);
    Result<std::vector<SubscribeOutcome>> subscribe_and_wait(std::vector<Subscription> subscriptions,
                                                             Milliseconds timeout);
    Result<void> unsubscribe(std::vector<std::string> filters, UnsubscribeHandler done);
    Result<void> unsubscribe_and_wait(std::vector<std::string> filters, Milliseconds timeout);
    Result<void> flush(Milliseconds timeout);
    Result<void> disconnect(Milliseconds timeout);
    Result<void> close(Milliseconds timeout);
    Result<std::size_t> poll(Milliseconds timeout);
    void network_changed();
    Result<void> pull(int count, control::PullOrder order, PulledHandler done);
    Result<void> pull_all(PullHandler handler, OfflinePull how);
    void cancel_pulls();
    ConnectionStatus status() const;
    Statistics statistics() const;

    const ClientOptions &options() const { return options_; }

private:
    struct Handlers {
        MessageHandler message;
        MessageHandler p2p;
        StateHandler state;
        PullHandler offline;
        RecoveredHandler recovered;
    };
    struct SubscribeDone {
        SubscribeHandler handler;
        std::vector<SubscribeOutcome> outcomes;
    };
    struct UnsubscribeDone {
        UnsubscribeHandler handler;
        Result<void> result;
    };
    struct PullDone {
        PulledHandler handler;
        Result<void> result;
    };
    struct PullNews {
        std::shared_ptr<const PullHandler> handler; ///< none: the one that on_offline set
        PullProgress progress;
    };
    using Call = std::variant<outbox::Completion, SubscribeDone, UnsubscribeDone, ConnectionStatus, PullDone, PullNews>;

    template <class Change>
    void change_handlers(Change change);

    /// What the session wants done for tokens, which is the user's code: without the lock.
    struct TokenWork {
        std::vector<session::action::AskToken> asks;
        std::optional<std::vector<Token>> store;
        bool empty() const { return asks.empty() && !store; }
    };

    // runtime_tokens.cpp
    void load_tokens();
    void do_token_work(TokenWork &work, bool ask);

    // runtime_offline.cpp; all but the last with mutex_ held
    Result<void> check_pull() const;
    void act_complete(session::action::CompletePull &action);
    void act_report(session::action::ReportPull &action);
    void count_waiting();
    void count_handled(std::size_t count);
    bool call_pull_handler(const PullNews &news);
    // runtime_stores.cpp
    Result<void> check_store() const;
    Result<void> finish_publish(outbox::Change change);
    std::size_t report_recovered();
    void take_left();
    void close_stores();
    void count_stores(Statistics &statistics) const;

    // runtime_loop.cpp
    void run();
    std::size_t turn();
    std::chrono::microseconds linger();
    bool inbox_empty() const { return inbox_next_ == inbox_.size(); }
    void take_messages(std::vector<inbox::Arrived> &messages);
    void take_events(Batch &batch);
    void acknowledge(const Batch &batch);
    void open_transport(std::uint32_t attempt);
    std::size_t call_handlers(std::vector<Call> &calls);
    std::size_t call_message_handlers();
    const std::shared_ptr<const Handlers> &latest_handlers();
    void call_message_handler(const Handlers &handlers, const ReceivedMessage &message);
    std::optional<Milliseconds> next_deadline();
    void finish();

    // runtime_actions.cpp; all with mutex_ held
    void feed(const session::Event &event);
    void act(session::Action &action);
    void act_report(const ConnectionStatus &status);
    void act_complete(session::action::CompleteSubscribe &action);
    void act_complete(session::action::CompleteUnsubscribe &action);
    void send_control(const session::action::SendControl &action);
    void hold_publishes();
    void pump(Milliseconds now);
    void collect();

    // runtime_wait.cpp
    bool in_handler() const { return handler_thread_.load() == std::this_thread::get_id(); }
    Result<void> check_blocking() const;
    bool wait_until(Milliseconds deadline, const std::function<bool()> &done);
    void changed();
    void shut(bool wait_for_thread);

    const ClientOptions options_;
    const CheckedOptions checked_;
    const Logger log_;
    Stores stores_;                                 ///< `left` is the loop's
    const std::shared_ptr<EventQueue> event_queue_; ///< a provider may answer when the rest is gone
    EventQueue &events_;

    mutable std::mutex mutex_;
    std::condition_variable changed_; ///< with mutex_; for blocking calls
    unsigned waiters_ = 0;
    std::atomic<bool> closed_{false};  ///< no more calls are taken; set with mutex_
    std::atomic<bool> started_{false}; ///< once
    bool finished_ = false;            ///< the last handler has been called
    session::Session session_;
    std::unique_ptr<outbox::Outbox> outbox_;
    std::unique_ptr<transport::Transport> transport_;
    transport::Epoch epoch_ = 0;
    bool released_ = false;
    bool paused_ = false; ///< though released: a token is being uploaded
    TokenWork token_work_;
    bool handling_ = false;                     ///< feed() is at work further down the stack
    std::vector<session::Event> more_events_;   ///< for that feed()
    std::optional<std::uint32_t> pending_open_; ///< the signer is the user's: the loop opens without the lock
    std::vector<outbox::Ticket> unwritten_;     ///< QoS 0 with the transport, in order
    outbox::Completions done_;                  ///< from one call of the outbox to collect(): empty otherwise
    bool backed_up_ = false;                    ///< the transport takes no more until it answers
    std::optional<Milliseconds> look_again_at_; ///< the transport is congested
    std::uint64_t next_request_ = 1;
    std::unordered_map<std::uint64_t, SubscribeHandler> subscribes_;
    std::unordered_map<std::uint64_t, UnsubscribeHandler> unsubscribes_;
    std::unordered_map<std::uint64_t, PulledHandler> pulls_;
    std::shared_ptr<const PullHandler> pull_all_; ///< of the user's that is at work
    std::vector<Call> calls_;                     ///< for the loop
    std::shared_ptr<const Handlers> handlers_ = std::make_shared<Handlers>();
    std::atomic<unsigned> handlers_version_{0};
    Statistics statistics_;
    std::atomic<std::uint64_t> messages_received_{0};
    std::atomic<std::uint64_t> bytes_received_{0};

    // The loop's own.
    std::mutex turn_mutex_; ///< poll mode: one thread in turn() at a time
    Batch batch_;
    LoadGauge load_;
    std::size_t fetched_ = 0;   ///< events in this turn
    std::size_t in_flight_ = 0; ///< publishes under way, in this turn
    std::vector<Call> due_calls_;
    std::vector<outbox::Completion> unreported_; ///< recovered ones that were done when there was no handler for it
    std::vector<inbox::Arrived> inbox_;          ///< from inbox_next_ on: not handled yet
    std::size_t inbox_next_ = 0;
    std::size_t waiting_ = 0;                ///< QoS 1 and 2 in it
    std::size_t waiting_told_ = 0;           ///< as the session knows it
    std::optional<Milliseconds> turn_until_; ///< in a call that waits: no message handler is begun after it
    std::shared_ptr<const Handlers> current_handlers_ = handlers_; ///< as of version current_version_
    unsigned current_version_ = 0;
    std::atomic<std::thread::id> handler_thread_{};
    platform::Thread thread_;
};

} // namespace lmq::client

#endif
