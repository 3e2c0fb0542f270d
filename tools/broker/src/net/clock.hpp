#ifndef LMQ_BROKER_NET_CLOCK_HPP
#define LMQ_BROKER_NET_CLOCK_HPP

#include <chrono>
#include <cstdint>

#include "engine/clock.hpp"

namespace lmq::broker::net
{

/// The wall clock as it stood at the start, moved on by the steady one: never goes back. Reads the time once after each
/// `invalidate`, which is what makes asking it for every packet free.
class RealClock final : public engine::Clock
{
public:
    RealClock()
        : offset_(
              std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
                  .count() -
              steady_ms())
    {
    }
    std::int64_t now_ms() const override
    {
        if (stale_) now_ = steady_ms() + offset_;
        stale_ = false;
        return now_;
    }
    /// To be called before anything that may take time, a sleep above all.
    void invalidate() { stale_ = true; }

private:
    static std::int64_t steady_ms()
    {
        return std::chrono::duration_cast<std::chrono::milliseconds>(
                   std::chrono::steady_clock::now().time_since_epoch())
            .count();
    }
    std::int64_t offset_;
    mutable std::int64_t now_ = 0;
    mutable bool stale_ = true;
};

} // namespace lmq::broker::net

#endif
