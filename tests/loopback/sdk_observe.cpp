#include "sdk_fixture.hpp"

using namespace lmq;
using namespace lmq::test;

TEST_CASE("statistics add up")
{
    Service service;
    Device device(service.device("d"));
    device.connect().subscribe({{"TopicA/#", QoS::at_least_once}});
    for (int i = 0; i < 10; ++i)
        REQUIRE(device.publish(message("12345", static_cast<QoS>(i % 3))));
    REQUIRE(device.messages.wait_for(10));
    Message mortal = message("x");
    REQUIRE(device->disconnect(patience));
    mortal.time_to_live = milliseconds(1);
    REQUIRE(device.publish_async(mortal));
    REQUIRE(device.published.wait_for(1));

    const Statistics statistics = device->statistics();
    CHECK(statistics.publishes_accepted == 11);
    CHECK(statistics.publishes_completed == 10);
    CHECK(statistics.publishes_failed == 1);
    CHECK(statistics.publishes_sent == 10);
    CHECK(statistics.bytes_published == 50);
    CHECK(statistics.messages_received == 10);
    CHECK(statistics.bytes_received == 50);
    CHECK(statistics.connects == 1);
    CHECK(statistics.connection_losses == 0);
    CHECK(statistics.outbox_messages == 0);
    CHECK(statistics.outbox_bytes == 0);
    CHECK(statistics.inflight == 0);
    CHECK(statistics.subscriptions == 1);
}

TEST_CASE("the log tells of connections and holds neither secrets nor payloads")
{
    Service service;
    Recorder<std::string> lines;
    auto options = service.device("d");
    options.log_level = LogLevel::trace;
    options.log = [&](LogLevel, std::string_view line) { lines.add(std::string(line)); };
    {
        Device device(options);
        device.connect().subscribe({{"TopicA/#", QoS::at_least_once}});
        REQUIRE(device.publish(message("a-payload-nobody-should-log")));
        REQUIRE(device.messages.wait_for(1));
        REQUIRE(service->kick(device.id()));
        REQUIRE(eventually([&] { return device->statistics().connects == 2; }));
    }
    options.credentials = AccessKey{access_key, Secret("SK_wrong_secret")};
    {
        Device device(options);
        REQUIRE_FALSE(device->connect(patience));
    }
    REQUIRE(lines.size() > 5);
    for (const auto &line : lines.all()) {
        CAPTURE(line);
        for (const char *secret : {"SK_test", "SK_wrong", "ssReP+eu30aC5", "a-payload-nobody"})
            CHECK(line.find(secret) == std::string::npos);
        CHECK(line.find('\n') == std::string::npos);
    }
}

TEST_CASE("lines below the level are not made")
{
    Service service;
    Recorder<std::string> lines;
    auto options = service.device("d");
    options.log_level = LogLevel::error;
    options.log = [&](LogLevel level, std::string_view line) {
        CHECK(level >= LogLevel::error);
        lines.add(std::string(line));
    };
    Device device(std::move(options));
    device.connect();
    REQUIRE(device->disconnect(patience));
    CHECK(lines.size() == 0);
}
