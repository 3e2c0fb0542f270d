// Uses something of each library it links, so that a symbol that is not exported or not linked shows.
#include <iostream>

#include <lmq/client.hpp>
#include <lmq/identity.hpp>
#include <lmq/signature.hpp>
#include <lmq/version.hpp>

int main()
{
    const auto id = lmq::ClientId::parse("GID_AAA@@@BBB001");
    if (!id || id->group() != "GID_AAA") return 1;

    lmq::ClientOptions options;
    options.server_uri = "tcp://127.0.0.1:1";
    options.client_id = id->text();
    options.credentials = lmq::AccessKey{"key", lmq::Secret("secret")};
    auto client = lmq::Client::create(options);
    if (!client) {
        std::cerr << lmq::describe(client.error()) << '\n';
        return 2;
    }
    if (client->status().state != lmq::ConnectionState::idle) return 3;

    options.client_id = "no-separator";
    const auto refused = lmq::Client::create(options);
    if (refused || refused.error().code != lmq::Errc::missing_separator) return 4;
    std::cout << "lmq " << lmq::version() << " is usable\n";
    return 0;
}
