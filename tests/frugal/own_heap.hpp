#ifndef LMQ_TESTS_FRUGAL_OWN_HEAP_HPP
#define LMQ_TESTS_FRUGAL_OWN_HEAP_HPP

#include <cstdint>

namespace lmq::test
{

/// What C++ has taken from the heap in this process: the client and the test. Paho and OpenSSL, which are C, are not in
/// it.
struct OwnHeap {
    std::int64_t calls = 0; ///< of operator new, so far
    std::int64_t live = 0;  ///< bytes now
};

OwnHeap own_heap();

} // namespace lmq::test

#endif
