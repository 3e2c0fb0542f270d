// TLS between our client and our broker; what a server may do wrong is in tests/unit/doors.
#include "sdk_doors.hpp"

#include <fstream>
#include <sstream>

#include "support/connect_proxy.hpp"
#include "support/throwaway_ca.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

std::string text_of(const std::string &file)
{
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

std::string with_host(std::string uri, const std::string &host)
{
    const std::string address = "127.0.0.1";
    return uri.replace(uri.find(address), address.size(), host);
}

// The error of the first attempt.
Error refusal(const ClientOptions &options)
{
    Device device(options);
    REQUIRE(device->start());
    REQUIRE(device.states.wait_until_any([](const ConnectionStatus &status) {
        return status.error.has_value() || status.state == ConnectionState::ready;
    }));
    for (const ConnectionStatus &status : device.states.all())
        if (status.error) return *status.error;
    return {Errc::internal, "there was none"};
}

/// Certificates of a CA of the test's own.
struct Site {
    ThrowawayCa ca;
    broker::Config config(const std::string &name, std::chrono::hours valid = std::chrono::hours(24)) const
    {
        broker::Config made = with_doors();
        const auto issued = ca.issue(name, valid);
        made.certificates.certificate = issued.certificate_file;
        made.certificates.key = issued.key_file;
        return made;
    }
};

} // namespace

TEST_CASE("the throw-away CA's file is all that a client needs, by name and by address, on the disk and in memory")
{
    Service service(with_doors());
    for (const std::string &uri : {service->tls_uri(), service->wss_uri()}) {
        for (const std::string host : {"127.0.0.1", "localhost"}) {
            CAPTURE(with_host(uri, host));
            ClientOptions options = through(service, with_host(uri, host), "d");
            Device(options).connect();
            options.tls.ca_pem = text_of(options.tls.ca_file);
            options.tls.ca_file.clear();
            Device(options).connect();
        }
    }
}

TEST_CASE("each certificate that is not right is an error of its own, and no session comes about")
{
    const auto fails = [](const broker::Config &config, const std::string &ca_file, Errc code) {
        Service service(config);
        for (const std::string &uri : {service->tls_uri(), service->wss_uri()}) {
            CAPTURE(uri);
            ClientOptions options = service.device("d");
            options.server_uri = uri;
            options.tls.ca_file = ca_file;
            const Error error = refusal(options);
            CHECK_MESSAGE(error_info(error.code).name == error_info(code).name, error.detail);
            CHECK_FALSE(service->session(options.client_id).has_value());
        }
    };
    const Site site;
    const Site other;
    fails(site.config("mqtt.example"), site.ca.file(), Errc::tls_wrong_host);
    fails(site.config("127.0.0.1", std::chrono::hours(-1)), site.ca.file(), Errc::tls_expired);
    fails(site.config("127.0.0.1"), other.ca.file(), Errc::tls_unknown_ca);
    fails(site.config("127.0.0.1"), "", Errc::tls_unknown_ca); // the system's
}

TEST_CASE("a plain-text port is told as that")
{
    Service service(with_doors());
    for (const std::string scheme : {"ssl://", "wss://"}) {
        ClientOptions options = service.device("d");
        options.server_uri = scheme + service->tcp_address();
        const Error error = refusal(options);
        CHECK_MESSAGE(error_info(error.code).name == error_info(Errc::tls_not_spoken).name, error.detail);
        options.server_uri = scheme + service->ws_address();
        const Error at_http = refusal(options);
        CHECK_MESSAGE(error_info(at_http.code).name == error_info(Errc::tls_not_spoken).name, at_http.detail);
    }
}

TEST_CASE("a client certificate is shown where the broker wants one, and its absence is told")
{
    const Site site;
    broker::Config config = site.config("127.0.0.1");
    config.certificates.client_ca = site.ca.file();
    config.certificates.client_certificate = broker::ClientCertificate::required;
    Service service(config);
    const auto mine = site.ca.issue("GID_AAA@@@d");
    for (const std::string &uri : {service->tls_uri(), service->wss_uri()}) {
        CAPTURE(uri);
        ClientOptions options = service.device("d");
        options.server_uri = uri;
        options.tls.ca_file = site.ca.file();
        const Error error = refusal(options);
        CHECK_MESSAGE(error_info(error.code).name == error_info(Errc::tls_client_certificate).name, error.detail);
        options.tls.certificate_file = mine.certificate_file;
        options.tls.key_file = mine.key_file;
        Device(options).connect();
    }
}

TEST_CASE("a wrong pin keeps the client from signing in to a server whose certificate is good")
{
    const Site site;
    Service service(site.config("127.0.0.1"));
    for (const std::string &uri : {service->tls_uri(), service->wss_uri()}) {
        CAPTURE(uri);
        ClientOptions options = service.device(uri.substr(0, 3));
        options.server_uri = uri;
        options.tls.ca_file = site.ca.file();
        options.tls.pins = {std::string(64, '0')};
        CHECK(refusal(options).code == Errc::tls_pin_mismatch);
        CHECK_FALSE(service->session(options.client_id).has_value());
        options.tls.pins.push_back(site.ca.pin());
        Device(options).connect();
    }
}

TEST_CASE("an explicit proxy carries every door, and the server is verified through it as without")
{
    Service service(with_doors());
    ConnectProxy proxy;
    std::size_t tunnels = 0;
    std::vector<std::string> uris = doors(service);
    uris.push_back(service->tcp_uri());
    for (const std::string &uri : uris) {
        CAPTURE(uri);
        ClientOptions options = through(service, uri, "d");
        options.http_proxy = HttpProxy{"127.0.0.1", proxy.port(), "user", Secret("password")};
        Device device(options);
        device.connect().subscribe({{"TopicA/#", QoS::at_least_once}});
        REQUIRE(device.publish(message("through")));
        REQUIRE(device.messages.wait_for(1));
        CHECK(proxy.requests().size() == ++tunnels);
    }
}
