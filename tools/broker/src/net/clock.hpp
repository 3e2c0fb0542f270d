#ifndef LMQ_BROKER_NET_CLOCK_HPP
#define LMQ_BROKER_NET_CLOCK_HPP

#include <chrono>
#include <cstdint>

#include "engine/clock.hpp"

namespace lmq::broker::net
{

/// The wall clock as it stood at the start, moved on by the steady one: never goes back. Stands still within a turn of
/// the loop, which is what makes asking it free.
class RealClock final : public engine::Clock
{
public:
    RealClock()
        : offset_(
              std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
                  .count() -
              steady_ms())
    {
        refresh();
    }
    std::int64_t now_ms() const override { return now_; }
    void refresh() { now_ = steady_ms() + offset_; }

private:
    static std::int64_t steady_ms()
    {
        return std::chrono::duration_cast<std::chrono::milliseconds>(
                   std::chrono::steady_clock::now().time_since_epoch())
            .count();
    }
    std::int64_t offset_;
    std::int64_t now_ = 0;
};

} // namespace lmq::broker::net

#endif
