// Tests a device against the broker: a message goes out and comes back.
#include <chrono>
#include <iostream>
#include <string>

#include <lmq/client.hpp>
#include <lmq_broker/broker.hpp>

int main()
{
    using namespace std::chrono_literals;
    auto config = lmq::broker::Config::ready_made();
    config.log_level = "error";
    const auto account = config.accounts.front();
    const auto broker = lmq::broker::Broker::start(std::move(config));
    if (!broker) {
        std::cerr << lmq::describe(broker.error()) << '\n';
        return 1;
    }
    lmq::ClientOptions options;
    options.server_uri = "tcp://" + (*broker)->tcp_address();
    options.client_id = "GID_AAA@@@device-1";
    options.credentials = lmq::AccessKey{account.access_key, lmq::Secret(account.secret_key)};
    options.dispatch = lmq::Dispatch::poll;
    auto client = lmq::Client::create(std::move(options));
    if (!client) return 2;
    std::string received;
    client->on_message([&](const lmq::ReceivedMessage &message) { received = message.payload; });
    auto done = client->connect(20s);
    if (done) done = client->subscribe({{"TopicA/notice/", lmq::QoS::at_least_once}});
    if (done) done = client->publish_and_wait({"TopicA/notice/", "hello"}, 20s);
    if (!done) {
        std::cerr << lmq::describe(done.error()) << '\n';
        return 3;
    }
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (received.empty() && std::chrono::steady_clock::now() < deadline)
        client->poll(1s);
    if (received != "hello") return 4;
    std::cout << "a device is tested\n";
    return 0;
}
