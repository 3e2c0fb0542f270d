#include "meter.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>

#include <sys/resource.h>

// The C library's own, under the names that remain when malloc itself is replaced.
// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" void *__libc_malloc(std::size_t size);
extern "C" void *__libc_calloc(std::size_t count, std::size_t size);
extern "C" void *__libc_realloc(void *old, std::size_t size);
// NOLINTEND(bugprone-reserved-identifier)

namespace
{
std::atomic<std::uint64_t> counter{0};
}

extern "C" void *malloc(std::size_t size) noexcept
{
    counter.fetch_add(1, std::memory_order_relaxed);
    return __libc_malloc(size);
}

extern "C" void *calloc(std::size_t count, std::size_t size) noexcept
{
    counter.fetch_add(1, std::memory_order_relaxed);
    return __libc_calloc(count, size);
}

extern "C" void *realloc(void *old, std::size_t size) noexcept
{
    counter.fetch_add(1, std::memory_order_relaxed);
    return __libc_realloc(old, size);
}

namespace lmq::bench
{

std::uint64_t allocations()
{
    return counter.load();
}

double cpu_us()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto micros = [](const timeval &time) {
        return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
    };
    return micros(usage.ru_utime) + micros(usage.ru_stime);
}

double now_ms()
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

} // namespace lmq::bench
