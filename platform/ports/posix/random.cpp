#include "lmq/platform/random.hpp"

#include <chrono>
#include <cstdio>

namespace lmq::platform
{

std::uint64_t random_u64() noexcept
{
    std::uint64_t value = 0;
    if (std::FILE *file = std::fopen("/dev/urandom", "rb")) {
        const std::size_t got = std::fread(&value, sizeof value, 1, file);
        std::fclose(file);
        if (got == 1) return value;
    }
    // No urandom (a chroot without /dev): the clock and an address still differ from device to device.
    value = static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
    return value ^ (reinterpret_cast<std::uintptr_t>(&value) * 0x9E3779B97F4A7C15U);
}

} // namespace lmq::platform
