// What holds behind every door of the service as it does over plain TCP.
#include "sdk_doors.hpp"

#include <algorithm>

using namespace lmq;
using namespace lmq::test;

TEST_CASE("messages of every QoS, retained ones and P2P go through each door")
{
    Service service(with_doors());
    for (const std::string &uri : doors(service)) {
        CAPTURE(uri);
        Device device(through(service, uri, "d"));
        device.connect().subscribe({{"TopicA/#", QoS::exactly_once}});
        for (const QoS qos : {QoS::at_most_once, QoS::at_least_once, QoS::exactly_once})
            REQUIRE(device.publish(message(std::to_string(static_cast<int>(qos)), qos)));
        REQUIRE(device.messages.wait_for(3));
        REQUIRE(device.publish({"TopicA/p2p/" + device.id(), "to me", QoS::at_least_once}));
        REQUIRE(device.p2p.wait_for(1));
        CHECK(payloads(device.p2p) == std::vector<std::string>{"to me"});
    }
}

TEST_CASE("a thousand messages each way keep their order through each door, the largest ones among them")
{
    Service service(with_doors());
    for (const std::string &uri : doors(service)) {
        CAPTURE(uri);
        Device device(through(service, uri, "d"));
        device.connect().subscribe({{"TopicA/#", QoS::at_least_once}});
        std::vector<std::string> sent;
        for (int i = 0; i < 1000; ++i) {
            std::string payload = std::to_string(i);
            if (i % 100 == 99) payload.resize(65536, 'x');
            REQUIRE(device.publish_async(message(payload)));
            sent.push_back(std::move(payload));
        }
        REQUIRE(device.messages.wait_for(sent.size()));
        CHECK((payloads(device.messages) == sent));
    }
}

TEST_CASE("wrong credentials are refused through each door as over plain TCP")
{
    Service service(with_doors());
    for (const std::string &uri : doors(service)) {
        CAPTURE(uri);
        ClientOptions options = through(service, uri, "d");
        options.credentials = AccessKey{access_key, Secret("wrong")};
        Device device(options);
        const auto connected = device->connect(patience);
        REQUIRE_FALSE(connected);
        CHECK(connected.error().code == Errc::refused_credentials);
    }
}

TEST_CASE("a client that is closed has said goodbye: its will stays unpublished; one that is cut off has not")
{
    Service service(with_doors());
    Device watcher(service.device("watcher"));
    watcher.connect().subscribe({{"TopicA/will", QoS::at_least_once}});
    for (const std::string &uri : doors(service)) {
        CAPTURE(uri);
        ClientOptions options = through(service, uri, "d");
        options.will = Will{"TopicA/will", "closed " + uri, QoS::at_least_once, false};
        {
            Device device(options);
            device.connect();
        }
        REQUIRE(service.wait_connected(options.client_id, false));
        options.will->payload = "cut off " + uri;
        Device device(options);
        device.connect();
        const auto seen = watcher.messages.size();
        REQUIRE(service->kick(device.id()));
        REQUIRE(watcher.messages.wait_for(seen + 1));
        CHECK(watcher.messages.all().back().payload == "cut off " + uri);
    }
    CHECK(watcher.messages.size() == 3);
}

TEST_CASE("a lost connection comes back through each door, with its subscriptions and what waited")
{
    Service service(with_doors());
    for (const std::string &uri : doors(service)) {
        CAPTURE(uri);
        Device device(through(service, uri, "d"));
        device.connect().subscribe({{"TopicA/x", QoS::at_least_once}});
        for (int i = 0; i < 5; ++i) {
            const auto connects = device->statistics().connects;
            REQUIRE(service->kick(device.id()));
            REQUIRE(device.publish_async(message(std::to_string(i), QoS::at_least_once, "TopicA/x")));
            REQUIRE(eventually([&] { return device->statistics().connects == connects + 1; }));
            REQUIRE(device.messages.wait_for(static_cast<std::size_t>(i) + 1));
        }
        CHECK(payloads(device.messages) == std::vector<std::string>{"0", "1", "2", "3", "4"});
    }
}

TEST_CASE("a handler that is slower than the server holds it back, and nothing is lost")
{
    Service service(with_doors());
    for (const std::string &uri : doors(service)) {
        CAPTURE(uri);
        std::mutex gate;
        Recorder<std::string> handled;
        ClientOptions options = through(service, uri, "slow");
        options.inbox_messages = 10;
        Device slow(options);
        slow->on_message([&](const ReceivedMessage &received) {
            const std::lock_guard lock(gate);
            handled.add(received.payload.substr(0, 4));
        });
        slow.connect().subscribe({{"TopicA/#", QoS::at_least_once}});
        Device sender(service.device("sender"));
        sender.connect();
        std::vector<std::string> sent;
        {
            const std::lock_guard lock(gate);
            for (int i = 1000; i < 1400; ++i) {
                std::string payload = std::to_string(i);
                sent.push_back(payload);
                payload.resize(20000, '.');
                REQUIRE(sender.publish_async(message(payload)));
            }
            REQUIRE(sender.published.wait_for(sent.size()));
        }
        REQUIRE(handled.wait_for(sent.size()));
        CHECK((handled.all() == sent));
        CHECK(slow->statistics().connection_losses == 0);
    }
}

TEST_CASE("many clients of one process go through all doors at once and do not get into each other's way")
{
    Service service(with_doors());
    std::vector<std::unique_ptr<Device>> devices;
    for (int i = 0; i < 4; ++i) {
        for (const std::string &uri : doors(service)) {
            devices.push_back(std::make_unique<Device>(through(service, uri, "d" + std::to_string(devices.size()))));
            REQUIRE((*devices.back())->start());
        }
    }
    for (const auto &device : devices)
        device->connect().subscribe({{"TopicA/" + device->id().substr(10), QoS::at_least_once}});
    constexpr int rounds = 50;
    for (int i = 0; i < rounds; ++i)
        for (const auto &device : devices)
            REQUIRE(device->publish_async(message(device->id() + std::string(5000, '.'), QoS::at_least_once,
                                                  "TopicA/" + device->id().substr(10))));
    for (const auto &device : devices) {
        REQUIRE(device->messages.wait_for(rounds));
        for (const std::string &payload : payloads(device->messages))
            REQUIRE((payload == device->id() + std::string(5000, '.')));
        CHECK((*device)->statistics().connection_losses == 0);
    }
}

TEST_CASE("a client behind a door answers without the waits of Nagle and of Paho's poll")
{
    Service service(with_doors());
    Device idle(service.device("idle"));
    idle.connect();
    milliseconds fastest_connect = patience;
    const auto since = [](std::chrono::steady_clock::time_point start) {
        return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start);
    };
    for (const std::string &uri : doors(service)) {
        CAPTURE(uri);
        const auto start = std::chrono::steady_clock::now();
        Device device(through(service, uri, "d"));
        device.connect();
        fastest_connect = std::min(fastest_connect, since(start));
        device.subscribe({{"TopicA/#", QoS::at_least_once}});
        std::vector<milliseconds> trips;
        for (std::size_t i = 0; i < 40; ++i) {
            const auto sent = std::chrono::steady_clock::now();
            REQUIRE(device.publish_async(message("ping")));
            REQUIRE(device.messages.wait_for(i + 1));
            trips.push_back(since(sent));
        }
        std::sort(trips.begin(), trips.end());
        // A delayed acknowledgement costs each of them 40 ms; a busy machine, some.
        CHECK(trips[trips.size() / 4] < milliseconds(35));
    }
    // Without a wake-up a second client waits 0.75 to 2 s for Paho's poll.
    CHECK(fastest_connect < milliseconds(700));
}
