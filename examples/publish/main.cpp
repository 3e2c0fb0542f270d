// publish [TEXT…]: sends each text to LMQ_TOPIC, or TopicA/notice/, at QoS 1 and says when the service has it.
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
    lmq::ClientOptions options;
    options.server_uri = setting("LMQ_SERVER", "tcp://127.0.0.1:1883");
    options.client_id = setting("LMQ_CLIENT_ID", "GID_AAA@@@publisher");
    options.credentials =
        lmq::AccessKey{setting("LMQ_ACCESS_KEY", "AK_TEST_0001"), lmq::Secret(setting("LMQ_SECRET_KEY", ""))};
    auto client = lmq::Client::create(std::move(options));
    if (!client) return std::cerr << lmq::describe(client.error()) << '\n', 2;
    if (const auto connected = client->connect(10s); !connected)
        return std::cerr << lmq::describe(connected.error()) << '\n', 1;

    const std::string topic = setting("LMQ_TOPIC", "TopicA/notice/");
    for (int i = 1; i < argc; ++i) {
        // Waits for the acknowledgement; publish() does not, and calls a handler then.
        const auto done = client->publish_and_wait({topic, argv[i]}, 10s);
        if (!done) return std::cerr << lmq::describe(done.error()) << '\n', 1;
        std::cout << "acknowledged: " << argv[i] << '\n';
    }
    return client->close(5s) ? 0 : 1;
}
