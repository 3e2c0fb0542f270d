#include "transport/address_lookup.hpp"

#include <mutex>
#include <utility>

#include "lmq/platform/thread.hpp"

namespace lmq::transport
{

struct AddressLookup::Job {
    std::mutex mutex;
    std::function<void()> done; ///< empty: cancelled, or called
    std::optional<platform::Resolved> answer;

    void end(platform::Resolved resolved)
    {
        const std::lock_guard<std::mutex> lock(mutex);
        answer = std::move(resolved);
        if (done) done();
        done = nullptr;
    }
};

void AddressLookup::start(const std::string &host, std::function<void()> done)
{
    cancel();
    job_ = std::make_shared<Job>();
    job_->done = std::move(done);
    // Detached: getaddrinfo() cannot be interrupted, and nobody may wait half a minute for it.
    platform::Thread thread;
    const std::string refused = thread.start([job = job_, host] { job->end(platform::resolve(host)); });
    if (refused.empty())
        thread.detach();
    else
        job_->end({{}, "no thread to resolve it: " + refused});
}

void AddressLookup::cancel()
{
    if (!job_) return;
    const std::shared_ptr<Job> job = std::move(job_);
    const std::lock_guard<std::mutex> lock(job->mutex);
    job->done = nullptr;
}

std::optional<platform::Resolved> AddressLookup::take()
{
    if (!job_) return std::nullopt;
    std::optional<platform::Resolved> answer;
    {
        const std::lock_guard<std::mutex> lock(job_->mutex);
        answer = std::move(job_->answer);
    }
    if (answer) job_.reset();
    return answer;
}

} // namespace lmq::transport
