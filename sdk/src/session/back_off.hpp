#ifndef LMQ_SESSION_BACK_OFF_HPP
#define LMQ_SESSION_BACK_OFF_HPP

#include <chrono>
#include <cstdint>

#include "lmq/options.hpp"

namespace lmq::session
{

/// Draws the time between two attempts: full jitter, as BackOff documents.
class BackOffTimer
{
public:
    BackOffTimer(BackOff options, std::uint64_t seed) : options_(options), state_(seed) {}

    /// The next delay; the one after it is drawn from a range twice as large.
    std::chrono::milliseconds next();
    /// Back to the smallest range.
    void reset() { doublings_ = 0; }

private:
    std::uint64_t random();

    BackOff options_;
    std::uint64_t state_;
    unsigned doublings_ = 0;
};

} // namespace lmq::session

#endif
