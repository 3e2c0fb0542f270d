// How fast a backlog is pulled: offline_pull [MESSAGES [BATCH]]
//
// A broker in the process keeps MESSAGES of 100 bytes for a client that is away; the client comes back and pulls all of
// them. What the service's rule allows, five requests a second of BATCH messages each (spec 9.4), is the ceiling.
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>

#include "lmq/client.hpp"
#include "lmq/duplicate_filter.hpp"
#include "lmq_broker/broker.hpp"

namespace
{

using namespace lmq;
using Clock = std::chrono::steady_clock;

constexpr double requests_a_second = 5;

[[noreturn]] void give_up(const std::string &why)
{
    std::fprintf(stderr, "offline_pull: %s\n", why.c_str());
    std::exit(1);
}

template <class T>
T must(Result<T> result)
{
    if (!result) give_up(describe(result.error()));
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

ClientOptions options_of(const broker::Broker &broker, const std::string &device)
{
    ClientOptions options;
    options.server_uri = broker.tcp_uri();
    options.client_id = "GID_bench@@@" + device;
    options.credentials = AccessKey{"AK_TEST_0001", Secret("SK_test_secret_0001")};
    options.clean_session = device != "reader";
    return options;
}

void keep(broker::Broker &broker, int count)
{
    {
        Client reader = must(Client::create(options_of(broker, "reader")));
        must(reader.connect(std::chrono::seconds(10)));
        must(reader.subscribe_and_wait({{"bench/#", QoS::at_least_once}}, std::chrono::seconds(10)));
        must(reader.close(std::chrono::seconds(10)));
    }
    ClientOptions options = options_of(broker, "writer");
    options.outbox.max_messages = static_cast<std::size_t>(count);
    options.outbox.max_bytes = options.outbox.max_messages * 1000;
    Client writer = must(Client::create(std::move(options)));
    for (int i = 0; i < count; ++i) {
        Message message;
        message.topic = "bench/offline";
        message.payload = std::to_string(i);
        message.payload.resize(100, '.');
        must(writer.publish(std::move(message)));
    }
    must(writer.connect(std::chrono::seconds(10)));
    must(writer.close(std::chrono::seconds(60))); // after the last acknowledgement
}

} // namespace

int main(int argc, char **argv)
{
    const int messages = argc > 1 ? std::atoi(argv[1]) : 10000;
    OfflinePull how;
    if (argc > 2) how.batch = std::atoi(argv[2]);
    if (messages < 1) give_up("usage: offline_pull [MESSAGES [BATCH]]");
    const auto broker = must(broker::Broker::start(broker::Config::ready_made()));
    keep(*broker, messages);

    std::mutex mutex;
    std::condition_variable changed;
    PullProgress progress;
    int received = 0;
    int repeated = 0;
    Clock::time_point last;
    DuplicateFilter filter(static_cast<std::size_t>(messages));
    Client reader = must(Client::create(options_of(*broker, "reader")));
    reader.on_message([&](const ReceivedMessage &message) {
        const std::lock_guard<std::mutex> lock(mutex);
        ++received;
        repeated += filter.seen(message) ? 1 : 0;
        last = Clock::now();
    });
    must(reader.connect(std::chrono::seconds(10)));
    const Clock::time_point start = Clock::now();
    must(reader.offline().pull_all(
        [&](const PullProgress &news) {
            const std::lock_guard<std::mutex> lock(mutex);
            progress = news;
            changed.notify_all();
        },
        how));
    {
        std::unique_lock<std::mutex> lock(mutex);
        changed.wait(lock, [&] { return progress.finished; });
    }
    must(reader.close(std::chrono::seconds(10)));

    const double seconds = std::chrono::duration<double>(last - start).count();
    const double rate = received / seconds;
    const double ceiling = requests_a_second * how.batch;
    std::printf("%d messages of 100 bytes, %d at a request\n", messages, how.batch);
    std::printf("received %d, of them repeated %d, in %.1f s\n", received, repeated, seconds);
    std::printf("requests %llu, of them served %llu\n", static_cast<unsigned long long>(progress.requests),
                static_cast<unsigned long long>(broker->statistics().offline_pulls));
    std::printf("messages/s %.1f, ceiling %.0f, ratio %.3f\n", rate, ceiling, rate / ceiling);
    return received - repeated == messages ? 0 : 1;
}
