#include "transport/tls_engine.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <openssl/err.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "core/text.hpp"
#include "lmq/platform/resolve.hpp"
#include "transport/tls_context.hpp"
#include "transport/tls_error.hpp"

namespace lmq::transport
{
namespace
{

struct FreeSsl {
    void operator()(SSL *ssl) const noexcept { SSL_free(ssl); }
};

KeyHash hash_of_key(X509 *certificate)
{
    KeyHash hash{};
    unsigned char *der = nullptr;
    const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
    if (size > 0) SHA256(der, static_cast<std::size_t>(size), hash.data());
    OPENSSL_free(der);
    return hash;
}

} // namespace

struct TlsEngine::Impl {
    TlsContext context;
    std::unique_ptr<SSL, FreeSsl> ssl;
    BIO *in = nullptr;  ///< ssl's
    BIO *out = nullptr; ///< ssl's
    std::string host;
    std::vector<KeyHash> pins;
    bool any_certificate = false;
    TlsFailure failure;

    bool is_pinned(X509 *certificate) const
    {
        return std::find(pins.begin(), pins.end(), hash_of_key(certificate)) != pins.end();
    }
    int verify(X509_STORE_CTX *store);
    Error error() const { return tls_error(failure, host); }

    static int on_verify(X509_STORE_CTX *store, void *self) { return static_cast<Impl *>(self)->verify(store); }
    static int on_certificate_asked(SSL *ssl, X509 **, EVP_PKEY **)
    {
        static_cast<Impl *>(SSL_get_app_data(ssl))->failure.certificate_asked = true;
        return 0; // none is shown
    }
};

// Called within the handshake, before anything of ours but the greeting was sent.
int TlsEngine::Impl::verify(X509_STORE_CTX *store)
{
    const bool trusted = X509_verify_cert(store) == 1;
    X509 *const own = X509_STORE_CTX_get0_cert(store);
    if (!trusted && !any_certificate) {
        failure.verify_error = X509_STORE_CTX_get_error(store);
        if (failure.verify_error == X509_V_OK) failure.verify_error = X509_V_ERR_UNSPECIFIED;
        failure.verify_depth = X509_STORE_CTX_get_error_depth(store);
        X509 *const bad = X509_STORE_CTX_get_current_cert(store);
        failure.certificate = subject_of(bad != nullptr ? bad : own);
        failure.names = names_of(own);
        return 0;
    }
    bool pinned = pins.empty();
    if (!pinned && own != nullptr) pinned = is_pinned(own);
    // Other keys of the chain count only where the chain was verified: anybody can add a certificate to what he shows.
    if (!pinned && trusted) {
        STACK_OF(X509) *const chain = X509_STORE_CTX_get0_chain(store);
        for (int i = 0; i < sk_X509_num(chain) && !pinned; ++i)
            pinned = is_pinned(sk_X509_value(chain, i));
    }
    if (!pinned) {
        failure.pin_mismatch = true;
        failure.certificate = subject_of(own);
        X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION);
        return 0;
    }
    X509_STORE_CTX_set_error(store, X509_V_OK);
    return 1;
}

TlsEngine::TlsEngine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TlsEngine::~TlsEngine() = default;

Result<std::unique_ptr<TlsEngine>> TlsEngine::make(const TlsOptions &options, const std::string &host)
{
    auto context = make_tls_context(options);
    if (!context) return tl::unexpected<Error>(context.error());
    auto pins = parse_pins(options.pins);
    if (!pins) return tl::unexpected<Error>(pins.error());

    auto impl = std::make_unique<Impl>();
    impl->context = std::move(*context);
    impl->pins = std::move(*pins);
    impl->any_certificate = options.danger_accept_any_certificate;
    impl->host = host;
    SSL_CTX_set_verify(impl->context.get(), SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_cert_verify_callback(impl->context.get(), Impl::on_verify, impl.get());
    SSL_CTX_set_client_cert_cb(impl->context.get(), Impl::on_certificate_asked);

    SSL *const ssl = SSL_new(impl->context.get());
    if (ssl == nullptr) return core::failure(Errc::internal, {"OpenSSL cannot be started: ", take_openssl_reasons()});
    impl->ssl.reset(ssl);
    impl->failure.certificate_shown = SSL_get_certificate(ssl) != nullptr;
    impl->in = BIO_new(BIO_s_mem());
    impl->out = BIO_new(BIO_s_mem());
    if (impl->in == nullptr || impl->out == nullptr) {
        BIO_free(impl->in);
        BIO_free(impl->out);
        return core::failure(Errc::internal, "OpenSSL has no memory");
    }
    SSL_set_bio(ssl, impl->in, impl->out);
    SSL_set_app_data(ssl, impl.get());
    SSL_set_connect_state(ssl);

    bool named = false;
    std::string name = host.substr(0, host.find('%')); // a zone is not part of the address
    if (platform::is_numeric_address(name)) {
        named = X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name.c_str()) == 1;
    } else {
        if (!name.empty() && name.back() == '.') name.pop_back();
        SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
        // An empty name would be taken for "any", and one that begins with a dot for any below it.
        named = !name.empty() && name.front() != '.' && SSL_set1_host(ssl, name.c_str()) == 1 &&
                SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                         const_cast<char *>(name.c_str())) == 1; // SNI; the macro for it has a C cast
    }
    if (!named) return core::failure(Errc::tls_bad_setting, {"server_uri: TLS takes no host '", host, "'"});
    return std::unique_ptr<TlsEngine>(new TlsEngine(std::move(impl)));
}

Result<bool> TlsEngine::handshake()
{
    ERR_clear_error();
    const int done = SSL_do_handshake(impl_->ssl.get());
    if (done == 1) {
        impl_->failure.established = true;
        return true;
    }
    const int error = SSL_get_error(impl_->ssl.get(), done);
    if (error == SSL_ERROR_WANT_READ && impl_->failure.looks_like_tls) {
        if (!impl_->failure.ended) return false;
        return tl::unexpected<Error>(impl_->error());
    }
    return tl::unexpected<Error>(impl_->error());
}

void TlsEngine::received(const char *bytes, std::size_t size)
{
    if (size == 0) return;
    if (!impl_->failure.anything_received) {
        const auto type = static_cast<unsigned char>(bytes[0]);
        // The types of TLS records, and the high byte of their version.
        impl_->failure.looks_like_tls = type >= 20 && type <= 24 && (size < 2 || bytes[1] == 3);
        impl_->failure.anything_received = true;
    }
    BIO_write(impl_->in, bytes, static_cast<int>(size));
}

void TlsEngine::ended()
{
    impl_->failure.ended = true;
}

Result<bool> TlsEngine::read(std::string &plain)
{
    std::array<char, 16384> buffer; // not cleared: that would make all of it resident
    for (;;) {
        ERR_clear_error();
        const int got = SSL_read(impl_->ssl.get(), buffer.data(), static_cast<int>(buffer.size()));
        if (got > 0) {
            impl_->failure.certificate_asked = false; // whoever speaks to us does without
            plain.append(buffer.data(), static_cast<std::size_t>(got));
            continue;
        }
        const int error = SSL_get_error(impl_->ssl.get(), got);
        if (error == SSL_ERROR_WANT_READ && !impl_->failure.ended) return true;
        if (error == SSL_ERROR_ZERO_RETURN || error == SSL_ERROR_WANT_READ) {
            if (impl_->failure.certificate_asked) return tl::unexpected<Error>(impl_->error());
            return false;
        }
        return tl::unexpected<Error>(impl_->error());
    }
}

Result<void> TlsEngine::write(std::string_view plain)
{
    if (plain.empty()) return {};
    ERR_clear_error();
    if (SSL_write(impl_->ssl.get(), plain.data(), static_cast<int>(plain.size())) > 0) return {};
    return tl::unexpected<Error>(impl_->error());
}

void TlsEngine::farewell()
{
    ERR_clear_error();
    SSL_shutdown(impl_->ssl.get());
    ERR_clear_error();
}

void TlsEngine::take_output(std::string &wire)
{
    char *bytes = nullptr;
    const long size = BIO_get_mem_data(impl_->out, &bytes);
    if (size <= 0) return;
    wire.append(bytes, static_cast<std::size_t>(size));
    BIO_reset(impl_->out);
}

} // namespace lmq::transport
