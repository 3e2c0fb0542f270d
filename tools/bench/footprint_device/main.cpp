#include <cstdio>
#include <cstdlib>

#include "lmq/client.hpp"

// What tools/bench/footprint weighs: a device that signs in with its key, subscribes, publishes, answers a peer and
// pulls what was kept for it. Arguments: the server's URI, the peer's client id.
namespace
{

int complain(const lmq::Error &error)
{
    std::fprintf(stderr, "%s\n", lmq::describe(error).c_str());
    return EXIT_FAILURE;
}

int run(const char *server_uri, const char *peer)
{
    using namespace std::chrono_literals;
    const char *secret = std::getenv("LMQ_SECRET_KEY");
    lmq::ClientOptions options;
    options.server_uri = server_uri;
    options.client_id = "GID_AAA@@@device-1";
    options.credentials = lmq::AccessKey{"AK_TEST_0001", lmq::Secret(secret ? secret : "")};
    options.offline_pull = lmq::OfflinePull{};
    auto client = lmq::Client::create(std::move(options));
    if (!client) return complain(client.error());
    client->on_message([](const lmq::ReceivedMessage &message) { std::puts(message.topic.c_str()); });
    client->on_p2p([&](const lmq::ReceivedMessage &message) {
        client->publish_p2p("TopicA", peer, message.payload, lmq::QoS::at_least_once);
    });
    auto done = client->connect(10s);
    if (done) done = client->subscribe({{"TopicA/notice/", lmq::QoS::at_least_once}});
    if (done) done = client->publish_and_wait({"TopicA/notice/", "hello from the device"}, 10s);
    if (done) done = client->close(5s);
    return done ? EXIT_SUCCESS : complain(done.error());
}

} // namespace

int main(int argc, char **argv)
{
    return run(argc > 1 ? argv[1] : "tcp://127.0.0.1:1883", argc > 2 ? argv[2] : "GID_AAA@@@device-2");
}
