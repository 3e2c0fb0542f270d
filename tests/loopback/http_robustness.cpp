#include <vector>

#include <doctest/doctest.h>

#include "http/http_server.hpp"
#include "http_client.hpp"
#include "raw_fixture.hpp"

using namespace lmq::test;
using namespace lmq;

namespace
{

struct Robust {
    std::unique_ptr<broker::Broker> broker = start_with_control();
    HttpClient open() { return HttpClient(broker->http_address()); }
};

/// A server whose patience ends soon.
class Impatient
{
public:
    Impatient()
        : server_(broker::Config::ready_made(), LogLevel::off, *broker::store::open_store("memory")),
          http_(server_, limits())
    {
        REQUIRE(http_.listen("0").has_value());
        thread_ = std::thread([this] {
            server_.run();
            http_.stop();
        });
    }
    ~Impatient()
    {
        server_.loop().post([this] { server_.stop(); });
        thread_.join();
    }
    std::string address() const { return http_.address(); }

private:
    static broker::http::SessionLimits limits()
    {
        broker::http::SessionLimits limits;
        limits.idle = std::chrono::milliseconds(200);
        limits.request = std::chrono::milliseconds(200);
        return limits;
    }
    broker::net::Server server_;
    broker::http::HttpServer http_;
    std::thread thread_;
};

} // namespace

TEST_CASE("a client too slow over its request, idle too long, or deaf to the answer is closed")
{
    Impatient server;
    HttpClient idle(server.address());
    HttpClient half_header(server.address());
    half_header.send("GET /healthz HTTP/1.1\r\nHost:");
    HttpClient half_body(server.address());
    half_body.send("POST /healthz HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc");
    HttpClient half_form(server.address());
    half_form.send("POST /token/apply HTTP/1.1\r\nContent-Length: 100\r\n\r\nactions=R&");
    HttpClient kept(server.address());
    CHECK(kept.get("/healthz").status == 200);
    CHECK(idle.is_closed());
    CHECK(half_header.is_closed());
    CHECK(half_body.is_closed());
    CHECK(half_form.is_closed());
    CHECK(kept.is_closed());
}

TEST_CASE("a client that drips bytes does not win time with each")
{
    Impatient server;
    HttpClient slow(server.address());
    slow.send("G");
    const auto begin = std::chrono::steady_clock::now();
    // Half a header line at a time for as long as the server lets it.
    while (std::chrono::steady_clock::now() - begin < std::chrono::seconds(5)) {
        HttpClient other(server.address());
        slow.send("E");
        CHECK(other.get("/healthz").status == 200);
        if (std::chrono::steady_clock::now() - begin > std::chrono::milliseconds(600)) break;
    }
    CHECK(slow.is_closed());
}

TEST_CASE_FIXTURE(Robust, "requests are answered in order on one connection, pipelined and in single bytes")
{
    HttpClient client(broker->http_address());
    std::string three;
    for (const char *path : {"/healthz", "/nothing", "/control/v1/sessions"})
        three += "GET " + std::string(path) + " HTTP/1.1\r\nHost: t\r\n\r\n";
    client.send(three);
    CHECK(client.read_answer().status == 200);
    CHECK(client.read_answer().status == 404);
    CHECK(client.read_answer().body == R"({"sessions":[]})");
    for (const char byte : three)
        client.send(std::string_view(&byte, 1));
    CHECK(client.read_answer().status == 200);
    CHECK(client.read_answer().status == 404);
    CHECK(client.read_answer().status == 200);
}

TEST_CASE_FIXTURE(Robust, "the peer's wish to close is obeyed")
{
    HttpClient client(broker->http_address());
    client.send("GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n");
    CHECK(client.read_answer().status == 200);
    CHECK(client.is_closed());
    HttpClient old(broker->http_address());
    old.send("GET /healthz HTTP/1.0\r\n\r\n");
    CHECK(old.read_answer().status == 200);
    CHECK(old.is_closed());
}

TEST_CASE_FIXTURE(Robust, "too large a header or body is refused before it is kept")
{
    HttpClient header(broker->http_address());
    header.send("GET /healthz HTTP/1.1\r\nX: " + std::string(20000, 'x'));
    CHECK(header.read_answer().status == 431);
    CHECK(header.is_closed());
    HttpClient body(broker->http_address());
    body.send("POST /mq/v1/topics/TopicA/messages HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n");
    CHECK(body.read_answer().status == 413);
    CHECK(body.is_closed());
    HttpClient chunked(broker->http_address());
    chunked.send("POST /mq/v1/topics/TopicA/messages HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
    const std::string chunk = "10000\r\n" + std::string(65536, 'c') + "\r\n";
    for (int i = 0; i < 40; ++i)
        chunked.send(chunk);
    CHECK(chunked.read_answer().status == 413);
}

TEST_CASE_FIXTURE(Robust, "what is not HTTP is refused with 400 and closed")
{
    for (const char *noise :
         {"\x10\x0c\0\4MQTT\4\2\0<\r\n\r\n", "nonsense\r\n\r\n", "GET /healthz\r\n\r\n",
          "GET  /healthz HTTP/1.1\r\n\r\n", "POST /healthz HTTP/1.1\r\nContent-Length: x\r\n\r\n"}) {
        CAPTURE(noise);
        HttpClient client(broker->http_address());
        client.send(noise);
        CHECK(client.read_answer().status == 400);
        CHECK(client.is_closed());
    }
    CHECK(HttpClient(broker->http_address()).get("/healthz").status == 200);
}

TEST_CASE_FIXTURE(Robust, "an expected 100-continue comes before the body is read")
{
    HttpClient client(broker->http_address());
    client.send("POST /mq/v1/topics/TopicA/messages HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    CHECK(client.read_answer(true).status == 100);
    client.send("{}");
    CHECK(client.read_answer().status == 200);
}

TEST_CASE_FIXTURE(Robust, "connections beyond the cap are closed and those within it serve on")
{
    std::vector<std::unique_ptr<HttpClient>> many;
    for (int i = 0; i < 512; ++i) {
        many.push_back(std::make_unique<HttpClient>(broker->http_address()));
        REQUIRE(many.back()->get("/healthz").status == 200);
    }
    CHECK(open().is_closed());
    CHECK(many.front()->get("/healthz").status == 200);
    many.clear();
    CHECK(eventually([&] { return open().get("/healthz").status == 200; }));
}

TEST_CASE_FIXTURE(Robust, "connections that end anywhere leave the server serving")
{
    const std::string request = "POST /control/v1/clock/advance HTTP/1.1\r\nContent-Length: 8\r\n\r\n{\"ms\":1}";
    for (std::size_t length = 0; length <= request.size(); ++length) {
        HttpClient client(broker->http_address());
        client.send(std::string_view(request).substr(0, length));
        if (length % 2 == 0) client.drop();
    }
    CHECK(HttpClient(broker->http_address()).get("/healthz").status == 200);
}
