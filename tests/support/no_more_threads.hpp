#ifndef LMQ_TESTS_SUPPORT_NO_MORE_THREADS_HPP
#define LMQ_TESTS_SUPPORT_NO_MORE_THREADS_HPP

#include <doctest/doctest.h>

#include <fstream>
#include <future>
#include <vector>

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

namespace lmq::test
{

/// The system has no room for another thread's stack, while small allocations still succeed.
class NoMoreThreads
{
public:
    NoMoreThreads()
    {
        REQUIRE(getrlimit(RLIMIT_AS, &before_) == 0);
        if (!system_may_refuse) return;
        rlim_t pages = 0;
        std::ifstream("/proc/self/statm") >> pages;
        const auto page = static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
        const rlimit now{pages * page + room_for_the_small, before_.rlim_max};
        REQUIRE(setrlimit(RLIMIT_AS, &now) == 0);
        // The C library keeps stacks of threads that have ended: those are taken first.
        while (!in_force_ && sleepers_.size() < most) {
            pthread_t thread{};
            in_force_ = pthread_create(&thread, nullptr, stay, this) != 0;
            if (!in_force_) sleepers_.push_back(thread);
        }
    }
    ~NoMoreThreads()
    {
        setrlimit(RLIMIT_AS, &before_);
        end_.set_value();
        for (const pthread_t sleeper : sleepers_)
            pthread_join(sleeper, nullptr);
    }
    NoMoreThreads(const NoMoreThreads &) = delete;
    NoMoreThreads &operator=(const NoMoreThreads &) = delete;

    /// False where such a limit is not kept, as by an emulator, or not borne, as by a sanitizer.
    bool in_force() const { return in_force_; }

private:
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    static constexpr bool system_may_refuse = false;
#else
    static constexpr bool system_may_refuse = true;
#endif
    static constexpr rlim_t room_for_the_small = 1024 * 1024;
    static constexpr std::size_t most = 32;

    static void *stay(void *self)
    {
        static_cast<NoMoreThreads *>(self)->ended_.wait();
        return nullptr;
    }

    rlimit before_{};
    std::promise<void> end_;
    std::shared_future<void> ended_{end_.get_future()};
    std::vector<pthread_t> sleepers_;
    bool in_force_ = false;
};

} // namespace lmq::test

#endif
