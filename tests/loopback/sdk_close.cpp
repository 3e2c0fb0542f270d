#include <atomic>
#include <future>

#include "sdk_fixture.hpp"

using namespace lmq;
using namespace lmq::test;
using broker::FaultAction;

TEST_CASE("disconnect waits for what is in flight, then ends in idle")
{
    Service service;
    auto options = service.device("d");
    options.outbox.max_messages = 1000;
    Device device(std::move(options));
    device.connect();
    for (int i = 0; i < 500; ++i)
        REQUIRE(device.publish_async(message(std::to_string(i))));
    REQUIRE(device->disconnect(patience));
    CHECK(device->status().state == ConnectionState::idle);
    CHECK(device->statistics().publishes_completed == 500);
    REQUIRE(device.published.wait_for(500));
    CHECK(service.wait_connected(device.id(), false));
}

TEST_CASE("disconnect with something left answers timeout; it goes out after the next start")
{
    Service service;
    Device device(service.device("d"));
    device.connect();
    service->add_fault(rule("PUBACK", FaultAction::drop, 1, 1));
    REQUIRE(device.publish_async(message("late")));
    const auto left = device->disconnect(milliseconds(200));
    REQUIRE_FALSE(left);
    CHECK(left.error().code == Errc::timeout);
    CHECK(device->status().state == ConnectionState::idle);
    CHECK(device.published.size() == 0);
    device.connect();
    REQUIRE(device.published.wait_for(1));
    CHECK(device.published.all()[0].result);
}

TEST_CASE("disconnect without a connection ends at once, whatever the client was doing")
{
    Service service;
    service->add_fault(rule("CONNECT", FaultAction::refuse, 1, 0));
    Device device(service.device("d"));
    CHECK(device->disconnect(patience));
    REQUIRE(device->start());
    REQUIRE(device.wait_for_state(ConnectionState::waiting));
    CHECK(device->disconnect(patience));
    CHECK(device->status().state == ConnectionState::idle);
}

TEST_CASE("close completes what is left with cancelled; every later call answers closed")
{
    Service service;
    Device device(service.device("d"));
    Recorder<std::vector<SubscribeOutcome>> subscribed;
    REQUIRE(device.publish_async(message("never")));
    REQUIRE(device->subscribe({{"TopicA/x", QoS::at_least_once}},
                              [&](const std::vector<SubscribeOutcome> &outcomes) { subscribed.add(outcomes); }));
    const auto left = device->close(milliseconds(50));
    REQUIRE_FALSE(left);
    CHECK(left.error().code == Errc::timeout);
    REQUIRE(device.published.wait_for(1));
    CHECK(device.published.all()[0].result.error().code == Errc::cancelled);
    REQUIRE(subscribed.wait_for(1));
    CHECK(subscribed.all()[0][0].granted.error().code == Errc::cancelled);

    CHECK(device->start().error().code == Errc::closed);
    CHECK(device->connect(patience).error().code == Errc::closed);
    CHECK(device.publish_async(message("x")).error().code == Errc::closed);
    CHECK(device->subscribe({{"TopicA/x", QoS::at_least_once}}).error().code == Errc::closed);
    CHECK(device->unsubscribe({"TopicA/x"}).error().code == Errc::closed);
    CHECK(device->disconnect(patience).error().code == Errc::closed);
    CHECK(device->close(patience).error().code == Errc::closed);
    device->network_changed();
    CHECK(device.published.size() == 1);
}

TEST_CASE("a client that is dropped while connected completes each publish once")
{
    Service service;
    std::atomic<int> calls{0};
    {
        auto client = Client::create(service.device("d"));
        REQUIRE(client);
        REQUIRE(client->connect(patience));
        for (int i = 0; i < 100; ++i)
            REQUIRE(client->publish(message(std::to_string(i)), [&](const Result<void> &) { ++calls; }));
    }
    CHECK(eventually([&] { return calls == 100; }));
    CHECK(service.wait_connected("GID_AAA@@@d", false));
}

TEST_CASE("blocking calls in a handler are refused, the others work there")
{
    Service service;
    Device device(service.device("d"));
    device.connect().subscribe({{"TopicA/ask", QoS::at_least_once}, {"TopicA/answer", QoS::at_least_once}});
    Recorder<Errc> codes;
    Recorder<bool> allowed;
    device->on_message([&](const ReceivedMessage &received) {
        device.messages.add(received);
        if (received.topic != "TopicA/ask") return;
        codes.add(device->connect(patience).error().code);
        codes.add(device->publish_and_wait(message("x"), patience).error().code);
        codes.add(device->subscribe_and_wait({{"TopicA/y", QoS::at_least_once}}, patience).error().code);
        codes.add(device->unsubscribe_and_wait({"TopicA/y"}, patience).error().code);
        codes.add(device->disconnect(patience).error().code);
        codes.add(device->close(patience).error().code);
        allowed.add(device->start().has_value());
        allowed.add(device->subscribe({{"TopicA/z", QoS::at_least_once}}).has_value());
        allowed.add(device->publish(message("answer", QoS::at_least_once, "TopicA/answer")).has_value());
        allowed.add(device->status().state == ConnectionState::ready);
        static_cast<void>(device->statistics());
    });
    REQUIRE(device.publish(message("ask", QoS::at_least_once, "TopicA/ask")));
    REQUIRE(device.messages.wait_for(2));
    CHECK(codes.all() == std::vector<Errc>(6, Errc::would_deadlock));
    CHECK(allowed.all() == std::vector<bool>(4, true));
    CHECK(payloads(device.messages) == std::vector<std::string>{"ask", "answer"});
}

TEST_CASE("a client may be dropped in its own handler")
{
    Service service;
    auto client = std::make_shared<std::unique_ptr<Client>>();
    std::promise<void> dropped;
    {
        auto created = Client::create(service.device("d"));
        REQUIRE(created);
        *client = std::make_unique<Client>(std::move(*created));
    }
    (*client)->on_message([&](const ReceivedMessage &) {
        client->reset();
        dropped.set_value();
    });
    REQUIRE((*client)->connect(patience));
    REQUIRE((*client)->subscribe_and_wait({{"TopicA/x", QoS::at_least_once}}, patience));
    REQUIRE((*client)->publish(message("x", QoS::at_least_once, "TopicA/x")));
    REQUIRE(dropped.get_future().wait_for(patience) == std::future_status::ready);
    CHECK(service.wait_connected("GID_AAA@@@d", false));
}
