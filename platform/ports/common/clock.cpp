#include "lmq/platform/clock.hpp"

namespace lmq::platform
{

using std::chrono::duration_cast;
using std::chrono::milliseconds;

milliseconds monotonic_now() noexcept
{
    return duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

milliseconds wall_now() noexcept
{
    return duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch());
}

} // namespace lmq::platform
