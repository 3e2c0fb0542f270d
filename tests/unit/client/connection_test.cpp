// Connecting, refusals, time-outs: what plain Paho hides, rounds or gets wrong (sdk/docs/findings.md, section 1).
#include <cstdlib>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "client_support.hpp"

using namespace lmq;
using namespace lmq::test;

TEST_CASE("a client connects, and its CONNECT says what the options say")
{
    Recorder<WirePacket> seen;
    ScriptedServer server([&](Peer &peer, unsigned) {
        peer.serve([&](const WirePacket &packet) {
            seen.add(packet);
            return true;
        });
    });
    ClientOptions options = standard_options(server.uri(), "device-7");
    options.credentials = ReadyPassword{"user", Secret(std::string_view("pass\0word", 9))};
    options.keep_alive = 77s;
    options.will = Will{"gone", std::string("a\0b", 3), QoS::at_least_once, true};
    Client client = make_client(options);
    REQUIRE(ok(client.connect(5s)));
    CHECK(client.status().state == ConnectionState::ready);
    REQUIRE(seen.wait_for_count(1));
    const std::string expected = std::string("\0\4MQTT\4\xee\0\115\0\10device-7", 20) +
                                 std::string("\0\4gone\0\3a\0b\0\4user\0\11pass\0word", 28);
    CHECK(seen.values()[0].type == 1);
    CHECK(seen.values()[0].body == expected);
}

TEST_CASE("a refusal for good is told as it is, also when it comes on a reconnect")
{
    Recorder<ConnectionStatus> states;
    ScriptedServer server([](Peer &peer, unsigned number) {
        peer.read();
        if (number == 0) {
            peer.connack(0);
            peer.read_type(3);
            peer.reset();
        } else {
            peer.connack(5);
            peer.drain();
        }
    });
    Client client = make_client(standard_options(server.uri()));
    client.on_state([&](const ConnectionStatus &status) { states.add(status); });
    REQUIRE(ok(client.connect(5s)));
    REQUIRE(ok(client.publish({"t", "x"})));
    REQUIRE(states.wait([](const auto &all) { return all.back().state == ConnectionState::refused; }));
    CHECK(states.values().back().error->code == Errc::refused_not_authorized);
}

TEST_CASE("each CONNACK code is told exactly")
{
    const std::pair<unsigned, Errc> final_codes[] = {{1, Errc::refused_protocol},
                                                     {2, Errc::refused_identifier},
                                                     {4, Errc::refused_credentials},
                                                     {5, Errc::refused_not_authorized}};
    for (const auto &[code, expected] : final_codes) {
        ScriptedServer server([sent = code](Peer &peer, unsigned) {
            peer.read();
            peer.connack(sent);
            peer.drain();
        });
        Client client = make_client(standard_options(server.uri()));
        const auto connected = client.connect(5s);
        REQUIRE_FALSE(connected.has_value());
        CHECK(connected.error().code == expected);
        CHECK(client.status().state == ConnectionState::refused);
        CHECK(server.connections() == 1);
    }
}

TEST_CASE("a server that is unavailable is tried again after the back-off, in MQTT 3.1.1 each time")
{
    Recorder<WirePacket> connects;
    ScriptedServer server([&](Peer &peer, unsigned number) {
        connects.add(peer.read());
        if (number < 4) {
            peer.connack(3);
            peer.drain();
        } else {
            peer.connack(0);
            peer.serve();
        }
    });
    Client client = make_client(standard_options(server.uri()));
    const auto start = std::chrono::steady_clock::now();
    REQUIRE(ok(client.connect(10s)));
    // Paho looks every 3 s: four waits would take it 12.
    CHECK(since(start) < 2500ms);
    REQUIRE(connects.wait_for_count(5));
    for (const WirePacket &packet : connects.values())
        CHECK(packet.body.substr(0, 7) == std::string("\0\4MQTT\4", 7));
}

TEST_CASE("a connect time-out below a second is kept, and the attempt is abandoned")
{
    Recorder<ConnectionStatus> states;
    ScriptedServer server([](Peer &peer, unsigned) { peer.drain(); });
    ClientOptions options = standard_options(server.uri());
    options.connect_timeout = 300ms;
    options.back_off.min = options.back_off.max = 60s;
    Client client = make_client(options);
    client.on_state([&](const ConnectionStatus &status) { states.add(status); });
    const auto start = std::chrono::steady_clock::now();
    REQUIRE(ok(client.start()));
    REQUIRE(states.wait([](const auto &all) { return all.back().state == ConnectionState::waiting; }));
    CHECK(since(start) >= 299ms);
    CHECK(since(start) < 1000ms);
    CHECK(states.values().back().error->code == Errc::connect_timeout);
}

TEST_CASE("a connection that nobody takes fails at once and names the address")
{
    Recorder<ConnectionStatus> states;
    ClientOptions options = standard_options("tcp://127.0.0.1:" + std::to_string(closed_port()));
    options.back_off.min = options.back_off.max = 60s;
    Client client = make_client(options);
    client.on_state([&](const ConnectionStatus &status) { states.add(status); });
    const auto start = std::chrono::steady_clock::now();
    REQUIRE(ok(client.start()));
    REQUIRE(states.wait([](const auto &all) { return all.back().state == ConnectionState::waiting; }));
    CHECK(since(start) < 2000ms);
    CHECK(states.values().back().error->code == Errc::network_unreachable);
    CHECK(states.values().back().error->detail.find("127.0.0.1") != std::string::npos);
}

TEST_CASE("two clients draw different waits")
{
    const std::string uri = "tcp://127.0.0.1:" + std::to_string(closed_port());
    std::vector<std::chrono::milliseconds> waits[2];
    for (auto &drawn : waits) {
        ClientOptions options = standard_options(uri);
        options.back_off.min = 1ms;
        options.back_off.max = 40ms;
        Recorder<std::chrono::milliseconds> retries;
        Client client = make_client(options);
        client.on_state([&](const ConnectionStatus &status) {
            if (status.state == ConnectionState::waiting) retries.add(status.retry_in);
        });
        REQUIRE(ok(client.start()));
        REQUIRE(retries.wait_for_count(20));
        drawn = retries.values();
        drawn.resize(20);
        client.close(0ms);
    }
    CHECK(waits[0] != waits[1]);
}

TEST_CASE("a name with several addresses is tried address by address")
{
    ScriptedServer server([](Peer &peer, unsigned) { peer.serve(); }); // on 127.0.0.1 only; localhost may be ::1 first
    Client client = make_client(standard_options(server.uri("localhost")));
    CHECK(ok(client.connect(5s)));
}

TEST_CASE("a name that does not exist is an error that names it")
{
    Recorder<ConnectionStatus> states;
    ClientOptions options = standard_options("tcp://no-such-host.invalid:1883");
    options.back_off.min = options.back_off.max = 60s;
    options.connect_timeout = 30s;
    Client client = make_client(options);
    client.on_state([&](const ConnectionStatus &status) { states.add(status); });
    REQUIRE(ok(client.start()));
    REQUIRE(states.wait([](const auto &all) { return all.back().state == ConnectionState::waiting; }, 40s));
    CHECK(states.values().back().error->detail.find("no-such-host.invalid") != std::string::npos);
}

TEST_CASE("proxies of the environment are left alone, and left in the environment")
{
    ScriptedServer proxy([](Peer &peer, unsigned) { peer.drain(); });
    ScriptedServer server([](Peer &peer, unsigned) { peer.serve(); });
    const std::string value = "http://127.0.0.1:" + std::to_string(proxy.port());
    setenv("http_proxy", value.c_str(), 1);
    setenv("https_proxy", value.c_str(), 1);
    {
        Client client = make_client(standard_options(server.uri()));
        CHECK(ok(client.connect(5s)));
        CHECK(proxy.connections() == 0);
        REQUIRE(std::getenv("http_proxy") != nullptr);
        CHECK(std::getenv("http_proxy") == value);
        CHECK(std::getenv("https_proxy") == value);
    }
    unsetenv("http_proxy");
    unsetenv("https_proxy");
}

TEST_CASE("the connection has TCP_NODELAY")
{
    ScriptedServer server([](Peer &peer, unsigned) { peer.serve(); });
    Client client = make_client(standard_options(server.uri()));
    REQUIRE(ok(client.connect(5s)));
    int sockets = 0;
    for (int descriptor = 0; descriptor < 1024; ++descriptor) {
        sockaddr_in peer{};
        socklen_t size = sizeof peer;
        if (getpeername(descriptor, reinterpret_cast<sockaddr *>(&peer), &size) != 0) continue;
        if (peer.sin_family != AF_INET || ntohs(peer.sin_port) != server.port()) continue;
        int on = 0;
        size = sizeof on;
        REQUIRE(getsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, &size) == 0);
        CHECK(on != 0);
        ++sockets;
    }
    CHECK(sockets == 1);
}

TEST_CASE("a second client connects quickly while the first idles")
{
    ScriptedServer server([](Peer &peer, unsigned) { peer.serve(); });
    Client first = make_client(standard_options(server.uri(), "first"));
    REQUIRE(ok(first.connect(5s)));
    for (int i = 0; i < 3; ++i) {
        Client next = make_client(standard_options(server.uri(), "next-" + std::to_string(i)));
        const auto start = std::chrono::steady_clock::now();
        REQUIRE(ok(next.connect(5s)));
        CHECK(since(start) < 500ms); // plain Paho: about 2 s
    }
}

TEST_CASE("network_changed makes a waiting client try at once, and a ready one connect anew")
{
    std::atomic<bool> available{false};
    Recorder<ConnectionStatus> states;
    ScriptedServer server([&](Peer &peer, unsigned) {
        peer.read();
        peer.connack(available ? 0 : 3);
        peer.serve();
    });
    ClientOptions options = standard_options(server.uri());
    options.back_off.min = options.back_off.max = 60s;
    Client client = make_client(options);
    client.on_state([&](const ConnectionStatus &status) { states.add(status); });
    REQUIRE(ok(client.start()));
    REQUIRE(states.wait([](const auto &all) { return all.back().state == ConnectionState::waiting; }));
    available = true;
    client.network_changed();
    REQUIRE(states.wait([](const auto &all) { return all.back().state == ConnectionState::ready; }, 5s));
    const std::size_t before = states.values().size();
    client.network_changed();
    CHECK(states.wait(
        [&](const auto &all) { return all.size() > before && all.back().state == ConnectionState::ready; }, 5s));
    CHECK(client.statistics().connects == 2);
}

TEST_CASE("after disconnect the client is idle and can start again")
{
    Recorder<unsigned> ends;
    ScriptedServer server([&](Peer &peer, unsigned) {
        peer.serve([&](const WirePacket &packet) {
            if (packet.type == 14) ends.add(14);
            return true;
        });
    });
    Client client = make_client(standard_options(server.uri()));
    for (std::size_t i = 1; i <= 3; ++i) {
        REQUIRE(ok(client.connect(5s)));
        const auto start = std::chrono::steady_clock::now();
        REQUIRE(ok(client.disconnect(1s)));
        CHECK(since(start) < 150ms);
        CHECK(client.status().state == ConnectionState::idle);
        CHECK(ends.wait_for_count(i)); // a DISCONNECT each time, no mere close
    }
}

TEST_CASE("a signer's failure is told, and the attempt is made again")
{
    std::atomic<int> calls{0};
    Recorder<ConnectionStatus> states;
    ScriptedServer server([](Peer &peer, unsigned) { peer.serve(); });
    ClientOptions options = standard_options(server.uri(), "GID_AAA@@@device-1");
    options.credentials = SignedBy{"ak", [&](std::string_view text) -> Result<Secret> {
                                       CHECK(text == "GID_AAA");
                                       if (calls++ == 0) return fail(Errc::internal, "key locked");
                                       return Secret("signature");
                                   }};
    Client client = make_client(options);
    client.on_state([&](const ConnectionStatus &status) { states.add(status); });
    REQUIRE(ok(client.connect(5s)));
    CHECK(calls == 2);
    bool told = false;
    for (const ConnectionStatus &status : states.values())
        told = told || (status.error && status.error->code == Errc::signer_failed &&
                        status.error->detail.find("key locked") != std::string::npos);
    CHECK(told);
}

TEST_CASE("log lines hold no password and no payload")
{
    Recorder<std::string> lines;
    ScriptedServer server([](Peer &peer, unsigned number) {
        peer.read();
        peer.connack(number == 0 ? 3 : 0);
        peer.serve();
    });
    ClientOptions options = standard_options(server.uri());
    options.credentials = ReadyPassword{"user", Secret("hush-password")};
    options.log = [&](LogLevel, std::string_view line) { lines.add(std::string(line)); };
    options.log_level = LogLevel::trace;
    {
        Client client = make_client(options);
        REQUIRE(ok(client.connect(5s)));
        REQUIRE(ok(client.publish_and_wait({"t", "hush-payload"}, 5s)));
        REQUIRE(ok(client.close(5s)));
    }
    CHECK(lines.values().size() >= 4);
    for (const std::string &line : lines.values())
        CHECK_MESSAGE(line.find("hush") == std::string::npos, line);
}

TEST_CASE("a server that closes right behind its CONNACK is tried again, and the socket's set-up touches no other")
{
    ScriptedServer server([](Peer &peer, unsigned number) {
        peer.read();
        peer.connack();
        if (number < 60) peer.reset(); // while the client may be looking for the socket to set it up
        peer.serve();
    });
    ClientOptions options = standard_options(server.uri());
    options.back_off.min = options.back_off.max = 2ms;
    Client client = make_client(options);
    REQUIRE(ok(client.start()));
    CHECK(ok(client.publish_and_wait({"t", "x"}, 20s)));
    CHECK(client.statistics().connection_losses >= 1);
}

TEST_CASE("a keep-alive of one second is kept, next to a client with a long one")
{
    Recorder<std::chrono::steady_clock::time_point> pings;
    ScriptedServer server([&](Peer &peer, unsigned) {
        bool short_one = false;
        peer.serve([&](const WirePacket &packet) {
            if (packet.type == 1) short_one = packet.body.substr(8, 2) == std::string("\0\1", 2);
            if (short_one) pings.add(std::chrono::steady_clock::now());
            return true;
        });
    });
    ClientOptions options = standard_options(server.uri());
    options.keep_alive = 1s;
    Client client = make_client(options);
    REQUIRE(ok(client.connect(5s)));
    Client other = make_client(standard_options(server.uri(), "other"));
    REQUIRE(ok(other.connect(5s)));
    REQUIRE(pings.wait_for_count(5));
    const auto times = pings.values();
    for (std::size_t i = 1; i < times.size(); ++i)
        CHECK((times[i] - times[i - 1]) < 1500ms); // a server may close after 1.5 times the keep-alive
    CHECK(client.statistics().connection_losses == 0);
}
