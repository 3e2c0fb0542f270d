// poll_loop [ROUNDS]: a firmware's main loop. One thread; the client works inside poll() and nowhere else.
#include <cstdlib>
#include <iostream>
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
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 10;
    lmq::ClientOptions options;
    options.server_uri = setting("LMQ_SERVER", "tcp://127.0.0.1:1883");
    options.client_id = setting("LMQ_CLIENT_ID", "GID_AAA@@@thermometer");
    options.credentials =
        lmq::AccessKey{setting("LMQ_ACCESS_KEY", "AK_TEST_0001"), lmq::Secret(setting("LMQ_SECRET_KEY", ""))};
    options.dispatch = lmq::Dispatch::poll;
    auto client = lmq::Client::create(std::move(options));
    if (!client) return std::cerr << lmq::describe(client.error()) << '\n', 2;

    int temperature = 20; // no lock: handlers run in poll(), on this very thread
    int acknowledged = 0;
    client->on_message([&](const lmq::ReceivedMessage &message) {
        std::cout << "set to " << message.payload << std::endl;
        temperature = std::atoi(message.payload.c_str());
    });
    if (!client->subscribe({{"TopicA/set/", lmq::QoS::at_least_once}}) || !client->start()) return 1;

    auto due = std::chrono::steady_clock::now();
    for (int round = 0; round < rounds || acknowledged < rounds;) {
        if (round < rounds && std::chrono::steady_clock::now() >= due) {
            ++round;
            due += 100ms;
            const auto taken =
                client->publish({"TopicA/temperature/", std::to_string(temperature)},
                                [&](const lmq::Result<void> &outcome) { acknowledged += outcome ? 1 : 0; });
            if (!taken) std::cerr << lmq::describe(taken.error()) << '\n';
        }
        // Returns when a handler has run, or after 20 ms: the time of everything else in the loop.
        if (!client->poll(20ms)) return 1;
        if (client->status().state == lmq::ConnectionState::refused)
            return std::cerr << lmq::describe(*client->status().error) << '\n', 1;
    }
    std::cout << acknowledged << " readings acknowledged" << std::endl;
    return client->close(5s) ? 0 : 1;
}
