#include "lmq/platform/thread.hpp"

#include <atomic>
#include <future>
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
    std::promise<void> go;
    std::promise<void> gone;
    {
        platform::Thread thread;
        REQUIRE(thread.start([&go, &gone] {
            go.get_future().wait();
            gone.set_value_at_thread_exit();
        }) == "");
        thread.detach();
        CHECK_FALSE(thread.joinable());
    }
    go.set_value();
    gone.get_future().wait();
}
