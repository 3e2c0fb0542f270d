// What a client takes while nothing happens.
#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "device.hpp"
#include "own_heap.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

struct Thread {
    std::string name;
    long sleeps = 0; ///< times it went to sleep so far
};

std::map<std::string, Thread> threads()
{
    std::map<std::string, Thread> found;
    for (const auto &task : std::filesystem::directory_iterator("/proc/self/task")) {
        std::ifstream status(task.path() / "status");
        Thread thread;
        std::string key;
        while (status >> key) {
            if (key == "Name:") status >> thread.name;
            if (key == "voluntary_ctxt_switches:") status >> thread.sleeps;
        }
        found[task.path().filename().string()] = thread;
    }
    return found;
}

#if defined(__linux__) && !defined(__GLIBC__)
constexpr bool paho_names_its_threads = false;
#else
constexpr bool paho_names_its_threads = true;
#endif

/// Of the threads together whose names begin so: Paho's tick about once a second each, whatever there is to do.
long ticks_of(const std::string &name)
{
    long ticks = 0;
    for (const auto &[id, thread] : threads())
        if (thread.name.rfind(name, 0) == 0) ticks += thread.sleeps;
    return ticks;
}

bool ticks(const std::string &name, long times)
{
    const long until = ticks_of(name) + times;
    return eventually([&] { return ticks_of(name) >= until; });
}

} // namespace

TEST_CASE("no thread of an idle client wakes up" * doctest::skip(!paho_names_its_threads))
{
    Service service;
    const auto before = threads();
    std::vector<Client> clients;
    clients.push_back(connected(service.over_tcp("a")));
    clients.push_back(connected(service.over_tls("b")));
    ClientOptions polled = service.over_tcp("c");
    polled.dispatch = Dispatch::poll;
    clients.push_back(connected(std::move(polled)));
    std::thread poller([&client = clients.back()] {
        while (client.poll(std::chrono::hours(1)))
            continue;
    });

    const bool settled = ticks("MQTTAsync", 4);
    const auto asleep = threads();
    const bool later = ticks("MQTTAsync", 8);
    const auto now = threads();
    int own = 0;
    for (const auto &[id, thread] : asleep) {
        if (before.count(id) != 0 || thread.name.rfind("MQTTAsync", 0) == 0) continue;
        ++own;
        REQUIRE(now.count(id) == 1);
        CHECK(now.at(id).sleeps == thread.sleeps);
    }
    CHECK(own == 4); // of two clients, a tunnel, and the poller
    CHECK(settled);
    CHECK(later);
    CHECK(clients.back().close(patience));
    poller.join();
}

#ifdef LMQ_PAHO_CURED
TEST_CASE("Paho's receive thread wakes no more often than its send thread, where we build Paho" *
          doctest::skip(!paho_names_its_threads))
{
    Service service;
    const Client client = connected(service.over_tcp("a"));
    REQUIRE(ticks("MQTTAsync_send", 2)); // the first waits are shorter
    const long before = ticks_of("MQTTAsync_rcv");
    REQUIRE(ticks("MQTTAsync_send", 12));
    CHECK(ticks_of("MQTTAsync_rcv") - before <= 14); // 21 with Debian's
}
#endif

TEST_CASE("an idle client holds less than 12 KB of heap beside what Paho and OpenSSL hold")
{
    constexpr int count = 10;
    constexpr std::int64_t budget = 12 * 1024;
    Service service;
    for (const bool tls : {false, true}) {
        const auto options = [&](int i) {
            const std::string device = "d" + std::to_string(i);
            return tls ? service.over_tls(device) : service.over_tcp(device);
        };
        std::vector<Client> clients;
        clients.reserve(count + 1);
        clients.push_back(connected(options(0))); // what the process needs once is not a client's
        const std::int64_t before = own_heap().live;
        for (int i = 1; i <= count; ++i)
            clients.push_back(connected(options(i)));
        CHECK((own_heap().live - before) / count < budget);
    }
}

TEST_CASE("what a burst of large messages took is given back")
{
    constexpr int count = 64;
    constexpr std::int64_t budget = 64 * 1024; // of two megabytes
    Service service;
    for (const bool tls : {false, true}) {
        Client client = connected(tls ? service.over_tls("d") : service.over_tcp("d"));
        std::atomic<int> done{0};
        std::atomic<int> received{0};
        client.on_message([&received](const ReceivedMessage &) { ++received; });
        const std::int64_t before = own_heap().live;
        for (int i = 0; i < count; ++i) {
            Message message;
            message.topic = "TopicA/one";
            message.payload = std::string(32 * 1024, 'x');
            REQUIRE(client.publish(std::move(message), [&done](const Result<void> &) { ++done; }));
        }
        CHECK(eventually([&] { return done == count && received == count; }));
        CHECK(eventually([&] { return own_heap().live - before < budget; }));
        CHECK(client.close(patience));
    }
}
