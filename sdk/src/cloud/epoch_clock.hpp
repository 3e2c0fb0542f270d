#ifndef LMQ_CLOUD_EPOCH_CLOCK_HPP
#define LMQ_CLOUD_EPOCH_CLOCK_HPP

#include <chrono>

#include "lmq/cloud/token_service.hpp"

namespace lmq::cloud
{

/// `clock`, or the system's where it is empty.
inline EpochClock or_system_clock(EpochClock clock)
{
    if (clock) return clock;
    return [] {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        return static_cast<std::int64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
    };
}

} // namespace lmq::cloud

#endif
