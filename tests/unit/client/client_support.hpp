#ifndef LMQ_TESTS_CLIENT_SUPPORT_HPP
#define LMQ_TESTS_CLIENT_SUPPORT_HPP

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "lmq/client.hpp"
#include "scripted_server.hpp"

namespace lmq::test
{

using namespace std::chrono_literals;

/// Options of a client of any broker, that tries again quickly.
inline ClientOptions standard_options(const std::string &uri, const std::string &client_id = "device-1")
{
    ClientOptions options;
    options.server_uri = uri;
    options.client_id = client_id;
    options.profile = ServiceProfile::standard;
    options.back_off.min = 20ms;
    options.back_off.max = 60ms;
    return options;
}

inline Client make_client(ClientOptions options)
{
    auto client = Client::create(std::move(options));
    REQUIRE_MESSAGE(client.has_value(), describe(client ? Error{Errc::internal, ""} : client.error()));
    return std::move(*client);
}

/// Things that happened on other threads, and a way to wait for them.
template <class T>
class Recorder
{
public:
    void add(T value)
    {
        // Notified with the lock held: the one who waits may destroy this as soon as it has the lock.
        const std::lock_guard<std::mutex> lock(mutex_);
        values_.push_back(std::move(value));
        changed_.notify_all();
    }

    /// `enough` is asked when there is at least one.
    bool wait(const std::function<bool(const std::vector<T> &)> &enough, std::chrono::milliseconds limit = 20s)
    {
        std::unique_lock<std::mutex> lock(mutex_);
        return changed_.wait_for(lock, limit, [&] { return !values_.empty() && enough(values_); });
    }

    bool wait_for_count(std::size_t count, std::chrono::milliseconds limit = 20s)
    {
        return wait([count](const std::vector<T> &values) { return values.size() >= count; }, limit);
    }

    std::vector<T> values() const
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        return values_;
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<T> values_;
};

/// Opened once, for good.
class Gate
{
public:
    void open()
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }
    bool wait(std::chrono::milliseconds limit = 20s)
    {
        std::unique_lock<std::mutex> lock(mutex_);
        return changed_.wait_for(lock, limit, [this] { return open_; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = false;
};

inline bool ok(const Result<void> &result)
{
    if (!result) MESSAGE(describe(result.error()));
    return result.has_value();
}

inline std::chrono::milliseconds since(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
}

} // namespace lmq::test

#endif
