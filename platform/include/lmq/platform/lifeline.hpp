#ifndef LMQ_PLATFORM_LIFELINE_HPP
#define LMQ_PLATFORM_LIFELINE_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace lmq::platform
{

/// One TCP connection inside this process, over the loopback interface: somebody who polls only sockets of his own
/// connects to it, and is woken by what is written to it. Not thread-safe but for write().
class Lifeline
{
public:
    Lifeline() = default;
    ~Lifeline();
    Lifeline(const Lifeline &) = delete;
    Lifeline &operator=(const Lifeline &) = delete;

    /// Listens on a free port of 127.0.0.1 for one connection. Answers the port, or 0 where that cannot be.
    std::uint16_t listen() noexcept;

    /// Waits up to `timeout` for the connection, refuses any that does not come from this process, and stops
    /// listening.
    bool accept(std::chrono::milliseconds timeout) noexcept;

    /// Writes without blocking. False when there is no connection any more. Thread-safe after accept().
    bool write(const void *bytes, std::size_t size) noexcept;

private:
    int listener_ = -1;
    int connection_ = -1;
};

} // namespace lmq::platform

#endif
