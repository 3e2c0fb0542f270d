#include "lmq/platform/broken_pipe.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <csignal>

#include <pthread.h>
#include <unistd.h>

namespace lmq::test
{

namespace
{

bool sigpipe_is_blocked()
{
    sigset_t now;
    sigemptyset(&now);
    pthread_sigmask(SIG_BLOCK, nullptr, &now);
    return sigismember(&now, SIGPIPE) == 1;
}

} // namespace

TEST_CASE("a write to a closed connection fails instead of ending the process")
{
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    close(ends[0]);
    {
        const platform::BrokenPipeMask mask;
        const platform::BrokenPipeMask inner; // one inside another is harmless
        CHECK(write(ends[1], "x", 1) == -1);
        CHECK(errno == EPIPE);
    }
    close(ends[1]);
    // That the process got here shows that the signal was taken, not delivered when it was let through again.
    CHECK_FALSE(sigpipe_is_blocked());
}

} // namespace lmq::test
