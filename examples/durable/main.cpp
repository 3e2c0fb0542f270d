// durable FILE [TEXT…]: keeps the texts in FILE until the service has them, however often the program is killed.
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
    if (argc < 2) return std::cerr << "durable FILE [TEXT...]\n", 2;
    lmq::ClientOptions options;
    options.server_uri = setting("LMQ_SERVER", "tcp://127.0.0.1:1883");
    options.client_id = setting("LMQ_CLIENT_ID", "GID_AAA@@@logger");
    options.credentials =
        lmq::AccessKey{setting("LMQ_ACCESS_KEY", "AK_TEST_0001"), lmq::Secret(setting("LMQ_SECRET_KEY", ""))};
    options.outbox.file = argv[1];
    options.outbox.commit_interval = 0ms; // publish() returns when the message is on the disk
    auto client = lmq::Client::create(std::move(options));
    if (!client) return std::cerr << lmq::describe(client.error()) << '\n', 2;

    std::mutex mutex;
    std::condition_variable changed;
    auto waiting = client->statistics().outbox_recovered;
    const auto one_less = [&] {
        const std::lock_guard lock(mutex);
        --waiting;
        changed.notify_one();
    };
    std::cout << waiting << " from an earlier life" << std::endl;
    client->on_recovered([&](const lmq::Message &message, const lmq::Result<void> &outcome) {
        std::cout << (outcome ? "acknowledged at last: " : "given up: ") << message.payload << std::endl;
        one_less();
    });
    for (int i = 2; i < argc; ++i) {
        {
            const std::lock_guard lock(mutex);
            ++waiting;
        }
        const std::string text = argv[i];
        const auto taken = client->publish({"TopicA/log/", text}, [&, text](const lmq::Result<void> &outcome) {
            std::cout << (outcome ? "acknowledged: " : "given up: ") << text << std::endl;
            one_less();
        });
        if (!taken) return std::cerr << lmq::describe(taken.error()) << '\n', 1;
        std::cout << "kept: " << text << std::endl;
    }
    if (const auto started = client->start(); !started) return 1;
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return waiting == 0; }); // for ever, without a network: kill it, and start it again
    }
    return client->close(5s) ? 0 : 1;
}
