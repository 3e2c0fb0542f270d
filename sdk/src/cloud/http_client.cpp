#include "cloud/http_client.hpp"

#include <algorithm>
#include <utility>

#include "cloud/http_slot.hpp"

namespace lmq::cloud
{

using Clock = std::chrono::steady_clock;

HttpClient::HttpClient(HttpOptions options, std::size_t connections) : options_(std::move(options)), most_(connections)
{
}

HttpClient::~HttpClient() = default;

Result<HttpAnswer> HttpClient::ask(const HttpRequest &request)
{
    const auto deadline = Clock::now() + request.timeout;
    Error error{Errc::internal, {}};
    auto slot = take(deadline, error);
    if (!slot) return tl::unexpected<Error>(std::move(error));
    HttpRequest timed = request;
    timed.timeout = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    auto answer = slot->ask(options_, timed);
    give_back(std::move(slot));
    return answer;
}

void HttpClient::abort()
{
    const std::lock_guard<std::mutex> lock(mutex_);
    aborted_ = true;
    for (HttpSlot *slot : busy_)
        slot->abort();
    changed_.notify_all();
}

std::unique_ptr<HttpSlot> HttpClient::take(Clock::time_point deadline, Error &error)
{
    std::unique_lock<std::mutex> lock(mutex_);
    const auto free = [this] { return aborted_ || busy_.size() < most_; };
    if (!changed_.wait_until(lock, deadline, free)) {
        error = {Errc::http_timeout, "all " + std::to_string(most_) + " connections were in use"};
        return nullptr;
    }
    if (aborted_) {
        error = {Errc::closed, "the call was ended from this side"};
        return nullptr;
    }
    std::unique_ptr<HttpSlot> slot;
    if (idle_.empty()) {
        slot = std::make_unique<HttpSlot>();
    } else {
        slot = std::move(idle_.back());
        idle_.pop_back();
    }
    busy_.push_back(slot.get());
    return slot;
}

void HttpClient::give_back(std::unique_ptr<HttpSlot> slot)
{
    const std::lock_guard<std::mutex> lock(mutex_);
    busy_.erase(std::remove(busy_.begin(), busy_.end(), slot.get()), busy_.end());
    idle_.push_back(std::move(slot));
    changed_.notify_one();
}

} // namespace lmq::cloud
