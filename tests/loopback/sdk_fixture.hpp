#ifndef LMQ_TESTS_LOOPBACK_SDK_FIXTURE_HPP
#define LMQ_TESTS_LOOPBACK_SDK_FIXTURE_HPP

#include <doctest/doctest.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "lmq/client.hpp"
#include "lmq_broker/broker.hpp"
#include "support/emulator.hpp"

namespace lmq::test
{

using std::chrono::milliseconds;
using std::chrono::seconds;

/// What every wait of these tests is bounded by; none takes that long unless it fails.
inline constexpr seconds patience{20 * slowness};

inline const std::string access_key = "AK_TEST_0001";
inline const std::string secret_key = "SK_test_secret_0001";

/// Tries until `condition` holds; false when patience ends.
template <typename Condition>
bool eventually(Condition condition)
{
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::mutex mutex;
        std::unique_lock lock(mutex);
        std::condition_variable().wait_for(lock, milliseconds(1)); // leaves the core to the others
    }
    return true;
}

/// What handlers saw, in order. Thread-safe.
template <typename T>
class Recorder
{
public:
    void add(T item)
    {
        const std::lock_guard lock(mutex_);
        items_.push_back(std::move(item));
        changed_.notify_all();
    }
    /// False when patience ends before there are `count`.
    bool wait_for(std::size_t count)
    {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, patience, [&] { return items_.size() >= count; });
    }
    /// False when patience ends before one satisfies `predicate`.
    template <typename Predicate>
    bool wait_until_any(Predicate predicate)
    {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, patience, [&] {
            for (const T &item : items_)
                if (predicate(item)) return true;
            return false;
        });
    }
    /// Until another one comes, or `time` has passed.
    void wait_for_change(milliseconds time)
    {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, time);
    }
    std::vector<T> all() const
    {
        const std::lock_guard lock(mutex_);
        return items_;
    }
    std::size_t size() const
    {
        const std::lock_guard lock(mutex_);
        return items_.size();
    }
    void clear()
    {
        const std::lock_guard lock(mutex_);
        items_.clear();
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<T> items_;
};

/// The ready-made configuration, but that offline messages are pushed as soon as there is a connection.
broker::Config at_once();

/// The ready-made broker, or one of another configuration.
class Service
{
public:
    explicit Service(broker::Config config = broker::Config::ready_made());
    broker::Broker *operator->() const { return broker_.get(); }

    /// Options of device `GID_AAA@@@<device>` with the ready-made key and a back-off of 5 to 50 ms.
    ClientOptions device(const std::string &device) const;

    /// Waits until the broker knows the device's session as connected, or not.
    bool wait_connected(const std::string &client_id, bool connected = true) const;

private:
    std::unique_ptr<broker::Broker> broker_;
};

/// A client whose handlers record.
class Device
{
public:
    explicit Device(ClientOptions options);
    Device(const Device &) = delete;
    Device &operator=(const Device &) = delete;
    ~Device();

    Client *operator->() { return &client_; }
    Client &client() { return client_; }
    const std::string &id() const { return id_; }

    /// connect() with patience, required to succeed.
    Device &connect();
    /// subscribe_and_wait() with patience, every filter required to be granted as asked.
    Device &subscribe(const std::vector<Subscription> &subscriptions);
    /// publish_and_wait() with patience.
    Result<void> publish(Message message);
    /// publish(), its outcome recorded in `published` under the payload.
    Result<void> publish_async(Message message);

    bool wait_for_state(ConnectionState state);

    struct Published {
        std::string payload;
        Result<void> result;
    };

    Recorder<ReceivedMessage> messages;
    Recorder<ReceivedMessage> p2p;
    Recorder<ConnectionStatus> states;
    Recorder<Published> published;

private:
    std::string id_;
    Client client_;
};

/// A message for TopicA/notice/ unless told otherwise.
Message message(std::string payload, QoS qos = QoS::at_least_once, std::string topic = "TopicA/notice/");

/// The payloads, in order.
std::vector<std::string> payloads(const Recorder<ReceivedMessage> &recorder);

/// The MQ messages of `topic` that group `group` has not consumed yet, at least `count` of them.
std::vector<broker::MqMessage> consume(const Service &service, const std::string &topic, std::size_t count,
                                       const std::string &group = "GID_server");

/// A rule for packets of one kind: `rule("SUBACK", FaultAction::drop)`.
broker::FaultRule rule(std::string packet, broker::FaultAction action, std::uint64_t nth = 1, std::uint64_t times = 1);

} // namespace lmq::test

#endif
