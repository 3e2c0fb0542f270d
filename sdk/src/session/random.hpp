#ifndef LMQ_SESSION_RANDOM_HPP
#define LMQ_SESSION_RANDOM_HPP

#include <cstdint>

namespace lmq::session
{

/// splitmix64: any seed will do, and two seeds give unrelated sequences. For jitter only.
class Random
{
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next()
    {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31U);
    }

    /// Uniform in [0, most]; `most` is not negative.
    std::int64_t up_to(std::int64_t most)
    {
        return static_cast<std::int64_t>(next() % (static_cast<std::uint64_t>(most) + 1));
    }

private:
    std::uint64_t state_;
};

} // namespace lmq::session

#endif
