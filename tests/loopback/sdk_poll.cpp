#include <thread>

#include "sdk_fixture.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

ClientOptions polled(const Service &service)
{
    auto options = service.device("d");
    options.dispatch = Dispatch::poll;
    return options;
}

/// Polls until `condition` holds; false when patience ends.
template <typename Condition>
bool poll_until(Client &client, Condition condition)
{
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        REQUIRE(client.poll(milliseconds(50)));
    }
    return true;
}

} // namespace

TEST_CASE("in poll mode everything happens in poll(), on the caller's thread")
{
    Service service;
    Device device(polled(service));
    Recorder<std::thread::id> threads;
    device->on_message([&](const ReceivedMessage &received) {
        threads.add(std::this_thread::get_id());
        device.messages.add(received);
    });
    REQUIRE(device->start());
    REQUIRE(poll_until(device.client(), [&] { return device->status().state == ConnectionState::ready; }));
    REQUIRE(device->subscribe({{"TopicA/x", QoS::at_least_once}}));
    REQUIRE(device.publish_async(message("x", QoS::at_least_once, "TopicA/x")));
    REQUIRE(poll_until(device.client(), [&] { return device.messages.size() == 1 && device.published.size() == 1; }));
    CHECK((threads.all()[0] == std::this_thread::get_id()));
    REQUIRE(service->kick(device.id()));
    REQUIRE(poll_until(device.client(), [&] { return device->statistics().connects == 2; }));
}

TEST_CASE("in poll mode blocking calls poll")
{
    Service service;
    Device device(polled(service));
    device.connect().subscribe({{"TopicA/x", QoS::at_least_once}});
    REQUIRE(device.publish(message("x", QoS::at_least_once, "TopicA/x")));
    CHECK(device->unsubscribe_and_wait({"TopicA/x"}, patience));
    CHECK(device->disconnect(patience));
    CHECK(device->status().state == ConnectionState::idle);
}

TEST_CASE("poll answers the number of handlers it ran, and nothing at its deadline")
{
    Service service;
    Device device(polled(service));
    device.connect();
    std::size_t ran = 1;
    REQUIRE(poll_until(device.client(), [&] { // what connect() left
        ran = device->poll(milliseconds(20)).value_or(1);
        return ran == 0;
    }));
    REQUIRE(device.publish_async(message("x")));
    std::size_t handlers = 0;
    REQUIRE(poll_until(device.client(), [&] {
        handlers += device->poll(milliseconds(20)).value_or(0);
        return device.published.size() == 1;
    }));
    CHECK(handlers <= 1); // poll_until() itself may have run it
}

TEST_CASE("poll in thread mode is an error, and so is poll after close")
{
    Service service;
    Device device(service.device("d"));
    CHECK(device->poll(milliseconds(1)).error().code == Errc::wrong_mode);
    Device other(polled(service));
    REQUIRE(other->close(patience));
    CHECK(other->poll(milliseconds(1)).error().code == Errc::closed);
}

TEST_CASE("a blocking call in a handler that poll() runs is refused")
{
    Service service;
    Device device(polled(service));
    device.connect();
    Recorder<Errc> codes;
    REQUIRE(device->publish(message("x"), [&](const Result<void> &) {
        codes.add(device->publish_and_wait(message("y"), patience).error().code);
    }));
    REQUIRE(poll_until(device.client(), [&] { return codes.size() == 1; }));
    CHECK(codes.all()[0] == Errc::would_deadlock);
}
