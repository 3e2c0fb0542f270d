#include <cstdlib>
#include <iostream>
#include <lmq/client.hpp>

int main(int argc, char **argv)
{
    using namespace std::chrono_literals;
    const char *secret = std::getenv("LMQ_SECRET_KEY");
    lmq::ClientOptions options;
    options.server_uri = argc > 1 ? argv[1] : "tcp://127.0.0.1:1883";
    options.client_id = "GID_AAA@@@device-1";
    options.credentials = lmq::AccessKey{"AK_TEST_0001", lmq::Secret(secret ? secret : "")};
    options.dispatch = lmq::Dispatch::poll; // handlers run inside our own calls: no second thread to think of

    auto client = lmq::Client::create(std::move(options));
    if (!client) return std::cerr << lmq::describe(client.error()) << '\n', 1;
    bool received = false;
    client->on_message([&](const lmq::ReceivedMessage &message) {
        std::cout << message.topic << ": " << message.payload << '\n';
        received = true;
    });
    auto done = client->connect(10s);
    if (done) done = client->subscribe({{"TopicA/notice/", lmq::QoS::at_least_once}});
    if (done) done = client->publish_and_wait({"TopicA/notice/", "hello from the device"}, 10s);
    if (!done) return std::cerr << lmq::describe(done.error()) << '\n', 1;
    for (int turn = 0; turn < 10 && !received; ++turn)
        client->poll(1s);
    return client->close(5s) && received ? 0 : 1;
}
