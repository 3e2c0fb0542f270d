#include "lmq/platform/thread.hpp"

#include <cassert>
#include <thread>
#include <utility>

// For a system without pthread_create(). A thread that cannot be started ends the process here: std::thread throws.
namespace lmq::platform
{

struct Thread::Handle {
    std::thread thread;
};

Thread::Thread() noexcept = default;
Thread::Thread(Thread &&other) noexcept = default;

Thread &Thread::operator=(Thread &&other) noexcept
{
    assert(!joinable());
    handle_ = std::move(other.handle_);
    return *this;
}

Thread::~Thread()
{
    assert(!joinable());
}

std::string Thread::start(std::function<void()> body)
{
    assert(!joinable());
    handle_ = std::make_unique<Handle>(Handle{std::thread(std::move(body))});
    return {};
}

void Thread::join()
{
    handle_->thread.join();
    handle_.reset();
}

void Thread::detach()
{
    handle_->thread.detach();
    handle_.reset();
}

} // namespace lmq::platform
