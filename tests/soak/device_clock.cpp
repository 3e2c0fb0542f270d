#include "device_clock.hpp"

#include <atomic>

#include "lmq/platform/clock.hpp"

namespace
{

std::atomic<std::chrono::milliseconds::rep> added{0};

template <class Clock>
std::chrono::milliseconds now_of()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now().time_since_epoch()) +
           std::chrono::milliseconds(added);
}

} // namespace

void lmq::test::advance_device_clock(std::chrono::milliseconds by)
{
    added += by.count();
}

// The linker takes these, and leaves those of the port in the library.
std::chrono::milliseconds lmq::platform::monotonic_now() noexcept
{
    return now_of<std::chrono::steady_clock>();
}

std::chrono::milliseconds lmq::platform::wall_now() noexcept
{
    return now_of<std::chrono::system_clock>();
}
