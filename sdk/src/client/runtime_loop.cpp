// The loop: on the client's own thread, or on the user's inside poll().
#include <algorithm>
#include <utility>

#include "client/password.hpp"
#include "client/runtime.hpp"
#include "client/transport_tokens.hpp"
#include "lmq/platform/clock.hpp"
#include "lmq/topic.hpp"

namespace lmq::client
{
namespace
{

std::size_t count_acknowledged(const std::vector<inbox::Arrived> &messages)
{
    return static_cast<std::size_t>(std::count_if(messages.begin(), messages.end(), [](const inbox::Arrived &arrived) {
        return arrived.message.qos != QoS::at_most_once;
    }));
}

// Handled before the loop looks at the connection again: a long inbox must not keep acknowledgements waiting.
constexpr std::size_t messages_a_turn = 64;

} // namespace

void Runtime::run()
{
    for (;;) {
        turn();
        const std::optional<Milliseconds> deadline = next_deadline();
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            if (finished_) return;
        }
        if (inbox_empty()) events_.wait(deadline, linger());
    }
}

/// One look at everything. Answers how many handlers it ran.
std::size_t Runtime::turn()
{
    const bool told = events_.take(batch_);
    fetched_ = batch_.acks.size() + batch_.messages.size();
    take_left();
    take_messages(batch_.messages);

    std::optional<std::uint32_t> open;
    TokenWork token_work;
    bool closing = false;
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        take_events(batch_);
        const Milliseconds now = platform::monotonic_now();
        const auto step = transport_->next_deadline();
        if (told || (step && now >= *step)) transport_->step(now);
        count_waiting();
        const auto tick = session_.next_deadline();
        if (tick && now >= *tick) feed(session::event::Tick{});
        pump(now);
        std::swap(due_calls_, calls_);
        in_flight_ = outbox_->inflight() + unwritten_.size();
        open = std::exchange(pending_open_, std::nullopt);
        token_work = std::exchange(token_work_, {});
        closing = closed_;
    }
    batch_.clear();
    if (open) open_transport(*open);
    do_token_work(token_work, !closing);
    std::size_t ran = call_handlers(due_calls_);
    due_calls_.clear();
    if (closing)
        finish();
    else
        ran += call_message_handlers();
    if (stores_.inbox) stores_.inbox->tidy(platform::monotonic_now());
    return ran;
}

void Runtime::take_messages(std::vector<inbox::Arrived> &messages)
{
    waiting_ += count_acknowledged(messages);
    if (inbox_empty()) {
        inbox_.clear();
        inbox_next_ = 0;
        std::swap(inbox_, messages);
        return;
    }
    if (messages.empty()) return;
    if (inbox_next_ > inbox_.size() / 2) { // or a long inbox would be moved as a whole at every turn
        inbox_.erase(inbox_.begin(), inbox_.begin() + static_cast<std::ptrdiff_t>(inbox_next_));
        inbox_next_ = 0;
    }
    for (inbox::Arrived &message : messages)
        inbox_.push_back(std::move(message));
}

std::chrono::microseconds Runtime::linger()
{
    return load_.take(fetched_, in_flight_, LoadGauge::Clock::now());
}

void Runtime::take_events(Batch &batch)
{
    for (session::Event &event : batch.events) {
        // The socket is set up before anything is sent on it, and a dead one is let go before another is made.
        if (const auto *up = std::get_if<session::event::TransportUp>(&event); up != nullptr && up->attempt == epoch_) {
            transport_->established(platform::monotonic_now());
            ++statistics_.connects;
        }
        if (const auto *down = std::get_if<session::event::TransportDown>(&event);
            down != nullptr && down->attempt == epoch_) {
            transport_->close();
            ++statistics_.connection_losses;
        }
        feed(event);
    }
    acknowledge(batch);
}

void Runtime::acknowledge(const Batch &batch)
{
    for (const Batch::Ack &ack : batch.acks) {
        if (ack.epoch != epoch_) continue;
        const std::uint64_t id = ack.token.id;
        switch (static_cast<TokenKind>(ack.token.kind)) {
        case TokenKind::acknowledged:
            outbox_->acknowledged(id, done_);
            break;
        case TokenKind::unacknowledged:
            outbox_->sent(id, done_);
            if (const auto it = std::find(unwritten_.begin(), unwritten_.end(), id); it != unwritten_.end())
                unwritten_.erase(it);
            break;
        case TokenKind::control: // among the events
            break;
        }
    }
    collect();
}

void Runtime::open_transport(std::uint32_t attempt)
{
    transport::ConnectOptions connect;
    connect.host = checked_.endpoint.host;
    connect.port = checked_.endpoint.port;
    connect.route.tls = checked_.endpoint.tls;
    connect.route.websocket = checked_.endpoint.websocket;
    connect.route.path = checked_.endpoint.path;
    connect.route.tls_options = &options_.tls;
    connect.route.proxy = options_.http_proxy;
    connect.client_id = options_.client_id;
    connect.clean_session = options_.clean_session;
    connect.keep_alive = options_.keep_alive;
    connect.timeout = options_.connect_timeout;
    connect.will = options_.will;
    connect.fast_wake = options_.wake_transport;
    handler_thread_ = std::this_thread::get_id(); // a signer is user code
    Result<void> signed_in = sign_in(options_.credentials, checked_.group, connect);
    handler_thread_ = std::thread::id();

    const std::lock_guard<std::mutex> lock(mutex_);
    if (!signed_in) {
        feed(session::event::TransportFailed{signed_in.error(), attempt});
        return;
    }
    // The user may have said stop while the signer was at work.
    if (session_.status().state != ConnectionState::connecting || pending_open_) return;
    epoch_ = attempt;
    if (options_.tls.danger_accept_any_certificate)
        log_.log(LogLevel::warning, [] {
            return std::string("tls.danger_accept_any_certificate: the server is not verified, and whoever is on the "
                               "way can read and change everything");
        });
    log_.log(LogLevel::debug, [&] { return "connecting to " + connect.host + ":" + std::to_string(connect.port); });
    transport_->connect(connect, attempt, platform::monotonic_now());
}

std::size_t Runtime::call_handlers(std::vector<Call> &calls)
{
    handler_thread_ = std::this_thread::get_id();
    std::size_t ran = report_recovered();
    for (Call &call : calls) {
        if (auto *publish = std::get_if<outbox::Completion>(&call)) {
            if (publish->recovered) {
                unreported_.push_back(std::move(*publish));
                ran += report_recovered();
                continue;
            }
            publish->handler(publish->result);
            ++ran;
        } else if (auto *subscribe = std::get_if<SubscribeDone>(&call)) {
            if (!subscribe->handler) continue;
            subscribe->handler(subscribe->outcomes);
            ++ran;
        } else if (auto *unsubscribe = std::get_if<UnsubscribeDone>(&call)) {
            if (!unsubscribe->handler) continue;
            unsubscribe->handler(unsubscribe->result);
            ++ran;
        } else if (auto *status = std::get_if<ConnectionStatus>(&call)) {
            // Held, for the handler may replace itself.
            const std::shared_ptr<const Handlers> handlers = latest_handlers();
            if (!handlers->state) continue;
            handlers->state(*status);
            ++ran;
        } else if (auto *pulled = std::get_if<PullDone>(&call)) {
            if (!pulled->handler) continue;
            pulled->handler(pulled->result);
            ++ran;
        } else if (auto *news = std::get_if<PullNews>(&call)) {
            if (call_pull_handler(*news)) ++ran;
        }
    }
    handler_thread_ = std::thread::id();
    return ran;
}

std::size_t Runtime::call_message_handlers()
{
    const std::size_t most = std::min(inbox_.size() - inbox_next_, messages_a_turn);
    if (most == 0) return 0;
    std::size_t count = 0;
    std::size_t bytes = 0;
    std::size_t acknowledged = 0;
    handler_thread_ = std::this_thread::get_id();
    // Looked at for each: a slow handler must not hold up the end of the client by a whole turn.
    while (count < most && !closed_ && (!turn_until_ || platform::monotonic_now() < *turn_until_)) {
        ++count;
        const inbox::Arrived arrived = std::move(inbox_[inbox_next_++]);
        bytes += EventQueue::size_of(arrived.message);
        acknowledged += arrived.message.qos != QoS::at_most_once ? 1 : 0;
        const std::shared_ptr<const Handlers> handlers = latest_handlers(); // held, as it may replace itself
        call_message_handler(*handlers, arrived.message);
        if (arrived.key != 0) stores_.inbox->handled(arrived.key, platform::monotonic_now());
    }
    handler_thread_ = std::thread::id();
    const bool resume = events_.handled(count, bytes);
    const std::lock_guard<std::mutex> lock(mutex_);
    if (resume) transport_->resume_receiving();
    count_handled(acknowledged);
    changed();
    return count;
}

/// A handler that was set, or taken away, holds from the very next event on.
const std::shared_ptr<const Runtime::Handlers> &Runtime::latest_handlers()
{
    if (handlers_version_ != current_version_) {
        const std::lock_guard<std::mutex> lock(mutex_);
        current_handlers_ = handlers_;
        current_version_ = handlers_version_;
    }
    return current_handlers_;
}

void Runtime::call_message_handler(const Handlers &handlers, const ReceivedMessage &message)
{
    messages_received_.fetch_add(1, std::memory_order_relaxed);
    bytes_received_.fetch_add(message.payload.size(), std::memory_order_relaxed);
    const auto target =
        options_.profile == ServiceProfile::aliyun ? p2p_target(message.topic) : std::optional<std::string_view>();
    if (handlers.p2p && target && *target == options_.client_id)
        handlers.p2p(message);
    else if (handlers.message)
        handlers.message(message);
}

std::optional<Milliseconds> Runtime::next_deadline()
{
    const std::lock_guard<std::mutex> lock(mutex_);
    const Milliseconds now = platform::monotonic_now();
    if (finished_ || !calls_.empty() || pending_open_ || !token_work_.empty() || !inbox_empty()) return now;
    std::optional<Milliseconds> next;
    const auto consider = [&next](const std::optional<Milliseconds> &deadline) {
        if (deadline && (!next || *deadline < *next)) next = deadline;
    };
    if (stores_.inbox) consider(stores_.inbox->next_deadline());
    consider(session_.next_deadline());
    consider(transport_->next_deadline());
    if (released_) consider(look_again_at_);
    // What the outbox could send now, pump() has just left to it: an answer of the transport will come first.
    if (const auto deadline = outbox_->next_deadline(now); !backed_up_ || (deadline && *deadline > now))
        consider(deadline);
    return next;
}

/// After close(): the last handlers, and then nothing more.
void Runtime::finish()
{
    close_stores(); // whoever is told that all is over may open the files again
    for (;;) {
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            if (calls_.empty()) {
                finished_ = true;
                handlers_ = std::make_shared<Handlers>();
                ++handlers_version_;
                changed();
                break;
            }
            std::swap(due_calls_, calls_);
        }
        call_handlers(due_calls_);
        due_calls_.clear();
    }
    inbox_.clear();
    inbox_next_ = 0;
    latest_handlers(); // drops the user's
}

} // namespace lmq::client
