#include "doors.hpp"

using namespace lmq::test;
using namespace lmq;

TEST_CASE("too many silent peers are closed, the oldest first, and new clients get in on every door")
{
    broker::Config config = open_doors();
    config.limits.handshakes = 20;
    config.limits.half_open_connections = 20;
    const Service service(config);
    RawClient witness = service.sign_in(dev("witness"));
    for (const std::string &address :
         {service->tcp_address(), service->tls_address(), service->ws_address(), service->wss_address()}) {
        CAPTURE(address);
        std::vector<Channel> silent;
        for (int i = 0; i < 30; ++i)
            silent.emplace_back(address);
        CHECK(silent.front().read_some().empty());
        const bool tls = address == service->tls_address() || address == service->wss_address();
        const bool websocket = address == service->ws_address() || address == service->wss_address();
        Channel channel = tls ? Channel(address, trusting(service)) : Channel(address);
        if (websocket) {
            RawWebSocket client(std::move(channel));
            CHECK(client.open().find("HTTP/1.1 101 ") == 0);
            CHECK(client.ask(connect()) == connack(0));
        } else {
            CHECK(RawStream(std::move(channel)).ask(connect()) == connack(0));
        }
        CHECK(witness.quiet());
    }
}
