// WebSocket between our client and our broker; what a server may do wrong is in tests/unit/doors.
#include "sdk_doors.hpp"

using namespace lmq;
using namespace lmq::test;

TEST_CASE("the URI's path is asked for: one that the broker keeps for HTTP is refused, others are as good as /mqtt")
{
    Service service(with_doors());
    for (const std::string &uri : {service->ws_uri(), service->wss_uri()}) {
        const std::string root = uri.substr(0, uri.rfind("/mqtt"));
        for (const std::string path : {"", "/", "/mqtt", "/other/path?with=query"}) {
            CAPTURE(root + path);
            Device(through(service, root + path, "d")).connect();
        }
        Device refused(through(service, root + "/route/clientId/get", "d"));
        REQUIRE(refused->start());
        REQUIRE(refused.states.wait_until_any([](const ConnectionStatus &status) { return status.error.has_value(); }));
        for (const ConnectionStatus &status : refused.states.all()) {
            if (!status.error) continue;
            CHECK(status.error->code == Errc::websocket_refused);
            CHECK(status.error->detail.find("/route/clientId/get") != std::string::npos);
        }
    }
}

TEST_CASE("messages far larger than any buffer go through WebSocket both ways")
{
    broker::Config config = with_doors(broker::Config::plain());
    config.limits.payload_bytes = 4 << 20;
    config.limits.packet_bytes = 5 << 20;
    Service service(config);
    for (const std::string &uri : {service->ws_uri(), service->wss_uri()}) {
        CAPTURE(uri);
        ClientOptions options = through(service, uri, "d");
        options.profile = ServiceProfile::standard;
        options.credentials = Anonymous{};
        Device device(options);
        device.connect().subscribe({{"big", QoS::at_least_once}});
        std::size_t count = 0;
        for (const std::size_t size : {1U << 20, 3U << 20}) {
            std::string payload(size, '.');
            for (std::size_t i = 0; i < size; i += 997)
                payload[i] = static_cast<char>(i % 251);
            REQUIRE(device.publish(message(payload, QoS::at_least_once, "big")));
            REQUIRE(device.messages.wait_for(++count));
            CHECK((device.messages.all().back().payload == payload));
        }
        CHECK(device->statistics().connection_losses == 0);
    }
}

TEST_CASE("ws:// at the port of wss:// is refused with a hint")
{
    Service service(with_doors());
    ClientOptions options = service.device("d");
    options.server_uri = "ws://" + service->wss_address();
    Device device(options);
    REQUIRE(device->start());
    REQUIRE(device.states.wait_until_any([](const ConnectionStatus &status) {
        return status.error &&
               (status.error->code == Errc::tls_expected || status.error->detail.find("wss://") != std::string::npos);
    }));
}
