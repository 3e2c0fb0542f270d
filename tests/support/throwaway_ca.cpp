#include "support/throwaway_ca.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/pem.h>
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
Certificate make_certificate(const std::string &name, EVP_PKEY *key, X509 *issuer, EVP_PKEY *issuer_key,
                             std::chrono::hours valid = std::chrono::hours(24))
{
    static long serial = 1;
    Certificate made(X509_new(), &X509_free);
    X509 *const certificate = made.get();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
    const auto seconds = static_cast<long>(std::chrono::seconds(valid).count());
    X509_gmtime_adj(X509_getm_notBefore(certificate), std::min(seconds, 0L) - 3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), seconds);
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
        const bool is_address = name.find_first_not_of("0123456789.") == std::string::npos;
        add_extension(certificate, signer, NID_subject_alt_name, (is_address ? "IP:" : "DNS:") + name);
    }
    require(X509_sign(certificate, issuer_key, EVP_sha256()) > 0, "signing");
    return made;
}

class OpensslTls final : public PeerTls
{
public:
    explicit OpensslTls(std::shared_ptr<SSL_CTX> context)
        : context_(std::move(context)), ssl_(SSL_new(context_.get()), &SSL_free)
    {
    }
    bool begin(int socket) override { return SSL_set_fd(ssl_.get(), socket) == 1 && SSL_accept(ssl_.get()) == 1; }
    long read(char *to, std::size_t size) override { return SSL_read(ssl_.get(), to, static_cast<int>(size)); }
    long write(const char *from, std::size_t size) override
    {
        return SSL_write(ssl_.get(), from, static_cast<int>(size));
    }

private:
    std::shared_ptr<SSL_CTX> context_;
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
    Key key = make_key();
    Certificate certificate = make_certificate("lmq throw-away CA", key.get(), nullptr, key.get());
    std::string folder = make_folder();
    std::string file = folder + "/ca.pem";
};

ThrowawayCa::ThrowawayCa() : impl_(std::make_unique<Impl>())
{
    std::FILE *const file = std::fopen(impl_->file.c_str(), "wb");
    require(file != nullptr && PEM_write_X509(file, impl_->certificate.get()) == 1, "writing the certificate");
    std::fclose(file);
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

IssuedCertificate ThrowawayCa::issue(const std::string &name, std::chrono::hours valid) const
{
    static int count = 0;
    const Key key = make_key();
    const Certificate certificate =
        make_certificate(name, key.get(), impl_->certificate.get(), impl_->key.get(), valid);
    const std::string base = impl_->folder + "/issued-" + std::to_string(++count);
    const IssuedCertificate issued{base + ".pem", base + ".key"};
    const auto write = [](const std::string &path, const auto &content) {
        std::FILE *const file = std::fopen(path.c_str(), "wb");
        require(file != nullptr && content(file), "writing a file");
        std::fclose(file);
    };
    write(issued.certificate_file, [&](std::FILE *file) { return PEM_write_X509(file, certificate.get()) == 1; });
    write(issued.key_file, [&](std::FILE *file) {
        return PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1;
    });
    return issued;
}

ScriptedHttpServer::MakeTls ThrowawayCa::server(const std::string &name) const
{
    const Key key = make_key();
    const Certificate certificate = make_certificate(name, key.get(), impl_->certificate.get(), impl_->key.get());
    const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
    require(context && SSL_CTX_use_certificate(context.get(), certificate.get()) == 1 &&
                SSL_CTX_use_PrivateKey(context.get(), key.get()) == 1,
            "server's context");
    return [context] { return std::make_unique<OpensslTls>(context); };
}

} // namespace lmq::test
