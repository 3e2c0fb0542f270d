#ifndef LMQ_PLATFORM_PEER_SOCKET_HPP
#define LMQ_PLATFORM_PEER_SOCKET_HPP

#include <cstdint>
#include <optional>
#include <string>

namespace lmq::platform
{

/// A TCP socket of this process that somebody else owns, found by where it leads. Remembers the socket's identity, not
/// only its number, so that a number used again for something else is noticed. A value; not thread-safe.
class PeerSocket
{
public:
    PeerSocket() = default;

    /// Sets TCP_NODELAY on every connected socket of this process whose peer is `address`:`port`, and remembers the
    /// socket if it was the only one that had not got it before. `address` is numeric. Costs a look at each open
    /// descriptor. Thread-safe.
    static PeerSocket adopt(const std::string &address, std::uint16_t port);

    /// False when there was none, or more than one: then hold() does nothing.
    explicit operator bool() const noexcept { return descriptor_ >= 0; }

    /// While on, the socket reports data only when its receive buffer is nearly full: a poll() on it sleeps, and TCP
    /// tells the peer to wait. Answers whether it could be set. Any thread.
    bool hold(bool on) const noexcept;

    /// Ends both directions: what the owner writes from now on fails, what it had written still goes out, and the peer
    /// sees an end. Answers whether it could be done. Any thread.
    bool sever() const noexcept;
    /// The same for a socket that adopt() has not been called for: for those whose peer is `address`:`port` and that it
    /// has not met yet or, if there is none, for all that lead there. Thread-safe.
    static void sever_new(const std::string &address, std::uint16_t port);

    /// What became of the owner's writes.
    struct Output {
        /// Bytes given to the system so far; only differences mean anything. Nothing: it does not tell (Linux
        /// before 4.1).
        std::optional<std::uint64_t> written;
        bool crowded = false; ///< half the send buffer, or more, waits for the peer to take it
    };
    /// Nothing where that is not known. Any thread.
    std::optional<Output> output() const noexcept;

private:
    int descriptor_ = -1;
    std::uint64_t identity_ = 0;
};

} // namespace lmq::platform

#endif
