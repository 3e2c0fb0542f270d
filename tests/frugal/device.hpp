#ifndef LMQ_TESTS_FRUGAL_DEVICE_HPP
#define LMQ_TESTS_FRUGAL_DEVICE_HPP

#include <doctest/doctest.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>

#include "lmq/client.hpp"
#include "loopback/broker_cli_process.hpp"

namespace lmq::test
{

inline constexpr std::chrono::seconds patience{20};

/// Tries until `condition` holds; false when patience ends. Takes nothing from the heap.
template <typename Condition>
bool eventually(Condition condition)
{
    const auto deadline = std::chrono::steady_clock::now() + patience;
    std::mutex mutex;
    std::unique_lock<std::mutex> lock(mutex);
    std::condition_variable nobody;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        nobody.wait_for(lock, std::chrono::milliseconds(1));
    }
    return true;
}

/// lmq-broker with its ready-made account.
class Service
{
public:
    Service();
    ~Service();
    Service(const Service &) = delete;
    Service &operator=(const Service &) = delete;

    ClientOptions over_tcp(const std::string &device);
    ClientOptions over_tls(const std::string &device);

private:
    BrokerProcess broker_;
};

/// Connected, and subscribed to three topics.
Client connected(ClientOptions options);

} // namespace lmq::test

#endif
