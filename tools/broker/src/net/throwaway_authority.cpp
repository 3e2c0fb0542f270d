#include "net/throwaway_authority.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace lmq::broker::net
{
namespace
{

using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

constexpr long an_hour = 3600;            // a client's clock may be a bit behind
constexpr long a_month = 30L * 24 * 3600; // no test runs longer
constexpr const char *names = "DNS:localhost,IP:127.0.0.1,IP:::1";

bool add_extension(X509 *certificate, X509 *issuer, int which, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
        X509V3_EXT_conf_nid(nullptr, &context, which, value), &X509_EXTENSION_free);
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// Browsers and stores tell certificates of one issuer apart by it.
bool set_random_serial(X509 *certificate)
{
    const std::unique_ptr<BIGNUM, decltype(&BN_free)> number(BN_new(), &BN_free);
    return number && BN_rand(number.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
           BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_name(X509_NAME *name, const char *text)
{
    return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char *>(text), -1, -1,
                                      0) == 1;
}

/// A certificate for `key`, all but its extensions and its signature; null when OpenSSL fails.
Certificate begin_certificate(EVP_PKEY *key, const char *name, const X509 *issuer)
{
    Certificate made(X509_new(), &X509_free);
    X509 *c = made.get();
    const bool done = c != nullptr && X509_set_version(c, 2) == 1 && set_random_serial(c) &&
                      X509_gmtime_adj(X509_getm_notBefore(c), -an_hour) != nullptr &&
                      X509_gmtime_adj(X509_getm_notAfter(c), a_month) != nullptr && X509_set_pubkey(c, key) == 1 &&
                      set_name(X509_get_subject_name(c), name) &&
                      X509_set_issuer_name(c, X509_get_subject_name(issuer == nullptr ? c : issuer)) == 1;
    if (!done) made.reset();
    return made;
}

Certificate make_authority(EVP_PKEY *key)
{
    Certificate made = begin_certificate(key, "lmq-broker throw-away CA", nullptr);
    X509 *c = made.get();
    const bool done = c != nullptr && add_extension(c, c, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
                      add_extension(c, c, NID_key_usage, "critical,keyCertSign,cRLSign") &&
                      add_extension(c, c, NID_subject_key_identifier, "hash") && X509_sign(c, key, EVP_sha256()) != 0;
    if (!done) made.reset();
    return made;
}

Certificate make_server(EVP_PKEY *key, X509 *ca, EVP_PKEY *ca_key)
{
    Certificate made = begin_certificate(key, "localhost", ca);
    X509 *c = made.get();
    const bool done =
        c != nullptr && add_extension(c, ca, NID_basic_constraints, "critical,CA:FALSE") &&
        add_extension(c, ca, NID_key_usage, "critical,digitalSignature") &&
        add_extension(c, ca, NID_ext_key_usage, "serverAuth") && add_extension(c, ca, NID_subject_alt_name, names) &&
        add_extension(c, ca, NID_authority_key_identifier, "keyid:always") && X509_sign(c, ca_key, EVP_sha256()) != 0;
    if (!done) made.reset();
    return made;
}

} // namespace

Result<std::unique_ptr<ThrowawayAuthority>> ThrowawayAuthority::make()
{
    std::unique_ptr<ThrowawayAuthority> made(new ThrowawayAuthority);
    const Key ca_key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    made->key_.reset(EVP_EC_gen("P-256"));
    Certificate ca(nullptr, &X509_free);
    if (ca_key && made->key_) ca = make_authority(ca_key.get());
    if (ca) made->certificate_ = make_server(made->key_.get(), ca.get(), ca_key.get());
    if (!made->certificate_) {
        ERR_clear_error();
        return fail(Errc::internal, "tls: OpenSSL cannot make a throw-away certificate");
    }
    if (auto written = made->write(ca.get()); !written) return tl::unexpected(written.error());
    return made;
}

// A folder of its own: in one that others can write to, a link might stand where the file is wanted.
Result<void> ThrowawayAuthority::write(const X509 *ca)
{
    std::error_code none;
    std::filesystem::path base = std::filesystem::temp_directory_path(none);
    if (none) base = "/tmp";
    std::string folder = (base / "lmq-broker-XXXXXX").string();
    const auto refused = [&folder] {
        return fail(Errc::internal,
                    "tls: cannot write the throw-away CA below " + folder + ": " + std::strerror(errno));
    };
    if (mkdtemp(folder.data()) == nullptr) return refused();
    folder_ = folder;
    ca_file_ = folder + "/ca.pem";
    const std::unique_ptr<std::FILE, decltype(&std::fclose)> file(std::fopen(ca_file_.c_str(), "w"), &std::fclose);
    if (!file || PEM_write_X509(file.get(), ca) != 1 || std::fflush(file.get()) != 0) return refused();
    return {};
}

ThrowawayAuthority::~ThrowawayAuthority()
{
    std::error_code ignored;
    if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

} // namespace lmq::broker::net
