#include "session/back_off.hpp"

#include <algorithm>

namespace lmq::session
{

std::chrono::milliseconds BackOffTimer::next()
{
    std::int64_t cap = std::max<std::int64_t>(options_.min.count(), 1);
    const std::int64_t max = std::max<std::int64_t>(options_.max.count(), cap);
    for (unsigned i = 0; i < doublings_ && cap < max; ++i)
        cap *= 2;
    if (cap >= max)
        cap = max;
    else
        ++doublings_;
    const std::int64_t drawn = random_.up_to(cap);
    // At least one: that the client waits is reported, and lets others run.
    return std::chrono::milliseconds(std::max<std::int64_t>({drawn, options_.min.count() / 10, 1}));
}

} // namespace lmq::session
