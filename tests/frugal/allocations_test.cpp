#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "device.hpp"
#include "own_heap.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

constexpr int many = 500;

/// Publishes messages that are there already, `at_once` unanswered at a time. Answers how often C++ took memory.
std::int64_t allocations(Client &client, QoS qos, int at_once)
{
    Message message;
    message.topic = "TopicA/a-topic/longer-than-what-a-string-keeps-inside";
    message.payload = std::string(64, 'x');
    message.qos = qos;
    std::vector<Message> messages(many, message);
    std::atomic<int> done{0};
    const std::int64_t before = own_heap().calls;
    bool taken = true;
    for (int sent = 0; sent < many && taken; ++sent) {
        taken = eventually([&] { return sent - done < at_once; }) &&
                client.publish(std::move(messages[static_cast<std::size_t>(sent)]),
                               [&done](const Result<void> &) { ++done; });
    }
    const bool all = eventually([&] { return done == many; });
    const std::int64_t calls = own_heap().calls - before;
    REQUIRE(taken);
    REQUIRE(all);
    return calls;
}

/// Whether a round comes that takes none. Until then what is used again grows to the most that was ever on its way in
/// one place, which depends on how the threads meet.
bool comes_to_need_none(Client &client, QoS qos, int at_once)
{
    for (int round = 0; round < 10; ++round)
        if (allocations(client, qos, at_once) == 0) return true;
    return false;
}

} // namespace

TEST_CASE("a publish allocates nothing of the client's own once it is warm")
{
    Service service;
    for (const Dispatch dispatch : {Dispatch::thread, Dispatch::poll}) {
        ClientOptions options = service.over_tcp("d");
        options.dispatch = dispatch;
        Client client = connected(std::move(options));
        std::thread poller;
        if (dispatch == Dispatch::poll)
            poller = std::thread([&client] {
                while (client.poll(patience))
                    continue;
            });
        CHECK(comes_to_need_none(client, QoS::at_most_once, 1));
        CHECK(comes_to_need_none(client, QoS::at_most_once, 100));
        CHECK(comes_to_need_none(client, QoS::at_least_once, 1));
        CHECK(comes_to_need_none(client, QoS::at_least_once, 50));
        CHECK(client.close(patience));
        if (poller.joinable()) poller.join();
    }
}

TEST_CASE("a small message that is made from a spare one allocates nothing")
{
    Service service;
    Client client = connected(service.over_tcp("d"));
    const std::string payload(64, 'x');
    const auto none_in_a_round = [&] {
        std::atomic<bool> done{false};
        bool taken = true;
        const std::int64_t before = own_heap().calls;
        for (int i = 0; i < many && taken; ++i) {
            Message message = client.spare_message();
            message.topic.assign("TopicA/a-topic/longer-than-what-a-string-keeps-inside");
            message.payload.assign(payload);
            message.qos = QoS::at_most_once;
            done = false;
            taken = client.publish(std::move(message), [&done](const Result<void> &) { done = true; }) &&
                    eventually([&] { return done.load(); });
        }
        const std::int64_t calls = own_heap().calls - before;
        REQUIRE(taken);
        return calls == 0;
    };
    bool none = false;
    for (int round = 0; round < 10 && !none; ++round)
        none = none_in_a_round();
    CHECK(none);
}
