#include "outbox/token_bucket.hpp"

#include <algorithm>
#include <cmath>

namespace lmq::outbox
{

namespace
{
// Sums of rounded fractions: a token that is a hair short of whole is whole.
constexpr double almost_one = 1.0 - 1e-9;
} // namespace

TokenBucket::TokenBucket(double rate) : rate_per_ms_(rate / 1000.0), burst_(std::max(1.0, rate / 20.0)), level_(burst_)
{
}

bool TokenBucket::take(Time now)
{
    if (rate_per_ms_ <= 0) return true;
    level_ = level_at(now);
    filled_at_ = std::max(filled_at_, now);
    if (level_ < almost_one) return false;
    level_ -= 1.0;
    return true;
}

TokenBucket::Time TokenBucket::ready_at(Time now) const
{
    if (rate_per_ms_ <= 0) return now;
    const double missing = almost_one - level_at(now);
    if (missing <= 0) return now;
    return now + Time(static_cast<Time::rep>(std::ceil(missing / rate_per_ms_)));
}

double TokenBucket::level_at(Time now) const
{
    const auto passed = static_cast<double>(std::max(now - filled_at_, Time{0}).count());
    return std::min(burst_, level_ + passed * rate_per_ms_);
}

} // namespace lmq::outbox
