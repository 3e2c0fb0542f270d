#ifndef LMQ_BENCH_METER_HPP
#define LMQ_BENCH_METER_HPP

#include <cstdint>

namespace lmq::bench
{

/// Calls of malloc, calloc and realloc in this process so far; those of shared libraries too.
std::uint64_t allocations();

/// User and system time of this process so far, in microseconds.
double cpu_us();

/// Monotonic time in milliseconds.
double now_ms();

} // namespace lmq::bench

#endif
