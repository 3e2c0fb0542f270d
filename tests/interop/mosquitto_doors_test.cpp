// Our client through the doors of a broker that is not ours: TLS, WebSocket, secure WebSocket.
#include <cstdlib>

#include "mosquitto_process.hpp"
#include "support/throwaway_ca.hpp"
#include "unit/client/client_support.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

// In CI a missing mosquitto is a failure: the proof would be missing without anybody noticing.
bool can_run()
{
    if (!MosquittoProcess::find().empty()) return true;
    const char *ci = std::getenv("CI");
    const bool required = ci != nullptr && std::string(ci) == "true";
    CHECK_MESSAGE(!required, "mosquitto is not installed");
    if (!required) MESSAGE("skipped: mosquitto is not installed");
    return false;
}

struct Site {
    ThrowawayCa ca;
    ThrowawayCa::Issued server = ca.certify({{"localhost", "127.0.0.1"}});

    MosquittoProcess::Options options(bool client_certificate = false) const
    {
        MosquittoProcess::Options made;
        made.doors = {ca.write("server.pem", server.certificate), ca.write("server.key", server.key), ca.file(),
                      client_certificate};
        return made;
    }
    ClientOptions device(const std::string &uri, const std::string &id = "device-1") const
    {
        ClientOptions made = standard_options(uri, id);
        if (uri.find("ws://") != 0) made.tls.ca_file = ca.file();
        return made;
    }
};

Result<void> connect_once(ClientOptions options)
{
    Client client = make_client(std::move(options));
    return client.connect(10s);
}

} // namespace

TEST_CASE("messages of every size go through each door of mosquitto and come back as they were")
{
    if (!can_run()) return;
    const Site site;
    MosquittoProcess broker(site.options());
    for (const std::string &uri : {broker.tls_uri(), broker.ws_uri(), broker.wss_uri()}) {
        CAPTURE(uri);
        Recorder<ReceivedMessage> in;
        Client client = make_client(site.device(uri));
        client.on_message([&](const ReceivedMessage &message) { in.add(message); });
        REQUIRE(ok(client.connect(10s)));
        REQUIRE(client.subscribe_and_wait({{"a", QoS::at_least_once}}, 10s).has_value());
        std::size_t sent = 0;
        // Around the borders of frame lengths, of TLS records and of buffers. This mosquitto reads a WebSocket at 40 KB
        // a second, whoever writes it, so nothing larger there.
        std::vector<std::size_t> sizes{0, 1, 118, 119, 125, 126, 16383, 16384, 65536};
        if (uri == broker.tls_uri()) sizes.push_back(1U << 20);
        for (const std::size_t size : sizes) {
            CAPTURE(size);
            const std::string payload(size, static_cast<char>('a' + sent % 26));
            REQUIRE(ok(client.publish_and_wait({"a", payload, QoS::at_least_once}, 20s)));
            REQUIRE(in.wait_for_count(++sent));
            CHECK((in.values().back().payload == payload));
        }
    }
}

TEST_CASE(
    "a broker that wants a client certificate gets it, from files or from memory, and an absent one is told as that")
{
    if (!can_run()) return;
    const Site site;
    MosquittoProcess broker(site.options(true));
    const auto mine = site.ca.certify({{"device-1"}});
    ClientOptions without = site.device(broker.tls_uri());
    Recorder<Error> errors;
    {
        Client client = make_client(without);
        client.on_state([&](const ConnectionStatus &status) {
            if (status.error) errors.add(*status.error);
        });
        REQUIRE(ok(client.start()));
        REQUIRE(errors.wait_for_count(1));
    }
    CHECK(errors.values().front().code == Errc::tls_client_certificate);

    ClientOptions files = without;
    files.tls.certificate_file = site.ca.write("client.pem", mine.certificate);
    files.tls.key_file = site.ca.write("client.key", mine.key);
    CHECK(ok(connect_once(files)));

    ClientOptions memory = without;
    memory.tls.certificate_pem = mine.certificate;
    memory.tls.key_pem = Secret(mine.key);
    CHECK(ok(connect_once(memory)));
}

TEST_CASE("after a restart of the broker the client is there again through each door")
{
    if (!can_run()) return;
    const Site site;
    MosquittoProcess broker(site.options());
    for (const std::string &uri : {broker.tls_uri(), broker.ws_uri(), broker.wss_uri()}) {
        CAPTURE(uri);
        Client client = make_client(site.device(uri));
        REQUIRE(ok(client.connect(10s)));
        broker.stop();
        broker.start();
        REQUIRE(ok(client.publish_and_wait({"a", "after", QoS::at_least_once}, 20s)));
    }
}
