#ifndef LMQ_PLATFORM_CLOCK_HPP
#define LMQ_PLATFORM_CLOCK_HPP

#include <chrono>

namespace lmq::platform
{

/// Milliseconds of the monotonic clock since an arbitrary origin; never goes back. Thread-safe.
std::chrono::milliseconds monotonic_now() noexcept;

/// Milliseconds since the Unix epoch by the system's clock, which may be wrong and may jump; 0 where there is none.
/// Thread-safe.
std::chrono::milliseconds wall_now() noexcept;

} // namespace lmq::platform

#endif
