#ifndef LMQ_BROKER_ENGINE_CLOCK_HPP
#define LMQ_BROKER_ENGINE_CLOCK_HPP

#include <cstdint>

namespace lmq::broker::engine
{

/// Where the engine reads the time. Unix epoch milliseconds, never going back within one run.
class Clock
{
public:
    virtual ~Clock() = default;
    virtual std::int64_t now_ms() const = 0;
};

/// A clock that stands still until it is moved.
class VirtualClock final : public Clock
{
public:
    explicit VirtualClock(std::int64_t start_ms) : now_(start_ms) {}
    std::int64_t now_ms() const override { return now_; }
    void set(std::int64_t now_ms) { now_ = now_ms; }

private:
    std::int64_t now_;
};

} // namespace lmq::broker::engine

#endif
