#ifndef LMQ_CLIENT_LOAD_GAUGE_HPP
#define LMQ_CLIENT_LOAD_GAUGE_HPP

#include <chrono>
#include <cstddef>

namespace lmq::client
{

/// Tells the loop when it is woken so often that a wake-up costs more than what it is for. Then it lingers: it lets
/// acknowledgements and messages come together for a moment. A lone message, or a few at a time, never wait.
class LoadGauge
{
public:
    using Clock = std::chrono::steady_clock;

    /// `events` were just fetched together, while `in_flight` publishes were under way. Answers how long to linger.
    std::chrono::microseconds take(std::size_t events, std::size_t in_flight, Clock::time_point now)
    {
        count_ += events;
        if (now - start_ >= period) {
            // Somebody who waits for each answer gets fewer a millisecond than this.
            busy_ = count_ >= many || (in_flight >= deep && count_ >= some);
            count_ = 0;
            start_ = now;
        }
        return busy_ && events > 0 ? pause : std::chrono::microseconds(0);
    }

private:
    static constexpr std::chrono::milliseconds period{1};
    static constexpr std::chrono::microseconds pause{200};
    static constexpr std::size_t many = 40;
    static constexpr std::size_t some = 8;
    static constexpr std::size_t deep = 16;

    Clock::time_point start_{};
    std::size_t count_ = 0;
    bool busy_ = false;
};

} // namespace lmq::client

#endif
