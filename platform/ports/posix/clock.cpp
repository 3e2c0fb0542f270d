// Where time_t has 32 bits unless one asks, as with glibc on 32-bit systems, the C++ library's clock ends in 2038.
#if !defined(_FILE_OFFSET_BITS)
#define _FILE_OFFSET_BITS 64 // NOLINT: the C library's own name
#endif
#define _TIME_BITS 64 // NOLINT: so is this

#include "lmq/platform/clock.hpp"

#include <ctime>

namespace lmq::platform
{

using std::chrono::duration_cast;
using std::chrono::milliseconds;

#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 34)
static_assert(sizeof(timespec::tv_sec) >= 8, "the definitions above came too late");
#endif

milliseconds monotonic_now() noexcept
{
    return duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

milliseconds wall_now() noexcept
{
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now); // its one error is a clock that does not exist
    return std::chrono::seconds(now.tv_sec) + milliseconds(now.tv_nsec / 1000000);
}

} // namespace lmq::platform
