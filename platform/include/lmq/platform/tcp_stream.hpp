#ifndef LMQ_PLATFORM_TCP_STREAM_HPP
#define LMQ_PLATFORM_TCP_STREAM_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>

namespace lmq::platform
{

/// One TCP connection of this process, which never blocks. Not thread-safe.
class TcpStream
{
public:
    TcpStream() = default;
    /// Takes over a connected, non-blocking socket.
    explicit TcpStream(int descriptor) noexcept : descriptor_(descriptor) {}
    TcpStream(TcpStream &&other) noexcept;
    TcpStream &operator=(TcpStream &&other) noexcept;
    ~TcpStream() { close(); }

    /// Begins to connect to a numeric address. Answers the system's reason on failure, else nothing.
    std::string connect(const std::string &address, std::uint16_t port);
    /// Once it is writable: why the connection did not come about; nothing: it did. Sets TCP_NODELAY.
    std::string connected();

    /// What a read or a write did; neither bytes, end nor error: nothing is possible now.
    struct Moved {
        std::size_t bytes = 0;
        bool ended = false; ///< read: the peer sends no more
        std::string error;  ///< the system's reason; the connection is of no use any more
    };
    Moved read(char *to, std::size_t size);
    Moved write(const char *from, std::size_t size);

    void close() noexcept;
    bool is_open() const noexcept { return descriptor_ >= 0; }
    int descriptor() const noexcept { return descriptor_; }

private:
    int descriptor_ = -1;
};

/// Lets one connection in over the loopback interface, from this process only. Not thread-safe.
class LoopbackListener
{
public:
    LoopbackListener() = default;
    ~LoopbackListener() { close(); }
    LoopbackListener(const LoopbackListener &) = delete;
    LoopbackListener &operator=(const LoopbackListener &) = delete;

    /// Listens on a free port of 127.0.0.1. `buffer`: bytes that the system may hold for the one who accepts. Answers
    /// the port, or 0 where that cannot be.
    std::uint16_t listen(std::size_t buffer) noexcept;
    /// The connection, once it is readable; refuses any that does not come from this process.
    std::optional<TcpStream> accept() noexcept;
    void close() noexcept;
    int descriptor() const noexcept { return descriptor_; }

private:
    int descriptor_ = -1;
};

/// Ends another thread's wait().
class Waker
{
public:
    Waker() noexcept;
    ~Waker();
    Waker(const Waker &) = delete;
    Waker &operator=(const Waker &) = delete;

    /// Thread-safe; stays in effect: every wait() from now on ends at once.
    void wake() noexcept;
    int descriptor() const noexcept { return reader_; }

private:
    int reader_ = -1;
    int writer_ = -1;
};

/// What somebody waits for, and what came of it. An error or an end counts as everything that was waited for.
struct Interest {
    int descriptor = -1; ///< negative: none
    bool read = false;
    bool write = false;
    bool readable = false;
    bool writable = false;
};

/// Waits until one of `interests`, three at most, has come about, `waker` was woken, or `timeout` has passed; nothing:
/// no time-out. Answers whether `waker` was woken.
bool wait_for(std::initializer_list<Interest *> interests, const Waker &waker,
              std::optional<std::chrono::milliseconds> timeout);

} // namespace lmq::platform

#endif
