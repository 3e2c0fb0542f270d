#include <atomic>
#include <condition_variable>
#include <mutex>

#include "sdk_fixture.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

/// Holds a handler until it is opened.
class Gate
{
public:
    void open()
    {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }
    void pass()
    {
        std::unique_lock lock(mutex_);
        waiting_ = true;
        changed_.notify_all();
        changed_.wait_for(lock, patience, [this] { return open_; });
    }
    bool wait_for_somebody()
    {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, patience, [this] { return waiting_; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = false;
    bool waiting_ = false;
};

} // namespace

TEST_CASE("a slow handler loses nothing, and stops no other client")
{
    Service service;
    Gate gate; // outlives the device
    auto options = service.device("slow");
    options.inbox_messages = 10;
    Device slow(std::move(options));
    slow->on_message([&](const ReceivedMessage &received) {
        gate.pass();
        slow.messages.add(received);
    });
    slow.connect().subscribe({{"TopicA/#", QoS::at_least_once}});
    Device quick(service.device("quick"));
    quick.connect().subscribe({{"TopicA/#", QoS::at_least_once}});
    Device sender(service.device("sender"));
    sender.connect();

    for (int i = 0; i < 800; ++i)
        REQUIRE(sender.publish_async(message(std::to_string(i))));
    REQUIRE(gate.wait_for_somebody());
    REQUIRE(quick.messages.wait_for(800));
    CHECK(slow.messages.size() == 0);
    CHECK(slow->status().state == ConnectionState::ready);
    gate.open();
    REQUIRE(slow.messages.wait_for(800));
    const auto received = payloads(slow.messages);
    for (std::size_t i = 0; i < 800; ++i)
        REQUIRE(received[i] == std::to_string(i));
    CHECK(slow->statistics().connection_losses == 0);
}

TEST_CASE("handlers run one at a time")
{
    Service service;
    Device device(service.device("d"));
    std::atomic<int> inside{0};
    std::atomic<int> most{0};
    std::atomic<int> calls{0};
    const auto body = [&] {
        most = std::max(most.load(), ++inside);
        --inside;
        ++calls;
    };
    device->on_message([&](const ReceivedMessage &) { body(); });
    device->on_p2p([&](const ReceivedMessage &) { body(); });
    device->on_state([&](const ConnectionStatus &) { body(); });
    device.connect().subscribe({{"TopicA/#", QoS::at_least_once}});
    for (int i = 0; i < 100; ++i) {
        REQUIRE(device->publish(message("x"), [&](const Result<void> &) { body(); }));
        REQUIRE(
            device->publish_p2p("TopicA", device.id(), "y", QoS::at_least_once, [&](const Result<void> &) { body(); }));
    }
    CHECK(eventually([&] { return calls == 403; }));
    CHECK(most == 1);
}

TEST_CASE("a repeated delivery carries DUP")
{
    Service service(broker::Config::plain()); // the service itself repeats with a new packet (spec 9.3)
    auto options = service.device("d");
    options.profile = ServiceProfile::standard;
    options.clean_session = false;
    Device device(std::move(options));
    device.connect().subscribe({{"TopicA/x", QoS::at_least_once}});
    Device sender(service.device("sender"));
    sender.connect();
    // The device's acknowledgement is lost with its connection: the server has to deliver again.
    auto lose = rule("PUBACK", broker::FaultAction::refuse);
    lose.client = device.id();
    service->add_fault(lose);
    REQUIRE(sender.publish(message("again", QoS::at_least_once, "TopicA/x")));
    REQUIRE(device.messages.wait_for(2));
    const auto received = device.messages.all();
    CHECK_FALSE(received[0].duplicate);
    CHECK(received[1].duplicate);
    CHECK(received[1].payload == "again");
}
