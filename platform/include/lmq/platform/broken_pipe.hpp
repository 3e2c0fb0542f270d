#ifndef LMQ_PLATFORM_BROKEN_PIPE_HPP
#define LMQ_PLATFORM_BROKEN_PIPE_HPP

namespace lmq::platform
{

/// While it lives, a write of this thread to a connection that the peer has closed fails instead of ending the process:
/// TLS libraries write without asking the system for that. Leaves the process's signal handlers and the signals of
/// others alone. To be destroyed on the thread that made it.
class BrokenPipeMask
{
public:
    BrokenPipeMask() noexcept;
    ~BrokenPipeMask();
    BrokenPipeMask(const BrokenPipeMask &) = delete;
    BrokenPipeMask &operator=(const BrokenPipeMask &) = delete;

private:
    bool blocked_ = false; ///< by this one, and so to be undone
};

} // namespace lmq::platform

#endif
