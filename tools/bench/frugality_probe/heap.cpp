// malloc, replaced: the program's own definitions come before the C library's, for its shared libraries as well.
#include "heap.hpp"

#include <atomic>
#include <cerrno>
#include <cstddef>

#include <malloc.h>

// The C library's own, under the names that remain when malloc itself is replaced.
// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" void *__libc_malloc(std::size_t size);
extern "C" void *__libc_calloc(std::size_t count, std::size_t size);
extern "C" void *__libc_realloc(void *old, std::size_t size);
extern "C" void *__libc_memalign(std::size_t alignment, std::size_t size);
extern "C" void __libc_free(void *old);
// NOLINTEND(bugprone-reserved-identifier)

namespace
{

std::atomic<std::uint64_t> calls{0};
std::atomic<std::int64_t> live{0};

std::int64_t size_of(void *memory)
{
    return memory == nullptr ? 0 : static_cast<std::int64_t>(malloc_usable_size(memory));
}

void *count(void *memory)
{
    calls.fetch_add(1, std::memory_order_relaxed);
    live.fetch_add(size_of(memory), std::memory_order_relaxed);
    return memory;
}

} // namespace

extern "C" void *malloc(std::size_t size) noexcept
{
    return count(__libc_malloc(size));
}

extern "C" void *calloc(std::size_t amount, std::size_t size) noexcept
{
    return count(__libc_calloc(amount, size));
}

extern "C" void *realloc(void *old, std::size_t size) noexcept
{
    live.fetch_sub(size_of(old), std::memory_order_relaxed);
    return count(__libc_realloc(old, size));
}

extern "C" void *memalign(std::size_t alignment, std::size_t size) noexcept
{
    return count(__libc_memalign(alignment, size));
}

extern "C" void *aligned_alloc(std::size_t alignment, std::size_t size) noexcept
{
    return count(__libc_memalign(alignment, size));
}

extern "C" int posix_memalign(void **memory, std::size_t alignment, std::size_t size) noexcept
{
    *memory = count(__libc_memalign(alignment, size));
    return *memory == nullptr ? ENOMEM : 0;
}

extern "C" void free(void *old) noexcept
{
    live.fetch_sub(size_of(old), std::memory_order_relaxed);
    __libc_free(old);
}

namespace lmq::bench
{

Heap heap()
{
    return {calls.load(), live.load()};
}

} // namespace lmq::bench
