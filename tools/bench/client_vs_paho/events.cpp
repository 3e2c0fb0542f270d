#include <chrono>

#include "subject.hpp"

namespace lmq::bench
{

bool Events::wait(std::uint64_t at, const std::function<bool()> &done, int seconds)
{
    std::unique_lock<std::mutex> lock(mutex);
    wanted = at;
    const bool in_time = changed.wait_for(lock, std::chrono::seconds(seconds), done);
    wanted = UINT64_MAX;
    return in_time;
}

} // namespace lmq::bench
