#ifndef LMQ_CLIENT_EVENT_QUEUE_HPP
#define LMQ_CLIENT_EVENT_QUEUE_HPP

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "inbox/inbox.hpp"
#include "session/session.hpp"
#include "transport/transport.hpp"

namespace lmq::client
{

/// What happened since the loop last looked.
struct Batch {
    struct Ack {
        transport::Epoch epoch = 0;
        transport::Token token;
    };
    std::vector<session::Event> events;
    std::vector<Ack> acks;
    std::vector<inbox::Arrived> messages;

    bool empty() const { return events.empty() && acks.empty() && messages.empty(); }
    void clear()
    {
        events.clear();
        acks.clear();
        messages.clear();
    }
};

/// Takes what the transport's foreign threads tell, until the loop fetches it. Its lock is a leaf: nothing is called
/// while it is held, so a thread that holds Paho's lock never waits for one that wants it.
class EventQueue final : public transport::Listener
{
public:
    /// `capacity`: messages that may wait to be handled before the transport is to hold back. `max_bytes`: what they
    /// may take before QoS 0 is dropped. `service_notices`: messages on `$SYS/…` are the service's, and become events.
    /// `inbox` (may be null): where QoS 1 and 2 are kept first; it outlives whoever calls on_message().
    EventQueue(std::size_t capacity, std::size_t max_bytes, bool service_notices, inbox::Inbox *inbox = nullptr)
        : capacity_(capacity), max_bytes_(max_bytes), service_notices_(service_notices), inbox_(inbox)
    {
    }

    /// What a waiting message is counted as.
    static std::size_t size_of(const ReceivedMessage &message)
    {
        return message.topic.size() + message.payload.size() + 100;
    }

    void on_up(transport::Epoch epoch, bool session_present) override;
    void on_refused(transport::Epoch epoch, int return_code) override;
    void on_failed(transport::Epoch epoch, Error error) override;
    void on_down(transport::Epoch epoch, Error error) override;
    void on_published(transport::Epoch epoch, transport::Token token) override;
    void on_subscribed(transport::Epoch epoch, transport::Token token, Result<std::vector<int>> codes) override;
    void on_unsubscribed(transport::Epoch epoch, transport::Token token, Result<void> result) override;
    bool has_room() override;
    Result<void> on_message(transport::Epoch epoch, ReceivedMessage message, bool held_back) override;
    void on_step_due() override;

    /// `count` messages of `bytes` are there that did not come by on_message(). Thread-safe.
    void expect(std::size_t count, std::size_t bytes);

    /// The token provider's answer. Thread-safe.
    void on_token(std::uint32_t request, TokenResult result);

    /// Makes wait() return. Thread-safe.
    void poke();

    /// Waits until something is there, poke() was called, or `deadline` of the monotonic clock has passed; but `linger`
    /// in any case, so that under load more comes together for one wake-up of the loop.
    void wait(std::optional<std::chrono::milliseconds> deadline, std::chrono::microseconds linger = {});

    /// Swaps what is there into `batch`, which must be empty. Answers whether poke() was called since.
    bool take(Batch &batch);

    /// Messages received and not handled yet. Thread-safe.
    std::size_t unhandled() const { return unhandled_; }

    std::uint64_t dropped() const { return dropped_; }

    /// `count` messages of `bytes` have been handled. Answers true when the transport holds back and should go on.
    bool handled(std::size_t count, std::size_t bytes);

private:
    template <class T>
    void push(T event);
    void notify(std::unique_lock<std::mutex> &lock);

    const std::size_t capacity_;
    const std::size_t max_bytes_;
    const bool service_notices_;
    inbox::Inbox *const inbox_;
    std::mutex mutex_;
    std::condition_variable changed_;
    Batch waiting_;
    bool poked_ = false;
    bool sleeping_ = false;
    std::atomic<std::size_t> unhandled_{0};
    std::atomic<std::size_t> unhandled_bytes_{0};
    std::atomic<std::uint64_t> dropped_{0};
    std::atomic<bool> held_{false};
};

} // namespace lmq::client

#endif
