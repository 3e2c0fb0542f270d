// subscribe [FILTER [COUNT]]: prints what comes, COUNT messages or for ever.
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

int main(int argc, char **argv)
{
    const std::string filter = argc > 1 ? argv[1] : "TopicA/#";
    const long wanted = argc > 2 ? std::strtol(argv[2], nullptr, 10) : 0;
    lmq::ClientOptions options;
    options.server_uri = setting("LMQ_SERVER", "tcp://127.0.0.1:1883");
    options.client_id = setting("LMQ_CLIENT_ID", "GID_AAA@@@subscriber");
    options.credentials =
        lmq::AccessKey{setting("LMQ_ACCESS_KEY", "AK_TEST_0001"), lmq::Secret(setting("LMQ_SECRET_KEY", ""))};
    auto client = lmq::Client::create(std::move(options));
    if (!client) return std::cerr << lmq::describe(client.error()) << '\n', 2;

    std::mutex mutex;
    std::condition_variable came;
    long count = 0;
    client->on_message([&](const lmq::ReceivedMessage &message) { // on the client's own thread
        std::cout << message.topic << ": " << message.payload << std::endl;
        const std::lock_guard lock(mutex);
        ++count;
        came.notify_one();
    });
    // The connection comes and goes; the client connects again by itself and restores the subscription.
    client->on_state([](const lmq::ConnectionStatus &status) {
        std::cerr << lmq::to_string(status.state) << (status.error ? ": " + lmq::describe(*status.error) : "") << '\n';
    });
    if (const auto connected = client->connect(10s); !connected) return 1;
    const auto outcomes = client->subscribe_and_wait({{filter, lmq::QoS::at_least_once}}, 10s);
    if (!outcomes) return std::cerr << lmq::describe(outcomes.error()) << '\n', 1;
    if (const auto &granted = outcomes->front().granted; !granted)
        return std::cerr << lmq::describe(granted.error()) << '\n', 1;
    std::cout << "subscribed" << std::endl;

    {
        std::unique_lock lock(mutex);
        came.wait(lock, [&] { return wanted > 0 && count >= wanted; });
    }
    return client->close(5s) ? 0 : 1;
}
