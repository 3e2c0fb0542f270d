// Publishes that survive the client: OutboxOptions::file.
#include <algorithm>

#include "sdk_fixture.hpp"
#include "support/no_more_room.hpp"
#include "support/temporary_folder.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

using Strings = std::vector<std::string>;

ClientOptions durable(const Service &service, const TemporaryFolder &folder, milliseconds commit_interval = seconds(60))
{
    auto options = service.device("d");
    options.outbox.file = folder.file("outbox");
    options.outbox.commit_interval = commit_interval;
    return options;
}

/// A device that also records what became of an earlier life's messages, as "payload" or "payload 304".
struct Successor {
    explicit Successor(ClientOptions options) : device(std::move(options))
    {
        device->on_recovered([this](const Message &message, const Result<void> &result) { add(message, result); });
    }
    void add(const Message &message, const Result<void> &result)
    {
        recovered.add(message.payload + (result ? "" : " " + std::to_string(static_cast<int>(result.error().code))));
    }

    Recorder<std::string> recovered; // outlives the device
    Device device;
};

Strings bodies(const std::vector<broker::MqMessage> &messages)
{
    Strings all;
    for (const auto &one : messages)
        all.push_back(one.body);
    return all;
}

} // namespace

TEST_CASE("what two lives without a connection left is sent by the third, in order, and reported to it")
{
    Service service;
    const TemporaryFolder folder;
    {
        Device first(durable(service, folder));
        REQUIRE(first.publish_async(message("1")));
        REQUIRE(first.publish_async(message("2", QoS::at_most_once)));
        static_cast<void>(first->close(milliseconds(0)));
        REQUIRE(first.published.wait_for(2));
        const auto outcome = first.published.all()[0].result;
        REQUIRE_FALSE(outcome);
        CHECK(outcome.error().code == Errc::cancelled);
        CHECK(outcome.error().detail.find("stays in the outbox's file") != std::string::npos);
    }
    {
        Successor second(durable(service, folder));
        CHECK(second.device->statistics().outbox_recovered == 2);
        REQUIRE(second.device.publish_async(message("3")));
    }
    Successor third(durable(service, folder));
    CHECK(third.device->statistics().outbox_recovered == 3);
    CHECK(third.device->statistics().outbox_messages == 3);
    REQUIRE(third.device.publish_async(message("4")));
    third.device.connect();
    REQUIRE(third.recovered.wait_for(3));
    REQUIRE(third.device.published.wait_for(1));
    auto reported = third.recovered.all();
    std::sort(reported.begin(), reported.end()); // QoS 0 is done before QoS 1
    CHECK(reported == Strings{"1", "2", "3"});
    CHECK(bodies(consume(service, "TopicA", 4)) == Strings{"1", "2", "3", "4"});
    REQUIRE(third.device->close(patience));

    Device fourth(durable(service, folder));
    CHECK(fourth->statistics().outbox_recovered == 0);
}

TEST_CASE("what an acknowledgement removed does not come back, what the connection lost does")
{
    Service service;
    const TemporaryFolder folder;
    {
        Device device(durable(service, folder));
        device.connect();
        REQUIRE(device.publish(message("acknowledged")));
        service->add_fault(rule("PUBACK", broker::FaultAction::drop));
        REQUIRE(device.publish_async(message("not")));
        REQUIRE(eventually([&] { return service->statistics().publishes_in == 2; }));
        REQUIRE(device->flush(patience));
    }
    Successor next(durable(service, folder));
    CHECK(next.device->statistics().outbox_recovered == 1);
    next.device.connect();
    REQUIRE(next.recovered.wait_for(1));
    CHECK(next.recovered.all() == Strings{"not"});
}

TEST_CASE("what expired between two lives is reported, also to a handler set afterwards")
{
    Service service;
    const TemporaryFolder folder;
    {
        Device device(durable(service, folder));
        Message mortal = message("short");
        mortal.time_to_live = milliseconds(1);
        REQUIRE(device.publish_async(mortal));
        static_cast<void>(device->close(milliseconds(0))); // before it is looked at, or after
    }
    {
        Device device(durable(service, folder));
        Message mortal = message("short too");
        mortal.time_to_live = milliseconds(50);
        REQUIRE(device.publish_async(mortal));
        REQUIRE(device.publish_async(message("lasting")));
        REQUIRE(device->flush(patience));
    }
    Device device(durable(service, folder));
    REQUIRE(eventually([&] { return device->statistics().outbox_messages == 1; }));
    Recorder<std::string> recovered;
    device->on_recovered([&](const Message &message, const Result<void> &result) {
        recovered.add(message.payload + (result ? "" : " " + std::to_string(static_cast<int>(result.error().code))));
    });
    device.connect();
    REQUIRE(recovered.wait_for(2));
    CHECK(recovered.all().back() == "lasting");
    CHECK(recovered.all()[recovered.size() - 2] == "short too 304");
    device->on_recovered({});
}

TEST_CASE("with commit_interval 0 publish() returns after the commit, and sends afterwards")
{
    Service service;
    const TemporaryFolder folder;
    Device device(durable(service, folder, milliseconds(0)));
    REQUIRE(device.publish_async(message("1")));
    CHECK(device->statistics().store_commits == 1);
    REQUIRE(device.publish_async(message("2")));
    CHECK(device->statistics().store_commits == 2);
    device.connect();
    REQUIRE(device.publish_async(message("3")));
    REQUIRE(device.published.wait_for(3));
    CHECK(bodies(consume(service, "TopicA", 3)) == Strings{"1", "2", "3"});
    // From a handler as well: the thread that commits is another one.
    Recorder<bool> nested;
    REQUIRE(device->publish(message("4"), [&](const Result<void> &) {
        nested.add(device->publish(message("5")).has_value());
        nested.add(device->flush(patience).error().code == Errc::would_deadlock);
    }));
    REQUIRE(nested.wait_for(2));
    CHECK(nested.all() == std::vector<bool>{true, true});
    CHECK(bodies(consume(service, "TopicA", 2)) == Strings{"4", "5"});
}

TEST_CASE("while the disk is full publish() says so, and what is in memory goes on being sent")
{
    Service service;
    const TemporaryFolder folder;
    for (const milliseconds interval : {milliseconds(0), milliseconds(1)}) {
        CAPTURE(interval.count());
        Recorder<std::string> log;
        auto options = durable(service, folder, interval);
        options.log = [&log](LogLevel, std::string_view line) { log.add(std::string(line)); };
        Device device(std::move(options));
        REQUIRE(device.publish_async(message("before")));
        REQUIRE(device->flush(patience));
        {
            const NoMoreRoom full(4096);
            const auto first = device.publish_async(message("meanwhile"));
            CHECK(first.has_value() == (interval != milliseconds(0)));
            REQUIRE(log.wait_until_any(
                [](const std::string &line) { return line.find("cannot be written") != std::string::npos; }));
            const auto second = device.publish_async(message("refused"));
            REQUIRE_FALSE(second);
            CHECK((second.error().code == Errc::store_full || second.error().code == Errc::store_failed));
            CHECK_FALSE(device->flush(patience));
            CHECK(device->statistics().store_errors >= 1);
            device.connect();
            REQUIRE(device.published.wait_for(first ? 2 : 1));
        }
        REQUIRE(log.wait_until_any(
            [](const std::string &line) { return line.find("can be written again") != std::string::npos; }));
        REQUIRE(device.publish(message("after")));
        REQUIRE(device->close(patience));
        std::size_t begins = 0;
        for (const std::string &line : log.all())
            begins += line.find("cannot be written") != std::string::npos ? 1 : 0;
        CHECK(begins == 1);
        CHECK(Device(durable(service, folder))->statistics().outbox_recovered == 0);
    }
}

TEST_CASE("no more than one commit an interval, and one, however fast publishes come")
{
    Service service;
    const TemporaryFolder folder;
    constexpr milliseconds interval{50};
    Device device(durable(service, folder, interval));
    device.connect();
    const auto begin = std::chrono::steady_clock::now();
    std::size_t count = 0;
    while (std::chrono::steady_clock::now() - begin < milliseconds(500))
        if (device.publish_async(message(std::to_string(count)))) ++count;
    REQUIRE(device.published.wait_for(count));
    const auto commits = device->statistics().store_commits;
    const auto taken = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin);
    CHECK(commits <= static_cast<std::uint64_t>(taken / interval) + 1);
    MESSAGE(count << " publishes, " << commits << " commits in " << taken.count() << " ms");
}

TEST_CASE("a file belongs to one client at a time, until close()")
{
    Service service;
    const TemporaryFolder folder;
    Device first(durable(service, folder));
    const auto second = Client::create(durable(service, folder));
    REQUIRE_FALSE(second);
    CHECK(second.error().code == Errc::store_busy);
    CHECK(second.error().detail.find(folder.file("outbox")) != std::string::npos);
    REQUIRE(first->close(patience));
    CHECK(Client::create(durable(service, folder)));
}

TEST_CASE("in poll mode the journal does its work between two polls")
{
    Service service;
    const TemporaryFolder folder;
    auto options = durable(service, folder, milliseconds(1));
    options.dispatch = Dispatch::poll;
    {
        Device device(options);
        REQUIRE(device.publish_async(message("1")));
        REQUIRE(eventually([&] { return device->statistics().store_commits == 1; }));
    }
    Successor next(options);
    REQUIRE(next.device->start());
    REQUIRE(eventually([&] {
        REQUIRE(next.device->poll(milliseconds(10)));
        return next.recovered.size() == 1;
    }));
}
