#ifndef LMQ_BROKER_NET_LOOP_HPP
#define LMQ_BROKER_NET_LOOP_HPP

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

namespace lmq::broker::net
{

/// One thread's turn of work: the handlers that are ready, then the tasks that others posted, then real-time timers.
/// What follows in a turn is the caller's (`Server`). Tasks run outside of every handler, so that they may themselves
/// call `handle_ready`.
class Loop
{
public:
    using SteadyTime = std::chrono::steady_clock::time_point;
    using Task = std::function<void()>;
    /// Names a timer that has not struck yet; the default names none.
    using TimerId = std::pair<SteadyTime, std::uint64_t>;

    Loop();
    boost::asio::io_context &io() { return io_; }

    /// Thread-safe: runs `task` in the loop's thread, at the end of a turn's handlers.
    void post(Task task);
    /// Loop's thread only. Calls `task` once, when `at` has come.
    TimerId call_at(SteadyTime at, Task task);
    void cancel(TimerId id);

    /// Waits for a handler to be ready, until `deadline` at most, and runs it and those that are ready with it.
    void wait(std::optional<SteadyTime> deadline);
    /// Runs handlers until none is ready, or a turn's share has been; answers how many.
    std::size_t handle_ready();
    /// Runs what was posted and the timers that are due.
    void run_tasks();
    /// True when a task waits: it may have come while another one called `handle_ready`, which took the call to wake.
    bool has_tasks() const { return has_posted_.load(std::memory_order_acquire); }
    std::optional<SteadyTime> next_timer() const;

private:
    boost::asio::io_context io_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    std::mutex mutex_; // of posted_
    std::vector<Task> posted_;
    std::atomic<bool> has_posted_{false};
    std::map<TimerId, Task> timers_;
    std::uint64_t last_timer_ = 0;
    std::size_t expected_ = 0; // handlers that come ready together, by what was seen last
    unsigned turns_ = 0;
};

} // namespace lmq::broker::net

#endif
