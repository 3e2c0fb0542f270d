// What Client::create finds in TlsOptions and HttpProxy, before anything is connected.
#include <cstdlib>

#include <openssl/ssl.h>

#include "door_fixture.hpp"
#include "transport/tls_context.hpp"
#include "transport/tls_engine.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

template <class Change>
void refuses(Change change, Errc code, const std::string &name, const std::string &why = "")
{
    ClientOptions options = standard_options("ssl://host");
    change(options);
    const auto client = Client::create(options);
    REQUIRE_FALSE(client.has_value());
    CAPTURE(client.error().detail);
    CHECK(error_info(client.error().code).name == error_info(code).name);
    CHECK(client.error().detail.find(name) == 0);
    CHECK(client.error().detail.find(why) != std::string::npos);
}

const char *const encrypted_key = "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                                  "bm8ga2V5\n"
                                  "-----END ENCRYPTED PRIVATE KEY-----\n";

} // namespace

TEST_CASE("CA certificates that cannot be used are refused by the option that names them")
{
    const ThrowawayCa ca;
    const auto file = [](const std::string &path) { return [path](ClientOptions &o) { o.tls.ca_file = path; }; };
    refuses(file(ca.folder() + "/none.pem"), Errc::tls_ca_unusable, "tls.ca_file", "none.pem': no such file");
    refuses(file(ca.folder()), Errc::tls_ca_unusable, "tls.ca_file", "not a regular file");
    refuses(file(ca.write("empty.pem", "")), Errc::tls_ca_unusable, "tls.ca_file", "no PEM certificate");
    refuses(file(ca.write("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")),
            Errc::tls_ca_unusable, "tls.ca_file");
    refuses([](ClientOptions &o) { o.tls.ca_pem = "hello"; }, Errc::tls_ca_unusable, "tls.ca_pem",
            "no PEM certificate");
    refuses([&](ClientOptions &o) { o.tls.ca_pem = ca.pem() + "-----BEGIN CERTIFICATE-----\nAAAA"; },
            Errc::tls_ca_unusable, "tls.ca_pem");
    refuses([&](ClientOptions &o) { o.tls.ca_directory = ca.folder() + "/none"; }, Errc::tls_ca_unusable,
            "tls.ca_directory");
    refuses([&](ClientOptions &o) { o.tls.ca_directory = ca.folder(); }, Errc::tls_ca_unusable, "tls.ca_directory",
            "openssl rehash");
    ClientOptions good = standard_options("ssl://host");
    good.tls.ca_file = ca.file();
    good.tls.ca_pem = ca.pem(); // the same one twice is no fault
    CHECK(Client::create(good).has_value());
}

TEST_CASE("a client certificate or key that cannot be used is refused by its option, and no key is shown")
{
    const ThrowawayCa ca;
    const auto mine = ca.certify({{"mine"}});
    const auto other = ca.certify({{"other"}});
    const auto with = [&](auto change) {
        return [&, change](ClientOptions &o) {
            o.tls.certificate_pem = mine.certificate;
            change(o.tls);
        };
    };
    refuses([](ClientOptions &o) { o.tls.certificate_file = "no/such.pem"; }, Errc::tls_certificate_unusable,
            "tls.certificate_file", "no such file");
    refuses([&](ClientOptions &o) { o.tls.certificate_pem = mine.key; }, Errc::tls_certificate_unusable,
            "tls.certificate_pem", "no PEM certificate");
    refuses(with([](TlsOptions &) {}), Errc::tls_key_unusable, "tls.certificate_pem");
    refuses(with([](TlsOptions &tls) { tls.key_file = "no/such.key"; }), Errc::tls_key_unusable, "tls.key_file",
            "no such file");
    refuses(with([](TlsOptions &tls) { tls.key_pem = Secret("no key"); }), Errc::tls_key_unusable, "tls.key_pem");
    refuses(with([](TlsOptions &tls) { tls.key_pem = Secret(encrypted_key); }), Errc::tls_key_unusable, "tls.key_pem",
            "key_password");
    refuses(with([&](TlsOptions &tls) { tls.key_pem = Secret(other.key); }), Errc::tls_key_mismatch, "tls.key_pem",
            "tls.certificate_pem");
    refuses(with([&](TlsOptions &tls) {
                tls.key_pem = Secret(mine.key);
                tls.certificate_file = "both.pem";
            }),
            Errc::bad_combination, "tls.certificate_pem", "tls.certificate_file");
    refuses(with([&](TlsOptions &tls) {
                tls.key_pem = Secret(mine.key);
                tls.key_file = "both.key";
            }),
            Errc::bad_combination, "tls.key_pem", "tls.key_file");
    refuses([&](ClientOptions &o) { o.tls.key_pem = Secret(mine.key); }, Errc::missing_field, "tls.certificate_file");

    ClientOptions good = standard_options("ssl://host");
    good.tls.certificate_pem = mine.certificate + ca.pem() + mine.key; // the key may stand beside the chain
    CHECK(Client::create(good).has_value());
}

TEST_CASE("pins, cipher lists and ALPN names that cannot be used are refused by name")
{
    const auto pin = [](const std::string &text) { return [text](ClientOptions &o) { o.tls.pins = {text}; }; };
    refuses(pin(""), Errc::tls_bad_setting, "tls.pins", "SHA-256");
    refuses(pin(std::string(63, 'a')), Errc::tls_bad_setting, "tls.pins", "64 of hex");
    refuses(pin(std::string(64, 'g')), Errc::tls_bad_setting, "tls.pins");
    refuses(pin(std::string(44, 'A')), Errc::tls_bad_setting, "tls.pins");
    refuses(pin(std::string(42, 'A') + "=="), Errc::tls_bad_setting, "tls.pins");
    refuses(pin("sha1/" + std::string(43, 'A') + "="), Errc::tls_bad_setting, "tls.pins");
    refuses([](ClientOptions &o) { o.tls.pins.assign(101, std::string(64, 'a')); }, Errc::out_of_range, "tls.pins",
            "100");
    refuses([](ClientOptions &o) { o.tls.ciphers = "NONE-SUCH"; }, Errc::tls_bad_setting, "tls.ciphers");
    refuses([](ClientOptions &o) { o.tls.cipher_suites = "NONE-SUCH"; }, Errc::tls_bad_setting, "tls.cipher_suites");
    refuses([](ClientOptions &o) { o.tls.alpn = {"mqtt", ""}; }, Errc::tls_bad_setting, "tls.alpn", "1 to 255");
    refuses([](ClientOptions &o) { o.tls.alpn = {std::string(256, 'a')}; }, Errc::tls_bad_setting, "tls.alpn", "255");
    for (const std::string &good : {std::string(64, 'A'), std::string(64, '0'), std::string(43, 'A') + "=",
                                    "sha256/" + std::string(43, 'A') + "="}) {
        ClientOptions options = standard_options("ssl://host");
        options.tls.pins = {good};
        options.tls.ciphers = "ECDHE+AESGCM";
        options.tls.cipher_suites = "TLS_AES_128_GCM_SHA256";
        options.tls.alpn = {"mqtt", "x-amzn-mqtt-ca"};
        CHECK(Client::create(options).has_value());
    }
}

TEST_CASE("a host that is no name leaves nothing unverified")
{
    for (const char *host : {"", ".", ".example"}) {
        const auto made = transport::TlsEngine::make(TlsOptions(), host);
        REQUIRE_FALSE(made.has_value());
        CHECK(made.error().code == Errc::tls_bad_setting);
    }
    CHECK(transport::TlsEngine::make(TlsOptions(), "host.").has_value());
}

TEST_CASE("options of TLS are refused where TLS is not spoken")
{
    const ThrowawayCa ca;
    for (const char *uri : {"tcp://host", "ws://host"})
        refuses(
            [&](ClientOptions &o) {
                o.server_uri = uri;
                o.tls.ca_file = ca.file();
            },
            Errc::bad_combination, "tls:", "ssl:// and wss://");
}

TEST_CASE("a proxy that cannot be one is refused by name, and its password is not shown")
{
    const auto proxy = [](auto change) {
        return [change](ClientOptions &o) {
            o.http_proxy = HttpProxy{"proxy", 3128, "user", Secret("hush-hush")};
            change(*o.http_proxy);
        };
    };
    refuses(proxy([](HttpProxy &p) { p.host.clear(); }), Errc::bad_uri, "http_proxy.host");
    refuses(proxy([](HttpProxy &p) { p.host = "http://proxy"; }), Errc::bad_uri, "http_proxy.host");
    refuses(proxy([](HttpProxy &p) { p.host = "proxy\r\nX: y"; }), Errc::bad_uri, "http_proxy.host");
    refuses(proxy([](HttpProxy &p) { p.host.assign(256, 'a'); }), Errc::bad_uri, "http_proxy.host", "255");
    refuses(proxy([](HttpProxy &p) { p.port = 0; }), Errc::out_of_range, "http_proxy.port", "65535");
    refuses(proxy([](HttpProxy &p) { p.user = "a:b"; }), Errc::bad_combination, "http_proxy.user", "colon");
    refuses(proxy([](HttpProxy &p) { p.user.clear(); }), Errc::missing_field, "http_proxy.user");
    refuses(proxy([](HttpProxy &p) { p.user.assign(4096, 'a'); }), Errc::too_long, "http_proxy.user", "4096");
}

TEST_CASE("OpenSSL keeps no record buffers for a connection that idles")
{
    const auto context = transport::make_tls_context({});
    REQUIRE(context);
    CHECK((SSL_CTX_ctrl(context->get(), SSL_CTRL_MODE, 0, nullptr) & SSL_MODE_RELEASE_BUFFERS) != 0);
}
