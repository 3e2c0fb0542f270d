// How a TLS connection comes about, or fails, each failure with an error of its own.
#include <openssl/ssl.h>

#include "door_fixture.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

// A CA directory as OpenSSL wants it.
std::string hashed_folder(const ThrowawayCa &ca)
{
    BIO *const bio = BIO_new_mem_buf(ca.pem().data(), static_cast<int>(ca.pem().size()));
    X509 *const certificate = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
    char name[16];
    std::snprintf(name, sizeof name, "%08lx.0", X509_subject_name_hash(certificate));
    X509_free(certificate);
    BIO_free(bio);
    ca.write(name, ca.pem());
    return ca.folder();
}

} // namespace

TEST_CASE("a server with the right certificate is signed in to, its CA being in a file, a folder or in memory")
{
    const ThrowawayCa ca;
    const DoorServer server(ca.server("localhost"));
    CHECK(ok(connect_once(door_options(server.uri("ssl"), &ca))));
    CHECK(ok(connect_once(door_options(server.uri("mqtts"), &ca))));
    ClientOptions folder = door_options(server.uri("ssl"), nullptr);
    folder.tls.ca_directory = hashed_folder(ca);
    CHECK(ok(connect_once(folder)));
    ClientOptions memory = door_options(server.uri("ssl"), nullptr);
    memory.tls.ca_pem = ca.pem();
    CHECK(ok(connect_once(memory)));
    CHECK(server.shaken() == 4);
}

TEST_CASE("a certificate for an address is good for that address")
{
    const ThrowawayCa ca;
    const DoorServer server(ca.server("127.0.0.1"));
    CHECK(ok(connect_once(door_options(server.uri("ssl", "127.0.0.1"), &ca))));
    expect_failure(door_options(server.uri("ssl"), &ca), Errc::tls_wrong_host, {"localhost", "127.0.0.1"});
}

TEST_CASE("the server is told the name that the user wrote, TLS 1.2 or later and the protocols to choose from")
{
    const ThrowawayCa ca;
    Recorder<std::string> seen;
    ThrowawayCa::Rules rules;
    rules.shaken = [&](SSL *ssl) {
        const char *const name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
        seen.add(std::string(name == nullptr ? "none" : name) + " " + SSL_get_version(ssl));
    };
    const auto papers = ca.certify({{"localhost", "127.0.0.1"}});
    {
        const DoorServer server(ca.server(papers, rules));
        CHECK(ok(connect_once(door_options(server.uri("ssl"), &ca))));
        CHECK(ok(connect_once(door_options(server.uri("ssl", "127.0.0.1"), &ca))));
    }
    rules.newest = TLS1_2_VERSION;
    const DoorServer server(ca.server(papers, rules));
    ClientOptions options = door_options(server.uri("ssl"), &ca);
    options.tls.ciphers = "ECDHE-ECDSA-CHACHA20-POLY1305";
    options.tls.alpn = {"mqtt"};
    CHECK(ok(connect_once(options)));
    CHECK(seen.values() == std::vector<std::string>{"localhost TLSv1.3", "none TLSv1.3", "localhost TLSv1.2"});
}

TEST_CASE("the suites and the protocol names that were asked for are those that are used")
{
    const ThrowawayCa ca;
    Recorder<std::string> seen;
    ThrowawayCa::Rules rules;
    rules.alpn = "mqtt";
    rules.shaken = [&](SSL *ssl) {
        const unsigned char *name = nullptr;
        unsigned size = 0;
        SSL_get0_alpn_selected(ssl, &name, &size);
        seen.add(std::string(SSL_get_cipher_name(ssl)) + " " + std::string(reinterpret_cast<const char *>(name), size));
    };
    const auto papers = ca.certify({{"localhost"}});
    ClientOptions options = door_options("", &ca);
    options.tls.ciphers = "ECDHE-ECDSA-CHACHA20-POLY1305";
    options.tls.cipher_suites = "TLS_CHACHA20_POLY1305_SHA256";
    options.tls.alpn = {"other", "mqtt"};
    for (const int newest : {TLS1_3_VERSION, TLS1_2_VERSION}) {
        rules.newest = newest;
        const DoorServer server(ca.server(papers, rules));
        options.server_uri = server.uri("ssl");
        CHECK(ok(connect_once(options)));
    }
    CHECK(seen.values() ==
          std::vector<std::string>{"TLS_CHACHA20_POLY1305_SHA256 mqtt", "ECDHE-ECDSA-CHACHA20-POLY1305 mqtt"});
}

TEST_CASE("each certificate that must not be trusted is told by its fault, before any credential is sent")
{
    const ThrowawayCa ca;
    const ThrowawayCa other;
    const auto fails = [&](const ThrowawayCa *trusted, const ThrowawayCa::Wish &wish, Errc code,
                           std::initializer_list<std::string_view> names) {
        const DoorServer server(ca.server(ca.certify(wish), {}));
        expect_failure(door_options(server.uri("ssl"), trusted), code, names);
        CHECK(server.connections() >= 1);
        CHECK(server.shaken() == 0);
        CHECK(server.sign_ins() == 0);
    };
    fails(&ca, {{"mqtt.example", "other.example"}}, Errc::tls_wrong_host,
          {"'localhost'", "mqtt.example", "other.example"});
    fails(&ca, {{"*.localhost"}}, Errc::tls_wrong_host, {"localhost"});
    fails(&ca, {{"localhost"}, -7200, -3600}, Errc::tls_expired, {"CN = localhost"});
    fails(&ca, {{"localhost"}, 3600, 7200}, Errc::tls_not_yet_valid, {"CN = localhost"});
    fails(&other, {{"localhost"}}, Errc::tls_unknown_ca, {"CN = localhost"});
    fails(nullptr, {{"localhost"}}, Errc::tls_unknown_ca, {"CN = localhost"}); // the system's CAs
}

TEST_CASE("a port that does not speak TLS is told as that, whether it answers, waits for more, or closes")
{
    const ThrowawayCa ca;
    const ScriptedHttpServer talks([](HttpPeer &peer, unsigned) {
        std::string bytes;
        if (peer.read_bytes(1, bytes)) peer.write("HTTP/1.1 400 Bad Request\r\n\r\n");
        peer.wait_for_close();
    });
    expect_failure(door_options("ssl://localhost:" + std::to_string(talks.port()), &ca), Errc::tls_not_spoken,
                   {"something else"});
    const ScriptedHttpServer closes([](HttpPeer &peer, unsigned) {
        std::string bytes;
        peer.read_bytes(1, bytes);
    });
    expect_failure(door_options("ssl://localhost:" + std::to_string(closes.port()), &ca), Errc::tls_not_spoken,
                   {"closed"});
    const ScriptedHttpServer waits([](HttpPeer &peer, unsigned) { peer.wait_for_close(); });
    ClientOptions patient = door_options("ssl://localhost:" + std::to_string(waits.port()), &ca);
    patient.connect_timeout = 300ms;
    expect_failure(patient, Errc::connect_timeout, {"300 ms", "the TLS handshake"});
}

TEST_CASE("a server that speaks TLS 1.1 at most is refused")
{
    const ThrowawayCa ca;
    ThrowawayCa::Rules rules;
    rules.oldest = TLS1_VERSION;
    rules.newest = TLS1_1_VERSION;
    const DoorServer server(ca.server(ca.certify({{"localhost"}}), rules));
    expect_failure(door_options(server.uri("ssl"), &ca), Errc::tls_version_refused, {});
    CHECK(server.sign_ins() == 0);
}

TEST_CASE("a server that has no suite in common ends the handshake")
{
    const ThrowawayCa ca;
    ThrowawayCa::Rules rules;
    rules.newest = TLS1_2_VERSION;
    const DoorServer server(ca.server(ca.certify({{"localhost"}}), rules));
    ClientOptions options = door_options(server.uri("ssl"), &ca);
    options.tls.ciphers = "ECDHE-RSA-AES128-GCM-SHA256"; // its key is no RSA key
    expect_failure(options, Errc::tls_handshake_failed, {"handshake failure"});
}

TEST_CASE("verification is off only where the option with the ugly name says so, and each attempt warns")
{
    const ThrowawayCa ca;
    const DoorServer server(ca.server(ca.certify({{"other.example"}, -7200, -3600}), {}));
    Recorder<std::string> log;
    ClientOptions options = door_options(server.uri("ssl"), nullptr);
    options.tls.danger_accept_any_certificate = true;
    options.log = [&](LogLevel level, std::string_view line) {
        if (level == LogLevel::warning) log.add(std::string(line));
    };
    CHECK(ok(connect_once(options)));
    REQUIRE(log.wait_for_count(1));
    CHECK(log.values().front().find("tls.danger_accept_any_certificate") != std::string::npos);
}

TEST_CASE("a CA file that has been replaced is read anew at the next attempt")
{
    const ThrowawayCa ca;
    const ThrowawayCa old;
    const std::string file = old.write("trusted.pem", old.pem());
    const DoorServer server(ca.server("localhost"));
    ClientOptions options = door_options(server.uri("ssl"), nullptr);
    options.tls.ca_file = file;
    Recorder<ConnectionStatus> states;
    Client client = make_client(options);
    client.on_state([&](const ConnectionStatus &status) { states.add(status); });
    REQUIRE(ok(client.start()));
    REQUIRE(states.wait([](const auto &all) { return all.back().state == ConnectionState::waiting; }));
    CHECK(states.values().back().error->code == Errc::tls_unknown_ca);
    old.write("trusted.pem", ca.pem());
    CHECK(ok(client.connect(10s)));
}
