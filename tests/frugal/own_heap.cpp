// operator new, replaced. The other forms of it end in these.
#include "own_heap.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

#include <malloc.h>

namespace
{

std::atomic<std::int64_t> calls{0};
std::atomic<std::int64_t> live{0};

} // namespace

void *operator new(std::size_t size)
{
    void *const memory = std::malloc(size);
    if (memory == nullptr) throw std::bad_alloc();
    ++calls;
    live += static_cast<std::int64_t>(malloc_usable_size(memory));
    return memory;
}

void operator delete(void *memory) noexcept
{
    if (memory == nullptr) return;
    live -= static_cast<std::int64_t>(malloc_usable_size(memory));
    std::free(memory);
}

void operator delete(void *memory, std::size_t) noexcept
{
    operator delete(memory);
}

namespace lmq::test
{

OwnHeap own_heap()
{
    return {calls, live};
}

} // namespace lmq::test
