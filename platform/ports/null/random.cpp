#include "lmq/platform/random.hpp"

#include <chrono>

namespace lmq::platform
{

// No source of entropy: the clock and an address differ from start to start. A real port should do better.
std::uint64_t random_u64() noexcept
{
    std::uint64_t value = 0;
    value = static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
    return value ^ (reinterpret_cast<std::uintptr_t>(&value) * 0x9E3779B97F4A7C15U);
}

} // namespace lmq::platform
