#ifndef LMQ_PLATFORM_RANDOM_HPP
#define LMQ_PLATFORM_RANDOM_HPP

#include <cstdint>

namespace lmq::platform
{

/// 64 bits of the system's entropy; good enough to seed jitter, and different on every device and every start.
/// Thread-safe.
std::uint64_t random_u64() noexcept;

} // namespace lmq::platform

#endif
