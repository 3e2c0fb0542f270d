#ifndef LMQ_BENCH_HEAP_HPP
#define LMQ_BENCH_HEAP_HPP

#include <cstdint>

namespace lmq::bench
{

/// What malloc and its kin have done in this process so far, whoever called: shared libraries too.
struct Heap {
    std::uint64_t calls = 0; ///< that gave memory
    std::int64_t live = 0;   ///< bytes given and not taken back, as malloc_usable_size counts them
};

Heap heap();

} // namespace lmq::bench

#endif
