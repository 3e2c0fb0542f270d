#include "lmq/platform/thread.hpp"

#include <pthread.h>

#include <cassert>
#include <system_error>
#include <utility>

namespace lmq::platform
{
namespace
{

void *run(void *given)
{
    const std::unique_ptr<std::function<void()>> body(static_cast<std::function<void()> *>(given));
    (*body)();
    return nullptr;
}

} // namespace

struct Thread::Handle {
    pthread_t thread;
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
    auto handle = std::make_unique<Handle>();
    auto owned = std::make_unique<std::function<void()>>(std::move(body));
    const int refused = pthread_create(&handle->thread, nullptr, run, owned.get());
    if (refused != 0) return std::system_category().message(refused);
    static_cast<void>(owned.release()); // the thread's now
    handle_ = std::move(handle);
    return {};
}

void Thread::join()
{
    pthread_join(handle_->thread, nullptr);
    handle_.reset();
}

void Thread::detach()
{
    pthread_detach(handle_->thread);
    handle_.reset();
}

} // namespace lmq::platform
