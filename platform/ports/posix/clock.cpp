#include "lmq/platform/clock.hpp"

namespace lmq::platform
{

std::chrono::milliseconds monotonic_now() noexcept
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

} // namespace lmq::platform
