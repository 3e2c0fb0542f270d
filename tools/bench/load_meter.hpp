#ifndef LMQ_BENCH_LOAD_METER_HPP
#define LMQ_BENCH_LOAD_METER_HPP

#include <cstdint>
#include <ctime>
#include <functional>
#include <stdexcept>
#include <sys/types.h>
#include <utility>

namespace lmq::bench
{

inline std::int64_t read_clock_ns(clockid_t clock)
{
    timespec now{};
    if (clock_gettime(clock, &now) != 0) throw std::runtime_error("the server's CPU clock cannot be read");
    return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

/// User and system time of the server, all of its threads, to the nanosecond; and real time.
class Meter
{
public:
    /// `server` 0: real time only. `gate` runs right before the measured part.
    Meter(pid_t server, std::function<void()> gate) : gate_(std::move(gate)), measured_(server != 0)
    {
        if (measured_ && clock_getcpuclockid(server, &clock_) != 0) throw std::runtime_error("no such server process");
    }

    void start()
    {
        if (gate_) gate_();
        cpu_ns_ = cpu();
        real_ns_ = read_clock_ns(CLOCK_MONOTONIC);
    }
    void stop()
    {
        real_ns_ = read_clock_ns(CLOCK_MONOTONIC) - real_ns_;
        cpu_ns_ = cpu() - cpu_ns_;
    }
    std::int64_t cpu_ns() const { return cpu_ns_; }
    std::int64_t real_ns() const { return real_ns_; }

private:
    std::int64_t cpu() const { return measured_ ? read_clock_ns(clock_) : 0; }

    std::function<void()> gate_;
    bool measured_ = false;
    clockid_t clock_{};
    std::int64_t cpu_ns_ = 0;
    std::int64_t real_ns_ = 0;
};

} // namespace lmq::bench

#endif
