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
    const auto drawn = static_cast<std::int64_t>(random() % (static_cast<std::uint64_t>(cap) + 1));
    // At least one: that the client waits is reported, and lets others run.
    return std::chrono::milliseconds(std::max<std::int64_t>({drawn, options_.min.count() / 10, 1}));
}

// splitmix64: any seed will do, and two seeds give unrelated sequences.
std::uint64_t BackOffTimer::random()
{
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
}

} // namespace lmq::session
