#ifndef LMQ_TESTS_LOOPBACK_RAW_FIXTURE_HPP
#define LMQ_TESTS_LOOPBACK_RAW_FIXTURE_HPP

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "lmq_broker/broker.hpp"
#include "support/raw_client.hpp"

namespace lmq::test
{

/// The client id of a device in the ready-made group GID_AAA.
inline std::string dev(std::string_view name)
{
    return "GID_AAA@@@" + std::string(name);
}

/// Tries until `condition` holds; false after ten seconds. Asking the broker is a round trip to its thread.
template <typename Condition>
bool eventually(Condition condition)
{
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::yield();
    }
    return true;
}

/// The ready-made service on a virtual clock, with strangers and misfits to be refused: a second account with
/// GID_FOREIGN, ForeignTopic and GrantedTopic; a disabled one with GID_DISABLED; a sub-account of the ready-made one;
/// groups that are frozen, suspended or of another region.
broker::Config service_config();

/// No service rules, on a virtual clock.
broker::Config plain_config();

/// A broker in this process and clients for it.
class Service
{
public:
    explicit Service(const broker::Config &config = service_config());

    broker::Broker *operator->() const { return broker_.get(); }

    RawClient open() const { return RawClient(broker_->tcp_address()); }
    /// Connects and requires CONNACK 0.
    RawClient sign_in(const ConnectFields &fields, bool session_present = false) const;
    RawClient sign_in(const std::string &client_id) const;
    RawClient sign_in_persistent(const std::string &client_id, bool session_present = false) const;
    /// Signs in and subscribes; requires that all is granted.
    RawClient subscriber(const std::string &client_id, const std::string &filter, unsigned qos) const;

    void advance(std::chrono::milliseconds by) const;
    /// Waits until the broker has noticed that the client's connection is gone.
    void wait_offline(const std::string &client_id) const;
    bool online(const std::string &client_id) const;

    /// What MQ has received under `topic` since this was last asked.
    std::vector<broker::MqMessage> stored(const std::string &topic) const;

private:
    std::unique_ptr<broker::Broker> broker_;
};

/// Publishes with QoS 1 and requires the PUBACK.
void publish_acked(RawClient &client, const std::string &topic, const std::string &payload, unsigned id = 1,
                   bool retain = false);

/// What arrives until all that was on its way has: the payloads of PUBLISHes, each acknowledged as its QoS wants.
std::vector<std::string> drain(RawClient &client);

} // namespace lmq::test

#endif
