// What a client answers when the system gives it no thread: it must not end the process.
#include <optional>

#include "client_support.hpp"
#include "support/no_more_threads.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

ScriptedServer accepting_server()
{
    return ScriptedServer([](Peer &peer, unsigned) { peer.serve(); });
}

/// The error of the first state that has one, while no thread is to be had.
std::optional<Error> error_without_threads(Client &client)
{
    const NoMoreThreads none;
    if (!none.in_force()) return std::nullopt;
    std::optional<Error> error;
    client.on_state([&error](const ConnectionStatus &status) {
        if (!error) error = status.error;
    });
    REQUIRE(ok(client.start()));
    while (!error)
        REQUIRE(client.poll(5s).has_value());
    client.on_state(nullptr);
    return error;
}

} // namespace

TEST_CASE("a client that gets no thread of its own is not made, and says why")
{
    const ScriptedServer server = accepting_server();
    {
        const NoMoreThreads none;
        if (!none.in_force()) return;
        const auto client = Client::create(standard_options(server.uri()));
        REQUIRE_FALSE(client.has_value());
        CHECK(client.error().code == Errc::no_thread);
        CHECK(client.error().detail.find("the thread of the client: ") == 0);
    }
    Client client = make_client(standard_options(server.uri()));
    CHECK(ok(client.connect(5s)));
}

TEST_CASE("an attempt that gets no thread to resolve the name fails, and a later one connects")
{
    const ScriptedServer server = accepting_server();
    ClientOptions options = standard_options("tcp://localhost:" + std::to_string(server.port()));
    options.dispatch = Dispatch::poll;
    Client client = make_client(options);
    const auto error = error_without_threads(client);
    if (!error) return;
    CHECK(error->code == Errc::network_unreachable);
    CHECK(error->detail.find("no thread to resolve it") != std::string::npos);
    CHECK(ok(client.connect(5s)));
}

TEST_CASE("an attempt that gets no thread for its tunnel fails")
{
    ClientOptions options = standard_options("ws://127.0.0.1:1/mqtt");
    options.dispatch = Dispatch::poll;
    Client client = make_client(options);
    const auto error = error_without_threads(client);
    if (!error) return;
    CHECK(error->code == Errc::no_thread);
    CHECK(error->detail.find("the thread of the connection: ") != std::string::npos);
}
