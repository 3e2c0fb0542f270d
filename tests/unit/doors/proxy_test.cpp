#include <cstdlib>

#include "door_fixture.hpp"
#include "support/connect_proxy.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

/// Points the environment's proxies at a port where nobody listens, or at `proxy`.
class ProxyEnvironment
{
public:
    explicit ProxyEnvironment(std::uint16_t port)
    {
        const std::string url = "http://127.0.0.1:" + std::to_string(port);
        for (const char *name : names)
            setenv(name, url.c_str(), 1);
    }
    ~ProxyEnvironment()
    {
        for (const char *name : names)
            unsetenv(name);
    }
    ProxyEnvironment(const ProxyEnvironment &) = delete;
    ProxyEnvironment &operator=(const ProxyEnvironment &) = delete;

private:
    static constexpr const char *names[] = {"http_proxy", "https_proxy", "all_proxy",
                                            "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"};
};

ClientOptions through(const ConnectProxy &proxy, const std::string &uri, const ThrowawayCa *ca)
{
    ClientOptions options = door_options(uri, ca);
    options.http_proxy = HttpProxy{"localhost", proxy.port(), "", Secret()};
    return options;
}

} // namespace

TEST_CASE("the proxies of the environment are not followed on any door")
{
    const ThrowawayCa ca;
    const ConnectProxy proxy;
    const ProxyEnvironment environment(proxy.port());
    const DoorServer plain;
    const DoorServer tls(ca.server("localhost"));
    CHECK(ok(connect_once(door_options(plain.uri("tcp"), nullptr))));
    CHECK(ok(connect_once(door_options(tls.uri("ssl"), &ca))));
    const auto nothing = answering([](const HttpAsked &) { return http_answer(404, ""); });
    const ScriptedHttpServer ws(nothing);
    const ScriptedHttpServer wss(nothing, ca.server("localhost"));
    const auto at = [](const ScriptedHttpServer &server) { return "://localhost:" + std::to_string(server.port()); };
    expect_failure(door_options("ws" + at(ws), nullptr), Errc::websocket_refused, {"404"});
    expect_failure(door_options("wss" + at(wss), &ca), Errc::websocket_refused, {"404"});
    CHECK(proxy.requests().empty());
}

TEST_CASE("an explicit proxy is asked for a tunnel to the server, by the name that the user wrote, for every scheme")
{
    const ThrowawayCa ca;
    const DoorServer plain;
    const DoorServer tls(ca.server("mqtt.example"));
    {
        const ConnectProxy proxy;
        CHECK(ok(connect_once(through(proxy, plain.uri("tcp", "mqtt.example"), nullptr))));
        // The server is verified through the proxy as without it.
        CHECK(ok(connect_once(through(proxy, tls.uri("ssl", "mqtt.example"), &ca))));
        const auto requests = proxy.requests();
        REQUIRE(requests.size() == 2);
        const std::string server = "mqtt.example:" + std::to_string(tls.port());
        CHECK(requests[1] == "CONNECT " + server + " HTTP/1.1\r\nHost: " + server + "\r\n\r\n");
    }
    const ConnectProxy proxy;
    expect_failure(through(proxy, tls.uri("ssl", "other.example"), &ca), Errc::tls_wrong_host, {"other.example"});
    CHECK(proxy.requests().size() == 1);
}

TEST_CASE("user and password go to the proxy, which says when they are wrong")
{
    const DoorServer server;
    const ConnectProxy proxy;
    ClientOptions options = through(proxy, server.uri("tcp"), nullptr);
    options.http_proxy->user = "Aladdin";
    options.http_proxy->password = Secret("open sesame");
    CHECK(ok(connect_once(options)));
    REQUIRE(proxy.requests().size() == 1);
    CHECK(proxy.requests().front().find("\r\nProxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n") !=
          std::string::npos);

    const ConnectProxy strict("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
    options.http_proxy->port = strict.port();
    const Error error = first_error(options);
    CHECK(error.code == Errc::proxy_refused);
    CHECK(error.detail.find("407") != std::string::npos);
    CHECK(error.detail.find("sesame") == std::string::npos);
}

TEST_CASE("a proxy that is not there, or is none, is told as that")
{
    const DoorServer server;
    ClientOptions options = door_options(server.uri("tcp"), nullptr);
    const std::string dead = dead_url();
    options.http_proxy =
        HttpProxy{"localhost", static_cast<std::uint16_t>(std::atoi(&dead[dead.rfind(':') + 1])), "", {}};
    expect_failure(options, Errc::proxy_unreachable, {});
    options.http_proxy->host = "no-such-host.invalid";
    expect_failure(options, Errc::proxy_unreachable, {"no-such-host.invalid"});
    const ConnectProxy other("220 mail.example ESMTP\r\n");
    options.http_proxy = HttpProxy{"localhost", other.port(), "", {}};
    expect_failure(options, Errc::proxy_refused, {"not HTTP/1.1"});
    CHECK(server.connections() == 0);
}

TEST_CASE("a proxy that makes nobody wait holds up no other client")
{
    // Paho by itself waits for a proxy with its lock held.
    const DoorServer server;
    const ScriptedHttpServer silent([](HttpPeer &peer, unsigned) { peer.wait_for_close(); });
    ClientOptions stuck = door_options(server.uri("tcp"), nullptr);
    stuck.http_proxy = HttpProxy{"127.0.0.1", silent.port(), "", {}};
    Client waiting = make_client(stuck);
    REQUIRE(ok(waiting.start()));
    const auto start = std::chrono::steady_clock::now();
    CHECK(ok(connect_once(door_options(server.uri("tcp"), nullptr))));
    CHECK(since(start) < 5s);
}
