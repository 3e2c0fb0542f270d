#ifndef LMQ_CLIENT_HPP
#define LMQ_CLIENT_HPP

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lmq/export.hpp"
#include "lmq/message.hpp"
#include "lmq/offline.hpp"
#include "lmq/options.hpp"
#include "lmq/result.hpp"
#include "lmq/state.hpp"

namespace lmq
{

/// What became of one filter of a subscribe call.
struct SubscribeOutcome {
    std::string filter;  ///< as it was given to the call
    Result<QoS> granted; ///< the QoS granted, or subscription_refused, cancelled, …
};

/// Called once when a publish is done: acknowledged (QoS 1, 2), handed to the socket (QoS 0), or failed with
/// expired, dropped_oldest, superseded, cancelled or publish_failed. A QoS 0 publish on its way to the socket when the
/// connection is lost counts as handed over: it is not sent again. With OutboxOptions::file what is cancelled stays in
/// it.
using PublishHandler = std::function<void(const Result<void> &)>;
/// Called once with one outcome a filter, in the order of the call.
using SubscribeHandler = std::function<void(const std::vector<SubscribeOutcome> &)>;
/// Called once: acknowledged, or failed with cancelled or subscribe_failed.
using UnsubscribeHandler = std::function<void(const Result<void> &)>;
/// Called for each message; the reference is good during the call.
using MessageHandler = std::function<void(const ReceivedMessage &)>;
/// Called once for each message that an earlier life of the client left in OutboxOptions::file, when it is done, with
/// what a PublishHandler would be told; the reference is good during the call.
using RecoveredHandler = std::function<void(const Message &, const Result<void> &)>;
/// Called for each change of state, in order; the reference is good during the call.
using StateHandler = std::function<void(const ConnectionStatus &)>;

/// Counters since the client was created.
struct Statistics {
    std::uint64_t publishes_accepted = 0;  ///< taken by publish()
    std::uint64_t publishes_completed = 0; ///< acknowledged, or handed to the socket for QoS 0
    std::uint64_t publishes_failed = 0;    ///< completed with an error
    std::uint64_t publishes_sent = 0;      ///< handed to the transport, repeats included
    std::uint64_t messages_received = 0;   ///< handed to a handler, repeats included
    std::uint64_t messages_dropped = 0;    ///< QoS 0, received beyond ClientOptions::inbox_bytes
    std::uint64_t bytes_published = 0;     ///< payloads of publishes_sent
    std::uint64_t bytes_received = 0;      ///< payloads of messages_received
    std::uint64_t connects = 0;            ///< CONNACK 0
    std::uint64_t connection_losses = 0;   ///< established connections that ended without disconnect()
    std::uint64_t outbox_recovered = 0;    ///< found in OutboxOptions::file when the client was created
    std::uint64_t store_commits = 0;       ///< to the outbox's and the inbox's file
    std::uint64_t store_errors = 0;        ///< commits that failed
    std::size_t outbox_messages = 0;       ///< now
    std::size_t outbox_bytes = 0;          ///< now
    std::size_t inflight = 0;              ///< now
    std::size_t subscriptions = 0;         ///< now
};

/// A device's connection to the service: signs in, keeps the connection, restores order mode and subscriptions
/// after every connect, and owns each publish until it is done.
///
/// All calls are thread-safe. Handlers run one at a time on the client's dispatch thread, or inside poll(); they
/// may call anything but the blocking calls (those that take a timeout), which answer would_deadlock there.
/// A handler that is set, or taken away by setting an empty one, holds from the next event on. The destructor closes
/// without waiting for what is in flight or not handled, but, unless called from a handler, for a handler that is at
/// work: afterwards none runs. So do not destroy a client while holding a lock that a handler wants.
class LMQ_API Client
{
public:
    /// Checks `options`, opens the files it names, and makes a client; connects nothing. Errors: those of ClientId,
    /// validate_topic_name, bad_qos, payload_too_large and token_resource for the will, bad_uri, empty, too_long,
    /// missing_field, out_of_range, bad_combination, each naming the option and the limit; tls_ca_unusable,
    /// tls_certificate_unusable, tls_key_unusable, tls_key_mismatch, tls_bad_setting; store_failed, store_full,
    /// store_busy, store_damaged, store_newer, store_unsupported, naming the file; no_thread.
    static Result<Client> create(ClientOptions options);

    /// What is moved from may only be destroyed or assigned to.
    Client(Client &&) noexcept;
    /// Ends the client that was here before, as the destructor does.
    Client &operator=(Client &&) noexcept;
    ~Client();

    /// Messages of ordinary topics, and P2P messages while there is no P2P handler.
    void on_message(MessageHandler handler);
    /// Messages on `<parent>/p2p/<own client id>` (spec 6).
    void on_p2p(MessageHandler handler);
    /// Every change of state.
    void on_state(StateHandler handler);
    /// Messages of an earlier life, when they are done. What is done before a handler is set waits for it, in memory.
    void on_recovered(RecoveredHandler handler);

    /// News of what ClientOptions::offline_pull asks for, after each connect; counts begin anew with each one that
    /// finishes.
    void on_offline(PullHandler handler);

    /// The messages that the service keeps for this client. Aliyun profile.
    OfflineMessages offline();

    /// Starts connecting and keeps at it until disconnect(). Harmless when already started; starts again after
    /// `refused`. Errors: closed.
    Result<void> start();

    /// start(), then waits until `ready` or a final refusal. Errors: the refusal; timeout (the client goes on
    /// trying); would_deadlock; closed. In poll mode it polls.
    Result<void> connect(std::chrono::milliseconds timeout);

    /// Takes `message` into the outbox; `done` is called exactly once, unless an error is returned here. May be called
    /// in any state. With OutboxOptions::file and commit_interval 0 it returns after the message's commit, before which
    /// it is not sent. Errors: those of validate_topic_name, payload_too_large, bad_qos, out_of_range, bad_combination
    /// for a priority in order mode, outbox_full, token_resource where the needs of Tokens do not cover the topic,
    /// closed; with a file also store_failed and store_full while it cannot be written.
    Result<void> publish(Message message, PublishHandler done = {});

    /// An empty message for publish(), whose strings may hold the memory of publishes that are done: a device that
    /// fills it with assign(), and publishes one small message after the other, takes no memory for them. The client
    /// keeps about 4 KB of it at most, and none before the first call. The message is the caller's own.
    Message spare_message();

    /// publish() and wait for its completion. Errors: also those of PublishHandler; timeout (the message stays in the
    /// outbox); would_deadlock.
    Result<void> publish_and_wait(Message message, std::chrono::milliseconds timeout);

    /// Publishes to one device, `<parent>/p2p/<target>` (spec 6). Errors: as publish, and those of make_p2p_topic.
    Result<void> publish_p2p(std::string_view parent, std::string_view target_client_id, std::string payload,
                             QoS qos = QoS::at_least_once, PublishHandler done = {});

    /// Adds filters to the subscription set, which is sent after every connect (spec 5.3); the same filter again
    /// replaces its QoS. `done` is called once, when the server answered for each filter; a refused filter leaves the
    /// set. Errors: empty for no filter at all, those of validate_topic_filter, bad_qos, too_many_subscriptions,
    /// token_resource where the needs of Tokens do not cover a filter; closed. After an error nothing of the call is
    /// taken.
    Result<void> subscribe(std::vector<Subscription> subscriptions, SubscribeHandler done = {});

    /// subscribe(), and wait for the outcomes. Errors: also timeout (the filters stay in the set); would_deadlock.
    Result<std::vector<SubscribeOutcome>> subscribe_and_wait(std::vector<Subscription> subscriptions,
                                                             std::chrono::milliseconds timeout);

    /// Takes filters out of the set, and tells the server when connected. Unknown filters are sent too: a persistent
    /// session may hold them. Errors: empty for no filter at all, those of validate_topic_filter, closed.
    Result<void> unsubscribe(std::vector<std::string> filters, UnsubscribeHandler done = {});

    /// unsubscribe(), and wait for the answer. Errors: also those of UnsubscribeHandler; timeout (the filters are out
    /// of the set all the same); would_deadlock.
    Result<void> unsubscribe_and_wait(std::vector<std::string> filters, std::chrono::milliseconds timeout);

    /// Returns when everything accepted so far is on the disk; at once without OutboxOptions::file. Errors:
    /// store_failed, store_full; timeout; would_deadlock; closed.
    Result<void> flush(std::chrono::milliseconds timeout);

    /// Waits up to `timeout` for the outbox to empty, sends DISCONNECT, and ends in `idle`. What is left in the outbox
    /// stays and goes out after the next start(). Errors: timeout when something was left; would_deadlock.
    Result<void> disconnect(std::chrono::milliseconds timeout);

    /// disconnect(), waits for the handlers of what has been received, all within `timeout`; then completes what is
    /// left with `cancelled`, drops messages not handled, and ends the dispatch thread; every later call answers
    /// `closed`. What the outbox's and the inbox's files hold stays there, for the next client with these files, and
    /// the files are free. Errors: as disconnect, timeout also for messages not handled; the client is closed all the
    /// same.
    Result<void> close(std::chrono::milliseconds timeout);

    /// Poll mode: runs what is due, waiting up to `timeout` for something. Answers the number of handlers run.
    /// Errors: wrong_mode in thread mode; closed.
    Result<std::size_t> poll(std::chrono::milliseconds timeout);

    /// Tells the client that the network came back or changed: an attempt is made at once, and an established
    /// connection is tested by reconnecting. Thread-safe, callable from handlers.
    void network_changed();

    /// Where the connection stands now; the state handler may not have been told yet.
    ConnectionStatus status() const;

    /// The counters, taken at one moment.
    Statistics statistics() const;

private:
    class Impl;
    explicit Client(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace lmq

#endif
