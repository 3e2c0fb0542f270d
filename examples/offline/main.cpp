// offline subscribe | offline fetch: first the subscription that outlives the connection, later what came meanwhile.
#include <cstdlib>
#include <future>
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
    const std::string what = argc > 1 ? argv[1] : "";
    if (what != "subscribe" && what != "fetch") return std::cerr << "offline subscribe | offline fetch\n", 2;
    lmq::ClientOptions options;
    options.server_uri = setting("LMQ_SERVER", "tcp://127.0.0.1:1883");
    options.client_id = setting("LMQ_CLIENT_ID", "GID_AAA@@@sleeper");
    options.credentials =
        lmq::AccessKey{setting("LMQ_ACCESS_KEY", "AK_TEST_0001"), lmq::Secret(setting("LMQ_SECRET_KEY", ""))};
    options.clean_session = false; // the service keeps the subscription, and QoS 1 messages for three days
    auto client = lmq::Client::create(std::move(options));
    if (!client) return std::cerr << lmq::describe(client.error()) << '\n', 2;
    client->on_message([](const lmq::ReceivedMessage &message) { std::cout << message.payload << std::endl; });
    if (const auto connected = client->connect(10s); !connected)
        return std::cerr << lmq::describe(connected.error()) << '\n', 1;

    if (what == "subscribe") {
        const auto outcomes = client->subscribe_and_wait({{"TopicA/order/", lmq::QoS::at_least_once}}, 10s);
        if (!outcomes || !outcomes->front().granted) return std::cerr << "the subscription was refused\n", 1;
        std::cout << "subscribed" << std::endl;
    } else {
        // Asks for 30 at a time, at the pace that the service allows, until there are none.
        std::promise<lmq::PullProgress> end;
        const auto begun = client->offline().pull_all([&](const lmq::PullProgress &progress) {
            if (progress.finished) end.set_value(progress);
        });
        if (!begun) return std::cerr << lmq::describe(begun.error()) << '\n', 1;
        auto finished = end.get_future();
        if (finished.wait_for(60s) != std::future_status::ready) return std::cerr << "no end in a minute\n", 1;
        std::cout << finished.get().received << " messages" << std::endl;
    }
    return client->close(5s) ? 0 : 1;
}
