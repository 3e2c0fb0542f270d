// token_auth: a device that holds no key of the account. Its tokens come from an app server (examples/app_server).
#include <cstdlib>
#include <iostream>
#include <string>

#include <lmq/client.hpp>
#include <lmq/cloud/https_token_provider.hpp>

using namespace std::chrono_literals;

namespace
{

std::string setting(const char *name, const char *otherwise)
{
    const char *value = std::getenv(name);
    return value != nullptr ? value : otherwise;
}

} // namespace

int main()
{
    lmq::cloud::HttpsTokenProviderOptions app_server;
    app_server.url = setting("LMQ_TOKEN_URL", "https://127.0.0.1:8443/v1/token");
    app_server.device_id = setting("LMQ_DEVICE_ID", "device-1");
    app_server.device_secret = lmq::Secret(setting("LMQ_DEVICE_SECRET", "")); // this device's own, not the account's
    app_server.http.ca_file = setting("LMQ_CA_FILE", "");
    app_server.http.allow_plain_http = app_server.url.rfind("http://127.0.0.1:", 0) == 0; // on this machine only
    auto provider = lmq::cloud::https_token_provider(std::move(app_server));
    if (!provider) return std::cerr << lmq::describe(provider.error()) << '\n', 2;

    lmq::Tokens tokens;
    tokens.needs = {{lmq::TokenType::read_write, {"TopicA/notice/"}}};
    tokens.provider = *provider; // asked again before a token expires: the connection stays
    if (const std::string file = setting("LMQ_TOKEN_FILE", ""); !file.empty())
        tokens.store = lmq::make_token_file(file);

    lmq::ClientOptions options;
    options.server_uri = setting("LMQ_SERVER", "tcp://127.0.0.1:1883");
    options.client_id = setting("LMQ_CLIENT_ID", "GID_AAA@@@device-1");
    options.credentials = std::move(tokens);
    auto client = lmq::Client::create(std::move(options));
    if (!client) return std::cerr << lmq::describe(client.error()) << '\n', 2;
    client->on_state([](const lmq::ConnectionStatus &status) {
        if (status.token_error) std::cerr << lmq::describe(*status.token_error) << '\n';
    });
    if (const auto connected = client->connect(15s); !connected)
        return std::cerr << lmq::describe(connected.error()) << '\n', 1;
    const auto done = client->publish_and_wait({"TopicA/notice/", "signed in with a token"}, 10s);
    if (!done) return std::cerr << lmq::describe(done.error()) << '\n', 1;
    std::cout << "published with a token" << std::endl;

    const auto beyond = client->publish({"TopicB/notice/", "not mine"});
    std::cout << (beyond ? "taken" : "refused: " + std::string(lmq::error_info(beyond.error().code).name)) << std::endl;
    return client->close(5s) ? 0 : 1;
}
