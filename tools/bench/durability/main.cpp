// What keeping messages on the disk costs: durability FOLDER. Rows of 1,000 messages of 100 bytes: with a server or
// without, in memory or in a file of FOLDER; time of publish(), commits, and what the process had written to the disk.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "lmq/client.hpp"
#include "lmq_broker/broker.hpp"

using namespace lmq;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace
{

constexpr int messages = 1000;

/// What this process had written to the disk so far, as the kernel counts it; 0 where it does not.
unsigned long long disk_bytes()
{
    std::ifstream counters("/proc/self/io");
    std::string name;
    unsigned long long value = 0;
    while (counters >> name >> value)
        if (name == "write_bytes:") return value;
    return 0;
}

/// Counts up to all messages.
class Count
{
public:
    void add()
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (++count_ == messages) changed_.notify_all();
    }
    void wait()
    {
        std::unique_lock<std::mutex> lock(mutex_);
        changed_.wait_for(lock, seconds(60), [this] { return count_ >= messages; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int count_ = 0;
};

class Bench
{
public:
    explicit Bench(std::string folder) : folder_(std::move(folder)), broker_(start()) {}

    bool works() const { return broker_ != nullptr; }

    void publishes(const char *row, bool connected, bool file, milliseconds interval, int threads, double rate = 0)
    {
        ClientOptions options = options_for("publisher");
        options.outbox.commit_interval = interval;
        options.max_publish_rate = rate;
        if (file) options.outbox.file = fresh("outbox");
        const auto before = disk_bytes();
        Count done;
        std::vector<double> times;
        std::mutex mutex;
        auto client = Client::create(options);
        if (!client || (connected && !client->connect(seconds(10)))) return failed(row);
        const auto begin = Clock::now();
        std::vector<std::thread> publishers;
        for (int thread = 0; thread < threads; ++thread)
            publishers.emplace_back([&] {
                for (int i = 0; i < messages / threads; ++i) {
                    const auto at = Clock::now();
                    static_cast<void>(client->publish({"TopicA/x", std::string(100, 'x')},
                                                      [&](const Result<void> &) { done.add(); }));
                    const std::chrono::duration<double, std::micro> taken = Clock::now() - at;
                    const std::lock_guard<std::mutex> lock(mutex);
                    times.push_back(taken.count());
                }
            });
        for (std::thread &publisher : publishers)
            publisher.join();
        if (connected) done.wait();
        static_cast<void>(client->flush(seconds(10)));
        print(row, begin, times, client->statistics().store_commits, disk_bytes() - before);
        static_cast<void>(client->close(seconds(0)));
    }

    void receives(const char *row, bool file)
    {
        ClientOptions options = options_for("receiver");
        options.clean_session = false;
        if (file) options.inbox.file = fresh("inbox");
        const auto before = disk_bytes();
        Count done;
        auto receiver = Client::create(options);
        auto sender = Client::create(options_for("sender"));
        if (!receiver || !sender || !receiver->connect(seconds(10)) || !sender->connect(seconds(10)))
            return failed(row);
        receiver->on_message([&](const ReceivedMessage &) { done.add(); });
        if (!receiver->subscribe_and_wait({{"TopicA/x", QoS::at_least_once}}, seconds(10))) return failed(row);
        const auto begin = Clock::now();
        for (int i = 0; i < messages; ++i)
            static_cast<void>(sender->publish({"TopicA/x", std::string(100, 'x')}));
        done.wait();
        print(row, begin, {0}, receiver->statistics().store_commits, disk_bytes() - before);
        static_cast<void>(receiver->close(seconds(1)));
    }

private:
    static std::unique_ptr<broker::Broker> start()
    {
        auto config = broker::Config::ready_made();
        config.log_level = "off";
        auto broker = broker::Broker::start(std::move(config));
        return broker ? std::move(*broker) : nullptr;
    }

    ClientOptions options_for(const char *device) const
    {
        ClientOptions options;
        options.server_uri = broker_->tcp_uri();
        options.client_id = std::string("GID_AAA@@@") + device;
        const auto account = broker::Config::ready_made().accounts.front();
        options.credentials = AccessKey{account.access_key, Secret(std::string(account.secret_key))};
        return options;
    }

    std::string fresh(const char *name) const
    {
        std::string path = folder_ + "/" + name;
        for (const char *end : {"", "-wal", "-journal"})
            std::filesystem::remove(path + end);
        return path;
    }

    static void failed(const char *row) { std::printf("%-52s failed\n", row); }

    static void print(const char *row, Clock::time_point begin, std::vector<double> times, std::uint64_t commits,
                      unsigned long long bytes)
    {
        const std::chrono::duration<double, std::milli> taken = Clock::now() - begin;
        std::sort(times.begin(), times.end());
        std::printf("%-52s %8.0f %8.0f %8.0f %8llu %8llu\n", row, taken.count(), times[times.size() / 2],
                    times[times.size() * 99 / 100], static_cast<unsigned long long>(commits), bytes / 1024);
    }

    std::string folder_;
    std::unique_ptr<broker::Broker> broker_;
};

} // namespace

int main(int count, char **arguments)
{
    if (count != 2) {
        std::fprintf(stderr, "usage: durability FOLDER\n");
        return 64;
    }
    Bench bench(arguments[1]);
    if (!bench.works()) return 1;
    std::printf("%-52s %8s %8s %8s %8s %8s\n", "1,000 messages of 100 bytes", "ms", "p50 us", "p99 us", "commits",
                "KiB");
    bench.publishes("no server, memory", false, false, milliseconds(200), 1);
    bench.publishes("no server, file, every 200 ms", false, true, milliseconds(200), 1);
    bench.publishes("no server, file, each", false, true, milliseconds(0), 1);
    bench.publishes("no server, file, each, 8 threads", false, true, milliseconds(0), 8);
    bench.publishes("server, memory", true, false, milliseconds(200), 1);
    bench.publishes("server, file, every 200 ms", true, true, milliseconds(200), 1);
    bench.publishes("server, file, every 200 ms, sent at 200 a second", true, true, milliseconds(200), 1, 200);
    bench.publishes("server, file, each", true, true, milliseconds(0), 1);
    bench.receives("received, memory", false);
    bench.receives("received, inbox file", true);
}
