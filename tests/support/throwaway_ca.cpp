#include "support/throwaway_ca.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <list>
#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <stdlib.h>

namespace lmq::test
{

namespace
{

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

void require(bool done, const char *what)
{
    if (!done) throw std::runtime_error(std::string("throw-away CA: ") + what);
}

Key make_key()
{
    Key key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    require(key != nullptr, "key");
    return key;
}

void add_extension(X509 *certificate, X509 *issuer, int which, const std::string &value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
        X509V3_EXT_conf_nid(nullptr, &context, which, value.c_str()), &X509_EXTENSION_free);
    require(extension && X509_add_ext(certificate, extension.get(), -1) == 1, value.c_str());
}

/// Signed by `issuer_key`; by itself when there is no issuer.
Certificate make_certificate(const ThrowawayCa::Wish &wish, EVP_PKEY *key, X509 *issuer, EVP_PKEY *issuer_key)
{
    static long serial = 1;
    const std::string &name = wish.names.front();
    Certificate made(X509_new(), &X509_free);
    X509 *const certificate = made.get();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
    X509_gmtime_adj(X509_getm_notBefore(certificate), wish.valid_from);
    X509_gmtime_adj(X509_getm_notAfter(certificate), wish.valid_until);
    X509_set_pubkey(certificate, key);
    X509_NAME *const subject = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char *>(name.c_str()), -1,
                               -1, 0);
    X509 *const signer = issuer != nullptr ? issuer : certificate;
    X509_set_issuer_name(certificate, X509_get_subject_name(signer));
    if (issuer == nullptr) {
        add_extension(certificate, signer, NID_basic_constraints, "critical,CA:TRUE");
        add_extension(certificate, signer, NID_key_usage, "critical,keyCertSign");
        add_extension(certificate, signer, NID_subject_key_identifier, "hash");
    } else {
        std::string names;
        for (const std::string &entry : wish.names) {
            const bool is_address =
                entry.find(':') != std::string::npos || entry.find_first_not_of("0123456789.") == std::string::npos;
            names += (names.empty() ? "" : ",") + std::string(is_address ? "IP:" : "DNS:") + entry;
        }
        add_extension(certificate, signer, NID_subject_alt_name, names);
    }
    require(X509_sign(certificate, issuer_key, EVP_sha256()) > 0, "signing");
    return made;
}

std::string text_of(BIO *bio)
{
    char *bytes = nullptr;
    const long size = BIO_get_mem_data(bio, &bytes);
    std::string text(bytes, static_cast<std::size_t>(size));
    BIO_free(bio);
    return text;
}

std::string pem_of(X509 *certificate)
{
    BIO *const bio = BIO_new(BIO_s_mem());
    require(PEM_write_bio_X509(bio, certificate) == 1, "writing a certificate");
    return text_of(bio);
}

std::string pem_of(EVP_PKEY *key)
{
    BIO *const bio = BIO_new(BIO_s_mem());
    require(PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr) == 1, "writing a key");
    return text_of(bio);
}

std::string pin_of(X509 *certificate)
{
    unsigned char *der = nullptr;
    const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
    require(size > 0, "public key");
    std::array<unsigned char, SHA256_DIGEST_LENGTH> hash{};
    SHA256(der, static_cast<std::size_t>(size), hash.data());
    OPENSSL_free(der);
    std::array<unsigned char, 45> text{};
    EVP_EncodeBlock(text.data(), hash.data(), static_cast<int>(hash.size()));
    return reinterpret_cast<const char *>(text.data());
}

class OpensslTls final : public PeerTls
{
public:
    OpensslTls(std::shared_ptr<SSL_CTX> context, std::function<void(ssl_st *)> shaken)
        : context_(std::move(context)), shaken_(std::move(shaken)), ssl_(SSL_new(context_.get()), &SSL_free)
    {
    }
    bool begin(int socket) override
    {
        if (SSL_set_fd(ssl_.get(), socket) != 1 || SSL_accept(ssl_.get()) != 1) return false;
        if (shaken_) shaken_(ssl_.get());
        return true;
    }
    long read(char *to, std::size_t size) override { return SSL_read(ssl_.get(), to, static_cast<int>(size)); }
    long write(const char *from, std::size_t size) override
    {
        return SSL_write(ssl_.get(), from, static_cast<int>(size));
    }

private:
    std::shared_ptr<SSL_CTX> context_;
    std::function<void(ssl_st *)> shaken_;
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
};

std::string make_folder()
{
    std::string name = (std::filesystem::temp_directory_path() / "lmq-test-ca-XXXXXX").string();
    require(mkdtemp(name.data()) != nullptr, "folder");
    return name;
}

} // namespace

struct ThrowawayCa::Impl {
    inline static int made = 0; // two CAs of one name would be one CA with two keys
    Key key = make_key();
    Certificate certificate =
        make_certificate({{"lmq throw-away CA " + std::to_string(++made)}}, key.get(), nullptr, key.get());
    std::string folder = make_folder();
    std::string file = folder + "/ca.pem";
    std::string pem = pem_of(certificate.get());
    std::list<std::string> alpn; ///< of the servers
};

ThrowawayCa::ThrowawayCa() : impl_(std::make_unique<Impl>())
{
    write("ca.pem", impl_->pem);
}

ThrowawayCa::~ThrowawayCa()
{
    std::error_code ignored;
    std::filesystem::remove_all(impl_->folder, ignored);
}

const std::string &ThrowawayCa::file() const
{
    return impl_->file;
}

const std::string &ThrowawayCa::pem() const
{
    return impl_->pem;
}

const std::string &ThrowawayCa::folder() const
{
    return impl_->folder;
}

std::string ThrowawayCa::write(const std::string &name, const std::string &text) const
{
    std::string path = impl_->folder + "/" + name;
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    require(!file.fail(), "writing a file");
    return path;
}

ThrowawayCa::Issued ThrowawayCa::certify(const Wish &wish) const
{
    const Key key = make_key();
    const Certificate certificate = make_certificate(wish, key.get(), impl_->certificate.get(), impl_->key.get());
    return {pem_of(certificate.get()), pem_of(key.get()), pin_of(certificate.get())};
}

IssuedCertificate ThrowawayCa::issue(const std::string &name, std::chrono::hours valid) const
{
    static int count = 0;
    const auto until = static_cast<long>(std::chrono::seconds(valid).count());
    const Issued issued = certify({{name}, std::min(until, 0L) - 3600, until});
    const std::string base = "issued-" + std::to_string(++count);
    return {write(base + ".pem", issued.certificate), write(base + ".key", issued.key)};
}

std::string ThrowawayCa::pin() const
{
    return pin_of(impl_->certificate.get());
}

ScriptedHttpServer::MakeTls ThrowawayCa::server(const Issued &issued, const Rules &rules) const
{
    const auto open = [](const std::string &text) {
        return BIO_new_mem_buf(text.data(), static_cast<int>(text.size()));
    };
    BIO *bio = open(issued.certificate);
    const Certificate certificate(PEM_read_bio_X509(bio, nullptr, nullptr, nullptr), &X509_free);
    BIO_free(bio);
    bio = open(issued.key);
    const Key key(PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr), &EVP_PKEY_free);
    BIO_free(bio);
    const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
    require(context && SSL_CTX_use_certificate(context.get(), certificate.get()) == 1 &&
                SSL_CTX_use_PrivateKey(context.get(), key.get()) == 1,
            "server's context");
    if (rules.oldest != 0) SSL_CTX_set_min_proto_version(context.get(), rules.oldest);
    if (rules.newest != 0) {
        SSL_CTX_set_max_proto_version(context.get(), rules.newest);
        if (rules.newest < TLS1_2_VERSION) SSL_CTX_set_security_level(context.get(), 0); // or OpenSSL 3 would not
    }
    if (rules.client_certificate) {
        X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), impl_->certificate.get());
        SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    }
    if (rules.shows_ca) require(SSL_CTX_add1_chain_cert(context.get(), impl_->certificate.get()) == 1, "the chain");
    if (!rules.alpn.empty()) {
        const auto choose = [](SSL *, const unsigned char **out, unsigned char *size, const unsigned char *offered,
                               unsigned offered_size, void *wanted) {
            const auto &name = *static_cast<const std::string *>(wanted);
            unsigned char *chosen = nullptr;
            const int found = SSL_select_next_proto(&chosen, size, reinterpret_cast<const unsigned char *>(name.data()),
                                                    static_cast<unsigned>(name.size()), offered, offered_size);
            *out = chosen;
            return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
        };
        impl_->alpn.push_back(static_cast<char>(rules.alpn.size()) + rules.alpn);
        SSL_CTX_set_alpn_select_cb(context.get(), choose, &impl_->alpn.back());
    }
    return [context, shaken = rules.shaken] { return std::make_unique<OpensslTls>(context, shaken); };
}

ScriptedHttpServer::MakeTls ThrowawayCa::server(const std::string &name) const
{
    return server(certify({{name}}), {});
}

} // namespace lmq::test
