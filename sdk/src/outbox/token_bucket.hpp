#ifndef LMQ_OUTBOX_TOKEN_BUCKET_HPP
#define LMQ_OUTBOX_TOKEN_BUCKET_HPP

#include <chrono>

namespace lmq::outbox
{

/// Lets `rate` messages a second pass, with bursts of a twentieth of a second's worth (at least one).
class TokenBucket
{
public:
    using Time = std::chrono::milliseconds;

    /// `rate` 0: everything passes.
    explicit TokenBucket(double rate);

    /// Takes a token if there is one at `now`.
    bool take(Time now);
    /// When the next token is there: `now` or later.
    Time ready_at(Time now) const;

private:
    double level_at(Time now) const;

    double rate_per_ms_;
    double burst_;
    double level_;
    Time filled_at_{0};
};

} // namespace lmq::outbox

#endif
