#include "device.hpp"

#include <csignal>
#include <utility>

namespace lmq::test
{
namespace
{

ClientOptions options_of(const std::string &device)
{
    ClientOptions options;
    options.client_id = "GID_AAA@@@" + device;
    options.credentials = AccessKey{"AK_TEST_0001", Secret("SK_test_secret_0001")};
    return options;
}

} // namespace

Service::Service() : broker_({"--tcp", "127.0.0.1:0", "--tls", "127.0.0.1:0", "--log", "off"}) {}

Service::~Service()
{
    broker_.signal(SIGTERM); // it takes its throw-away certificate with it
    broker_.wait();
}

ClientOptions Service::over_tcp(const std::string &device)
{
    ClientOptions options = options_of(device);
    options.server_uri = "tcp://" + broker_.listener("tcp");
    return options;
}

ClientOptions Service::over_tls(const std::string &device)
{
    ClientOptions options = options_of(device);
    options.server_uri = "ssl://" + broker_.listener("tls");
    options.tls.ca_file = broker_.listener("ca_file");
    return options;
}

Client connected(ClientOptions options)
{
    auto client = Client::create(std::move(options));
    REQUIRE(client);
    REQUIRE(client->connect(patience));
    REQUIRE(client->subscribe_and_wait({{"TopicA/one"}, {"TopicA/two"}, {"TopicA/three"}}, patience));
    return std::move(*client);
}

} // namespace lmq::test
