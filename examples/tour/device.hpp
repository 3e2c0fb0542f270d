#ifndef TOUR_DEVICE_HPP
#define TOUR_DEVICE_HPP

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <lmq/client.hpp>

/// A device of the tour: a client, and what its handlers have seen, for waiting on it.
class Device
{
public:
    explicit Device(lmq::ClientOptions options);

    lmq::Client &client() { return *client_; }
    const std::string &id() const { return id_; }

    /// Waits until a message with this payload has come, on `topic` when one is given; at most 10 s.
    bool received(const std::string &payload, const std::string &topic = {});
    bool received_p2p(const std::string &payload, const std::string &topic);
    /// Waits until the client has been in `state` at least `times` times.
    bool reached(lmq::ConnectionState state, std::size_t times = 1);
    std::size_t count(lmq::ConnectionState state);

    /// A handler for publish() whose outcome completed() and failed() count.
    lmq::PublishHandler counting();
    bool completed(std::size_t publishes);
    std::size_t failed();

private:
    bool wait(const std::function<bool()> &condition);
    bool has(const std::vector<lmq::ReceivedMessage> &in, const std::string &payload, const std::string &topic) const;

    std::string id_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<lmq::ReceivedMessage> messages_;
    std::vector<lmq::ReceivedMessage> p2p_;
    std::vector<lmq::ConnectionState> states_;
    std::size_t completed_ = 0;
    std::size_t failed_ = 0;
    std::optional<lmq::Client> client_; ///< last: its handlers use what stands above
};

#endif
