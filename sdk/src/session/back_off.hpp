#ifndef LMQ_SESSION_BACK_OFF_HPP
#define LMQ_SESSION_BACK_OFF_HPP

#include <chrono>
#include <cstdint>

#include "lmq/options.hpp"
#include "session/random.hpp"

namespace lmq::session
{

/// Draws the time between two attempts: full jitter, as BackOff documents.
class BackOffTimer
{
public:
    BackOffTimer(BackOff options, std::uint64_t seed) : options_(options), random_(seed) {}

    /// The next delay; the one after it is drawn from a range twice as large.
    std::chrono::milliseconds next();
    /// Back to the smallest range.
    void reset() { doublings_ = 0; }

private:
    BackOff options_;
    Random random_;
    unsigned doublings_ = 0;
};

} // namespace lmq::session

#endif
