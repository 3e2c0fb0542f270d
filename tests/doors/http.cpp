#include "doors.hpp"

using namespace lmq::test;
using namespace lmq;

namespace
{

std::string answer(Channel channel, const std::string &request)
{
    channel.send(request);
    std::string got;
    while (!channel.ended())
        got += channel.read_some();
    return got;
}

std::string get(const std::string &target, const std::string &more = "")
{
    return "GET " + target + " HTTP/1.1\r\nHost: broker\r\nConnection: close\r\n" + more + "\r\n";
}

} // namespace

TEST_CASE("the WebSocket ports serve what the HTTP port serves")
{
    broker::Config config = open_doors();
    config.control = true;
    const Service service(config);
    for (const char *path : {"/healthz", "/control/v1/clock", "/token/query", "/nothing"}) {
        CAPTURE(path);
        const std::string plain = answer(Channel(service->http_address()), get(path));
        CHECK(plain.find("HTTP/1.1 ") == 0);
        CHECK(answer(Channel(service->ws_address()), get(path)) == plain);
        CHECK(answer(Channel(service->wss_address(), trusting(service)), get(path)) == plain);
    }
    CHECK(answer(Channel(service->ws_address()), get("/nothing")).find("HTTP/1.1 404 ") == 0);
    CHECK(answer(Channel(service->ws_address()), get("/mqtt")).find("HTTP/1.1 404 ") == 0);
}

TEST_CASE("without control the WebSocket ports have none, too")
{
    const Service service(open_doors());
    CHECK(answer(Channel(service->ws_address()), get("/control/v1/clock")).find("HTTP/1.1 404 ") == 0);
}

TEST_CASE("requests and a WebSocket follow each other on one connection")
{
    const Service service(open_doors());
    RawWebSocket socket{Channel(service->ws_address())};
    socket.send("GET /healthz HTTP/1.1\r\nHost: broker\r\n\r\n");
    const std::string first = socket.channel().read_some();
    CHECK(first.find("HTTP/1.1 200 ") == 0);
    CHECK(socket.open().find("HTTP/1.1 101 ") == 0);
    CHECK(socket.ask(connect()) == connack(0));
}

TEST_CASE("frames right behind the request are not lost")
{
    const Service service(open_doors());
    Channel channel(service->ws_address());
    channel.send(
        "GET /mqtt HTTP/1.1\r\nHost: b\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
        "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" +
        websocket_frame(binary, connect().bytes));
    std::string got;
    while (got.find(connack(0).bytes) == std::string::npos && !channel.ended())
        got += channel.read_some();
    CHECK(got.find("HTTP/1.1 101 ") == 0);
    CHECK(got.find(connack(0).bytes) != std::string::npos);
}

TEST_CASE("a request that only looks like a WebSocket's is refused")
{
    const Service service(open_doors());
    const std::string key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", upgrade = "Upgrade: websocket\r\n",
                      connection = "Connection: Upgrade\r\n", version = "Sec-WebSocket-Version: 13\r\n";
    const auto ask = [&](const std::string &target, const std::string &headers) {
        return answer(Channel(service->ws_address()), "GET " + target + " HTTP/1.1\r\nHost: b\r\n" + headers + "\r\n");
    };
    CHECK(ask("/mqtt", upgrade + connection + version).find("HTTP/1.1 400 ") == 0); // no key
    const std::string old = ask("/mqtt", upgrade + connection + key + "Sec-WebSocket-Version: 8\r\n");
    CHECK(old.find("HTTP/1.1 426 ") == 0);
    CHECK(old.find("Sec-WebSocket-Version: 13\r\n") != std::string::npos);
    CHECK(ask("/mqtt", upgrade + connection + key).find("HTTP/1.1 400 ") == 0); // no version
    RawWebSocket on_route{Channel(service->ws_address())};
    CHECK(on_route.open("/route/x").find("HTTP/1.1 404 ") == 0);
}

TEST_CASE("a WebSocket port closes whoever is slow, silent or long-winded before MQTT begins")
{
    broker::Config config = open_doors();
    config.limits.handshake_timeout_ms = 200;
    const Service service(config);
    RawWebSocket witness = signed_in(service, "witness");
    Channel silent(service->ws_address()), half(service->ws_address());
    half.send("GET /mqtt HTTP/1.1\r\nUpgrade: webs");
    Channel half_secure(service->wss_address(), trusting(service));
    half_secure.send("GET /mqtt HT");
    CHECK(silent.read_some().empty());
    CHECK(half.read_some().empty());
    CHECK(half_secure.read_some().empty());
    CHECK(answer(Channel(service->ws_address()), "GET /mqtt HTTP/1.1\r\nX: " + std::string(20000, 'x'))
              .find("HTTP/1.1 431 ") == 0);
    CHECK(witness.ask(pingreq()) == pingresp()); // an idle WebSocket is MQTT's to close
}
