// What the way between Paho and the server adds, and must not add.
#include <fstream>

#include <dirent.h>

#include "door_fixture.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

std::size_t open_descriptors()
{
    std::size_t count = 0;
    DIR *const folder = opendir("/proc/self/fd");
    while (folder != nullptr && readdir(folder) != nullptr)
        ++count;
    if (folder != nullptr) closedir(folder);
    return count;
}

std::size_t threads()
{
    std::ifstream status("/proc/self/status");
    std::string word;
    while (status >> word && word != "Threads:") {
    }
    std::size_t count = 0;
    status >> count;
    return count;
}

// A server that signs its clients in and then reads nothing more.
ScriptedHttpServer::Script deaf()
{
    return [](HttpPeer &peer, unsigned) {
        std::string bytes;
        if (!peer.read_bytes(2, bytes)) return;
        peer.read_bytes(static_cast<std::size_t>(bytes[1]), bytes);
        peer.write(std::string("\x20\x02\x00\x00", 4));
        peer.wait_for_stop();
    };
}

} // namespace

TEST_CASE("a server that reads nothing fills the outbox behind TLS too, not memory without a bound")
{
    const ThrowawayCa ca;
    const ScriptedHttpServer server(deaf(), ca.server("localhost"));
    ClientOptions options = door_options("ssl://localhost:" + std::to_string(server.port()), &ca);
    options.outbox.max_bytes = 1 << 20;
    Client client = make_client(options);
    REQUIRE(ok(client.connect(10s)));
    const std::string payload(64 * 1024, 'x');
    constexpr std::size_t most = 64 << 20; // far above all buffers of the system together
    std::size_t taken = 0;
    Result<void> result;
    while (taken < most && (result = client.publish({"a", payload, QoS::at_most_once})))
        taken += payload.size();
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().code == Errc::outbox_full);
    CHECK(taken >= options.outbox.max_bytes / 2);
}

TEST_CASE("what a tunnel opened is closed with it, whether it came about or not")
{
    const ThrowawayCa ca;
    const DoorServer server(ca.server("localhost"));
    const ScriptedHttpServer silent([](HttpPeer &peer, unsigned) { peer.wait_for_close(); });
    const auto once = [&] {
        CHECK(ok(connect_once(door_options(server.uri("ssl"), &ca))));
        ClientOptions wrong = door_options(server.uri("ssl"), &ca);
        wrong.tls.pins = {std::string(64, '0')};
        first_error(wrong);
        ClientOptions waiting = door_options("wss://localhost:" + std::to_string(silent.port()), &ca);
        Client client = make_client(waiting); // and dropped within its handshake
        CHECK(ok(client.start()));
    };
    once(); // what is opened once for the process, and the servers' threads
    const std::size_t descriptors = open_descriptors();
    for (int i = 0; i < 5; ++i)
        once();
    // The servers may notice the last ones later.
    Recorder<int> nothing;
    const auto start = std::chrono::steady_clock::now();
    while (open_descriptors() > descriptors && since(start) < 10s)
        nothing.wait_for_count(1, 1ms);
    CHECK(open_descriptors() <= descriptors);
    CHECK(threads() < 64);
}

TEST_CASE("a client that is closed does not wait for a server that reads nothing")
{
    const ThrowawayCa ca;
    const ScriptedHttpServer server(deaf(), ca.server("localhost"));
    ClientOptions options = door_options("ssl://localhost:" + std::to_string(server.port()), &ca);
    options.outbox.max_bytes = 1 << 20;
    auto client = std::make_unique<Client>(make_client(options));
    REQUIRE(ok(client->connect(10s)));
    const std::string payload(64 * 1024, 'x');
    for (int i = 0; i < 1000 && client->publish({"a", payload, QoS::at_most_once}); ++i) {
    }
    const auto start = std::chrono::steady_clock::now();
    client.reset();
    CHECK(since(start) < 3s);
}
