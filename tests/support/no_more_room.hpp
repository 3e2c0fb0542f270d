#ifndef LMQ_TESTS_SUPPORT_NO_MORE_ROOM_HPP
#define LMQ_TESTS_SUPPORT_NO_MORE_ROOM_HPP

#include <doctest/doctest.h>

#include <csignal>

#include <sys/resource.h>

namespace lmq::test
{

/// No file of this process may grow beyond `bytes`, as if the disk were full.
class NoMoreRoom
{
public:
    explicit NoMoreRoom(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN))
    {
        REQUIRE(getrlimit(RLIMIT_FSIZE, &before_) == 0);
        const rlimit now{bytes, before_.rlim_max};
        REQUIRE(setrlimit(RLIMIT_FSIZE, &now) == 0);
    }
    ~NoMoreRoom()
    {
        setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    NoMoreRoom(const NoMoreRoom &) = delete;
    NoMoreRoom &operator=(const NoMoreRoom &) = delete;

private:
    void (*handler_)(int);
    rlimit before_{};
};

} // namespace lmq::test

#endif
