#ifndef LMQ_PLATFORM_CLOCK_HPP
#define LMQ_PLATFORM_CLOCK_HPP

#include <chrono>

namespace lmq::platform
{

/// Milliseconds of the monotonic clock since an arbitrary origin; never goes back. Thread-safe.
std::chrono::milliseconds monotonic_now() noexcept;

} // namespace lmq::platform

#endif
