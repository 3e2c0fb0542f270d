// ordered: ten publishes to a topic that keeps order, received in the order in which they were made.
#include <condition_variable>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <string>

#include <lmq/client.hpp>

using namespace std::chrono_literals;

namespace
{

std::string setting(const char *name, const char *otherwise)
{
    const char *value = std::getenv(name);
    return value != nullptr ? value : otherwise;
}

} // namespace

int main()
{
    lmq::ClientOptions options;
    options.server_uri = setting("LMQ_SERVER", "tcp://127.0.0.1:1883");
    options.client_id = setting("LMQ_CLIENT_ID", "GID_AAA@@@in-order");
    options.credentials =
        lmq::AccessKey{setting("LMQ_ACCESS_KEY", "AK_TEST_0001"), lmq::Secret(setting("LMQ_SECRET_KEY", ""))};
    options.ordered = true; // asked of the service after each connect; one publish on its way at a time
    auto client = lmq::Client::create(std::move(options));
    if (!client) return std::cerr << lmq::describe(client.error()) << '\n', 2;

    std::mutex mutex;
    std::condition_variable came;
    int count = 0;
    client->on_message([&](const lmq::ReceivedMessage &message) {
        std::cout << message.payload << std::endl;
        const std::lock_guard lock(mutex);
        ++count;
        came.notify_one();
    });
    if (const auto connected = client->connect(10s); !connected)
        return std::cerr << lmq::describe(connected.error()) << '\n', 1;
    const auto outcomes = client->subscribe_and_wait({{"OrderedTopic/steps/", lmq::QoS::at_least_once}}, 10s);
    if (!outcomes || !outcomes->front().granted) return std::cerr << "the subscription was refused\n", 1;

    for (int step = 1; step <= 10; ++step) {
        const auto taken = client->publish({"OrderedTopic/steps/", "step " + std::to_string(step)});
        if (!taken) return std::cerr << lmq::describe(taken.error()) << '\n', 1;
    }
    bool all = false;
    {
        std::unique_lock lock(mutex);
        all = came.wait_for(lock, 10s, [&] { return count == 10; });
    }
    return client->close(5s) && all ? 0 : 1;
}
