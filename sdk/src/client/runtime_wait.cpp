// The calls that wait, and the end.
#include <algorithm>
#include <memory>
#include <utility>

#include "client/runtime.hpp"
#include "core/text.hpp"
#include "lmq/platform/clock.hpp"

namespace lmq::client
{
namespace
{

// In poll mode, while another thread is inside poll(): how long to leave the work to it before looking again.
constexpr Milliseconds other_poller{20};

Milliseconds deadline_after(Milliseconds timeout)
{
    return platform::monotonic_now() + longest_wait(timeout);
}

std::string in_time(Milliseconds timeout)
{
    return "within " + std::to_string(timeout.count()) + " ms";
}

} // namespace

void Runtime::changed()
{
    if (waiters_ > 0) changed_.notify_all();
}

Result<void> Runtime::check_blocking() const
{
    if (in_handler())
        return core::failure(Errc::would_deadlock, "a blocking call from a handler would wait for the handler itself");
    return {};
}

/// Waits until `done`, which is asked with the lock held, or `deadline`. Answers what `done` says last.
bool Runtime::wait_until(Milliseconds deadline, const std::function<bool()> &done)
{
    const std::chrono::steady_clock::time_point until{
        std::chrono::duration_cast<std::chrono::steady_clock::duration>(deadline)};
    std::unique_lock<std::mutex> lock(mutex_);
    ++waiters_;
    bool is_done = done();
    while (!is_done && platform::monotonic_now() < deadline) {
        if (options_.dispatch == Dispatch::thread) {
            changed_.wait_until(lock, until);
        } else if (std::unique_lock<std::mutex> mine(turn_mutex_, std::try_to_lock); mine) {
            lock.unlock();
            turn_until_ = deadline;
            const bool ran = turn() > 0;
            turn_until_.reset();
            const std::optional<Milliseconds> next = next_deadline();
            lock.lock();
            is_done = done();
            if (is_done || ran) continue;
            lock.unlock();
            events_.wait(next ? std::min(*next, deadline) : deadline);
            lock.lock();
        } else {
            changed_.wait_for(lock, other_poller);
        }
        is_done = done();
    }
    --waiters_;
    return is_done;
}

Result<void> Runtime::connect(Milliseconds timeout)
{
    const auto self = shared_from_this();
    if (auto may = check_blocking(); !may) return may;
    if (auto started = start(); !started) return started;
    ConnectionStatus status;
    const bool decided = wait_until(deadline_after(timeout), [&] {
        status = session_.status();
        return closed_ || status.state == ConnectionState::ready || status.state == ConnectionState::refused;
    });
    if (status.state == ConnectionState::ready) return {};
    if (status.state == ConnectionState::refused && status.error) return tl::unexpected<Error>(*status.error);
    if (decided) return fail_closed();
    return core::failure(Errc::timeout, {"connect: not ready ", in_time(timeout),
                                         (status.error ? "; last: " + std::string(error_info(status.error->code).name) +
                                                             ", " + status.error->detail
                                                       : std::string())});
}

Result<void> Runtime::publish_and_wait(Message message, Milliseconds timeout)
{
    const auto self = shared_from_this();
    if (auto may = check_blocking(); !may) return may;
    const auto answer = std::make_shared<std::optional<Result<void>>>();
    auto taken = publish(std::move(message), [this, answer](const Result<void> &result) {
        const std::lock_guard<std::mutex> lock(mutex_);
        *answer = result;
        changed();
    });
    if (!taken) return taken;
    if (!wait_until(deadline_after(timeout), [&] { return answer->has_value(); }))
        return core::failure(Errc::timeout,
                             {"publish: not done ", in_time(timeout), "; the message stays in the outbox"});
    return **answer;
}

Result<std::vector<SubscribeOutcome>> Runtime::subscribe_and_wait(std::vector<Subscription> subscriptions,
                                                                  Milliseconds timeout)
{
    const auto self = shared_from_this();
    if (auto may = check_blocking(); !may) return tl::unexpected<Error>(may.error());
    const auto answer = std::make_shared<std::optional<std::vector<SubscribeOutcome>>>();
    auto taken = subscribe(std::move(subscriptions), [this, answer](const std::vector<SubscribeOutcome> &outcomes) {
        const std::lock_guard<std::mutex> lock(mutex_);
        *answer = outcomes;
        changed();
    });
    if (!taken) return tl::unexpected<Error>(taken.error());
    if (!wait_until(deadline_after(timeout), [&] { return answer->has_value(); }))
        return core::failure(Errc::timeout,
                             {"subscribe: not answered ", in_time(timeout), "; the filters stay in the set"});
    return std::move(**answer);
}

Result<void> Runtime::unsubscribe_and_wait(std::vector<std::string> filters, Milliseconds timeout)
{
    const auto self = shared_from_this();
    if (auto may = check_blocking(); !may) return may;
    const auto answer = std::make_shared<std::optional<Result<void>>>();
    auto taken = unsubscribe(std::move(filters), [this, answer](const Result<void> &result) {
        const std::lock_guard<std::mutex> lock(mutex_);
        *answer = result;
        changed();
    });
    if (!taken) return taken;
    if (!wait_until(deadline_after(timeout), [&] { return answer->has_value(); }))
        return core::failure(Errc::timeout, {"unsubscribe: not answered ", in_time(timeout)});
    return **answer;
}

Result<void> Runtime::disconnect(Milliseconds timeout)
{
    const auto self = shared_from_this();
    if (auto may = check_blocking(); !may) return may;
    // Without a connection in sight, waiting would not empty anything.
    const auto hopeless = [&] {
        const ConnectionState state = session_.status().state;
        return state == ConnectionState::idle || state == ConnectionState::refused;
    };
    const bool drained =
        wait_until(deadline_after(timeout), [&] { return closed_ || outbox_->messages() == 0 || hopeless(); });
    std::size_t left = 0;
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (closed_) return fail_closed();
        feed(session::event::Stop{});
        left = outbox_->messages();
    }
    events_.poke();
    if (left == 0) return {};
    return core::failure(Errc::timeout,
                         {"disconnect: ", core::Decimal(left), " messages were left in the outbox",
                          (drained ? std::string() : " after " + std::to_string(timeout.count()) + " ms")});
}

Result<void> Runtime::close(Milliseconds timeout)
{
    const auto self = shared_from_this();
    if (auto may = check_blocking(); !may) return may;
    const Milliseconds deadline = deadline_after(timeout);
    Result<void> disconnected = disconnect(timeout);
    // What was received was acknowledged as well: nobody would send it again.
    if (!wait_until(deadline, [&] { return closed_ || events_.unhandled() == 0; }) && disconnected)
        disconnected = core::failure(Errc::timeout, {"close: ", core::Decimal(events_.unhandled()),
                                                     " messages were received and not handled ", in_time(timeout)});
    shut(true);
    return disconnected;
}

/// From a handler too: then the dispatch thread, or the poll() below on the stack, ends by itself afterwards.
void Runtime::abandon()
{
    const auto self = shared_from_this();
    shut(!in_handler());
}

void Runtime::shut(bool wait_for_thread)
{
    platform::Thread thread;
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        thread = std::move(thread_);
        if (!closed_.exchange(true)) {
            feed(session::event::Stop{});
            transport_->close();
            outbox_->cancel_all(done_);
            collect();
        }
    }
    events_.poke();
    if (!wait_for_thread) {
        if (thread.joinable()) thread.detach();
        return;
    }
    if (options_.dispatch == Dispatch::poll) {
        const std::lock_guard<std::mutex> mine(turn_mutex_);
        turn();
    } else if (thread.joinable()) {
        thread.join();
    } else {
        wait_until(deadline_after(std::chrono::hours(24)), [&] { return finished_; });
    }
}

Result<std::size_t> Runtime::poll(Milliseconds timeout)
{
    const auto self = shared_from_this();
    if (options_.dispatch != Dispatch::poll)
        return core::failure(Errc::wrong_mode, "poll: the client was made with Dispatch::thread");
    if (auto may = check_blocking(); !may) return tl::unexpected<Error>(may.error());
    const Milliseconds deadline = deadline_after(timeout);
    const std::lock_guard<std::mutex> mine(turn_mutex_);
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (closed_) return fail_closed();
    }
    for (;;) {
        std::size_t ran = turn();
        bool closed = false;
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            closed = closed_;
        }
        if (closed) ran += turn(); // a handler dropped the client: the last handlers are called now
        if (ran > 0 || closed || platform::monotonic_now() >= deadline) return ran;
        const std::optional<Milliseconds> next = next_deadline();
        events_.wait(next ? std::min(*next, deadline) : deadline);
    }
}

} // namespace lmq::client
