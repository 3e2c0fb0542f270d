#ifndef LMQ_PLATFORM_THREAD_HPP
#define LMQ_PLATFORM_THREAD_HPP

#include <functional>
#include <memory>
#include <string>

namespace lmq::platform
{

/// A thread of the system's: as std::thread, but one that cannot be started is an answer and not an exception, which a
/// device's build could not catch.
///
/// Used by one thread at a time. Must not be joinable when it is destroyed or given another.
class Thread
{
public:
    Thread() noexcept;
    ~Thread();
    Thread(Thread &&other) noexcept;
    Thread &operator=(Thread &&other) noexcept;

    /// Starts `body` on a new thread; none of this object's may be joinable. The system's reason if there is no thread
    /// to be had; empty: it runs.
    std::string start(std::function<void()> body);

    /// Whether there is one to be joined or detached.
    bool joinable() const noexcept { return handle_ != nullptr; }

    /// Waits for the end of `body`. Not on that thread itself.
    void join();

    /// Lets it go on by itself.
    void detach();

private:
    struct Handle;
    std::unique_ptr<Handle> handle_;
};

} // namespace lmq::platform

#endif
