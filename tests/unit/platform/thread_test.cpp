#include "lmq/platform/thread.hpp"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include <doctest/doctest.h>

namespace platform = lmq::platform;

TEST_CASE("a thread runs what it was given, elsewhere, and is waited for")
{
    platform::Thread thread;
    CHECK_FALSE(thread.joinable());
    std::thread::id elsewhere;
    REQUIRE(thread.start([&elsewhere] { elsewhere = std::this_thread::get_id(); }) == "");
    CHECK(thread.joinable());
    thread.join();
    CHECK_FALSE(thread.joinable());
    CHECK((elsewhere != std::thread::id()));
    CHECK((elsewhere != std::this_thread::get_id()));
}

TEST_CASE("a thread that was moved belongs to its new owner and can be started again")
{
    std::atomic<int> runs{0};
    platform::Thread first;
    REQUIRE(first.start([&runs] { ++runs; }) == "");
    platform::Thread second(std::move(first));
    second.join();
    REQUIRE(second.start([&runs] { ++runs; }) == "");
    first = std::move(second);
    first.join();
    CHECK(runs == 2);
}

TEST_CASE("a detached thread goes on when its owner is gone")
{
    struct Shared {
        std::mutex mutex;
        std::condition_variable changed;
        bool go = false;
        bool went = false;
    };
    const auto shared = std::make_shared<Shared>();
    {
        platform::Thread thread;
        REQUIRE(thread.start([shared] {
            std::unique_lock<std::mutex> lock(shared->mutex);
            shared->changed.wait(lock, [&shared] { return shared->go; });
            shared->went = true;
            shared->changed.notify_all();
        }) == "");
        thread.detach();
        CHECK_FALSE(thread.joinable());
    }
    std::unique_lock<std::mutex> lock(shared->mutex);
    shared->go = true;
    shared->changed.notify_all();
    shared->changed.wait(lock, [&shared] { return shared->went; });
}
