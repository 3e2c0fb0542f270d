#include "lmq/platform/random.hpp"

#include <chrono>

#include <windows.h>

#include <bcrypt.h>

namespace lmq::platform
{

std::uint64_t random_u64() noexcept
{
    std::uint64_t value = 0;
    if (BCryptGenRandom(nullptr, reinterpret_cast<PUCHAR>(&value), sizeof value, BCRYPT_USE_SYSTEM_PREFERRED_RNG) == 0)
        return value;
    // The clock and the process still differ from device to device.
    value = static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
    return value ^ (GetCurrentProcessId() * 0x9E3779B97F4A7C15U);
}

} // namespace lmq::platform
