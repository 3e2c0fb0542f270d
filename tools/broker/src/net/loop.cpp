#include "net/loop.hpp"

#include <utility>

#include <boost/asio/post.hpp>

namespace lmq::broker::net
{
namespace
{

/// What one turn handles before it writes: enough to gather a fan-in, not so much that answers wait.
constexpr std::size_t handlers_per_turn = 256;
constexpr int one_thread = 1;
constexpr unsigned turns_between_counts = 16;

} // namespace

Loop::Loop() : io_(one_thread), work_(boost::asio::make_work_guard(io_)) {}

void Loop::post(Task task)
{
    bool first = false;
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        first = posted_.empty();
        posted_.push_back(std::move(task));
        has_posted_.store(true, std::memory_order_release);
    }
    if (first) boost::asio::post(io_, [] {}); // only to end the wait
}

Loop::TimerId Loop::call_at(SteadyTime at, Task task)
{
    const TimerId id(at, ++last_timer_);
    timers_.emplace(id, std::move(task));
    return id;
}

void Loop::cancel(TimerId id)
{
    timers_.erase(id);
}

// To learn that no further handler is ready costs a system call. So that is asked only now and then; in between, as
// many are run as were ready together last. One too few is run in the next turn, only its output goes by itself.
void Loop::wait(std::optional<SteadyTime> deadline)
{
    const std::size_t woken = deadline ? io_.run_one_until(*deadline) : io_.run_one();
    if (woken == 0) {
        handle_ready(); // a deadline that always has passed already must not keep the sockets waiting
        return;
    }
    if (++turns_ % turns_between_counts == 0) {
        expected_ = handle_ready();
        return;
    }
    for (std::size_t handled = 0; handled < expected_; ++handled) {
        if (io_.poll_one() != 0) continue;
        expected_ = handled;
        return;
    }
}

std::size_t Loop::handle_ready()
{
    std::size_t handled = 0;
    while (handled < handlers_per_turn && io_.poll_one() != 0)
        ++handled;
    return handled;
}

void Loop::run_tasks()
{
    if (has_posted_.load(std::memory_order_acquire)) {
        std::vector<Task> tasks;
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            tasks.swap(posted_);
            has_posted_.store(false, std::memory_order_relaxed);
        }
        for (Task &task : tasks)
            task();
    }
    if (timers_.empty()) return;
    const auto now = std::chrono::steady_clock::now();
    while (!timers_.empty() && timers_.begin()->first.first <= now) {
        Task task = std::move(timers_.begin()->second);
        timers_.erase(timers_.begin());
        task();
    }
}

std::optional<Loop::SteadyTime> Loop::next_timer() const
{
    if (timers_.empty()) return std::nullopt;
    return timers_.begin()->first.first;
}

} // namespace lmq::broker::net
