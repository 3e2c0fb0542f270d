// p2p: two devices talk to each other by client id; neither subscribes to anything.
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

lmq::Result<lmq::Client> device(const std::string &client_id)
{
    lmq::ClientOptions options;
    options.server_uri = setting("LMQ_SERVER", "tcp://127.0.0.1:1883");
    options.client_id = client_id;
    options.credentials =
        lmq::AccessKey{setting("LMQ_ACCESS_KEY", "AK_TEST_0001"), lmq::Secret(setting("LMQ_SECRET_KEY", ""))};
    return lmq::Client::create(std::move(options));
}

} // namespace

int main()
{
    const std::string lamp_id = "GID_AAA@@@lamp";
    const std::string switch_id = "GID_AAA@@@switch";
    auto lamp = device(lamp_id);
    auto wall_switch = device(switch_id);
    if (!lamp || !wall_switch) return 2;

    lamp->on_p2p([&](const lmq::ReceivedMessage &message) {
        std::cout << "lamp: " << message.payload << std::endl;
        lamp->publish_p2p("TopicA", switch_id, "done"); // does not wait: a handler must not
    });
    std::promise<void> answered;
    wall_switch->on_p2p([&](const lmq::ReceivedMessage &message) {
        std::cout << "switch: " << message.payload << std::endl;
        answered.set_value();
    });
    for (auto *client : {&*lamp, &*wall_switch})
        if (const auto connected = client->connect(10s); !connected)
            return std::cerr << lmq::describe(connected.error()) << '\n', 1;

    const auto taken = wall_switch->publish_p2p("TopicA", lamp_id, "light on");
    if (!taken) return std::cerr << lmq::describe(taken.error()) << '\n', 1;
    const bool came = answered.get_future().wait_for(10s) == std::future_status::ready;
    return wall_switch->close(5s) && lamp->close(5s) && came ? 0 : 1;
}
