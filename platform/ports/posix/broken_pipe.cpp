#include "lmq/platform/broken_pipe.hpp"

#include <csignal>
#include <ctime>

#include <pthread.h>

namespace lmq::platform
{

namespace
{

sigset_t only_sigpipe() noexcept
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    return set;
}

bool is_pending() noexcept
{
    sigset_t pending;
    return sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE) == 1;
}

} // namespace

// One that is pending already is blocked already, and somebody else's: it stays.
BrokenPipeMask::BrokenPipeMask() noexcept
{
    if (is_pending()) return;
    const sigset_t set = only_sigpipe();
    sigset_t before;
    sigemptyset(&before);
    if (pthread_sigmask(SIG_BLOCK, &set, &before) != 0) return;
    blocked_ = sigismember(&before, SIGPIPE) == 0;
}

BrokenPipeMask::~BrokenPipeMask()
{
    if (!blocked_) return;
    const sigset_t set = only_sigpipe();
    // SIGPIPE goes to the thread that wrote, so a pending one is ours: taken before it can be delivered.
    if (is_pending()) {
        int taken = 0;
        sigwait(&set, &taken);
    }
    pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

} // namespace lmq::platform
