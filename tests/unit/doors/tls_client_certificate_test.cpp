#include <openssl/ssl.h>

#include "door_fixture.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

// The key, encrypted with `password`.
std::string encrypted(const std::string &key_pem, const std::string &password)
{
    BIO *bio = BIO_new_mem_buf(key_pem.data(), static_cast<int>(key_pem.size()));
    EVP_PKEY *const key = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
    BIO_free(bio);
    bio = BIO_new(BIO_s_mem());
    REQUIRE(PEM_write_bio_PKCS8PrivateKey(bio, key, EVP_aes_128_cbc(), password.data(),
                                          static_cast<int>(password.size()), nullptr, nullptr) == 1);
    char *bytes = nullptr;
    const long size = BIO_get_mem_data(bio, &bytes);
    std::string text(bytes, static_cast<std::size_t>(size));
    BIO_free(bio);
    EVP_PKEY_free(key);
    return text;
}

struct Site {
    ThrowawayCa ca;
    ThrowawayCa::Issued papers = ca.certify({{"localhost"}});
    ThrowawayCa::Issued mine = ca.certify({{"device-1"}});

    ScriptedHttpServer::MakeTls strict(int newest) const
    {
        ThrowawayCa::Rules rules;
        rules.client_certificate = true;
        rules.newest = newest;
        return ca.server(papers, rules);
    }
};

} // namespace

TEST_CASE("a client certificate is shown, from files, from memory, or with an encrypted key")
{
    const Site site;
    const DoorServer server(site.strict(0));
    const ClientOptions without = door_options(server.uri("ssl"), &site.ca);

    ClientOptions files = without;
    files.tls.certificate_file = site.ca.write("client.pem", site.mine.certificate);
    files.tls.key_file = site.ca.write("client.key", site.mine.key);
    CHECK(ok(connect_once(files)));

    ClientOptions memory = without;
    memory.tls.certificate_pem = site.mine.certificate;
    memory.tls.key_pem = Secret(site.mine.key);
    CHECK(ok(connect_once(memory)));

    ClientOptions locked = without;
    locked.tls.certificate_pem = site.mine.certificate;
    locked.tls.key_pem = Secret(encrypted(site.mine.key, "open sesame"));
    locked.tls.key_password = Secret("open sesame");
    CHECK(ok(connect_once(locked)));

    locked.tls.key_password = Secret("another");
    const auto refused = Client::create(locked);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == Errc::tls_key_unusable);
    CHECK(refused.error().detail.find("another") == std::string::npos);
    locked.tls.key_password = Secret();
    CHECK(Client::create(locked).error().code == Errc::tls_key_unusable); // and nobody was asked at a terminal
}

TEST_CASE("a server that wants a client certificate and gets none, or a foreign one, is told as that")
{
    const Site site;
    const ThrowawayCa foreign;
    const auto theirs = foreign.certify({{"device-1"}});
    for (const int newest : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        CAPTURE(newest);
        const DoorServer server(site.strict(newest));
        ClientOptions options = door_options(server.uri("ssl"), &site.ca);
        expect_failure(options, Errc::tls_client_certificate, {});
        options.tls.certificate_pem = theirs.certificate;
        options.tls.key_pem = Secret(theirs.key);
        expect_failure(options, Errc::tls_client_certificate, {});
        CHECK(server.sign_ins() == 0);
    }
}

TEST_CASE("a server whose certificate is not good never sees the client's")
{
    const Site site;
    const ThrowawayCa foreign;
    const DoorServer server(site.strict(0));
    ClientOptions options = door_options(server.uri("ssl"), &foreign);
    options.tls.certificate_pem = site.mine.certificate;
    options.tls.key_pem = Secret(site.mine.key);
    expect_failure(options, Errc::tls_unknown_ca, {});
    CHECK(server.shaken() == 0);
}
