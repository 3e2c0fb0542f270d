#include "net/tls_context.hpp"

#include <string_view>
#include <utility>

#include <openssl/err.h>

namespace lmq::broker::net
{
namespace
{

tl::unexpected<Error> refuse(Errc code, const char *key, const std::string &file, const char *what)
{
    ERR_clear_error();
    return fail(code, std::string(key) + ": \"" + file + "\" " + what);
}

bool readable(const std::string &file)
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> opened(BIO_new_file(file.c_str(), "r"), &BIO_free);
    ERR_clear_error();
    char byte = 0;
    return opened && BIO_read(opened.get(), &byte, 1) == 1; // a directory opens, too
}

/// A pass phrase is not asked for on a terminal that nobody reads.
int no_pass_phrase(char *, int, int, void *)
{
    return 0;
}

/// Of what the client offers, what there is behind every port: MQTT, or HTTP/1.1 with its WebSocket.
int choose_protocol(SSL *, const unsigned char **out, unsigned char *out_size, const unsigned char *in,
                    unsigned int in_size, void *)
{
    const std::string_view offered(reinterpret_cast<const char *>(in), in_size);
    for (std::size_t at = 0; at < offered.size();) {
        const auto size = static_cast<unsigned char>(offered[at]);
        const std::string_view name = offered.substr(at + 1, size);
        if (name == "mqtt" || name == "http/1.1") {
            *out = in + at + 1;
            *out_size = size;
            return SSL_TLSEXT_ERR_OK;
        }
        at += 1U + size;
    }
    return SSL_TLSEXT_ERR_NOACK;
}

void set_up(SSL_CTX *context)
{
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    // What is written again after a full socket may have moved meanwhile, and may be longer.
    SSL_CTX_set_mode(context,
                     SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF); // tickets resume, and take no room here
    SSL_CTX_set_num_tickets(context, 1);
    static constexpr unsigned char id[] = "lmq-broker";
    SSL_CTX_set_session_id_context(context, id, sizeof id - 1);
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
    SSL_CTX_set_default_passwd_cb(context, no_pass_phrase);
}

Result<void> use_files(SSL_CTX *context, const TlsConfig &config)
{
    if (config.key.empty()) return fail(Errc::missing_field, "tls.key: is needed with tls.certificate");
    if (!readable(config.certificate))
        return refuse(Errc::missing_field, "tls.certificate", config.certificate, "cannot be read");
    if (!readable(config.key)) return refuse(Errc::missing_field, "tls.key", config.key, "cannot be read");
    if (SSL_CTX_use_certificate_chain_file(context, config.certificate.c_str()) != 1)
        return refuse(Errc::bad_field_type, "tls.certificate", config.certificate, "holds no PEM certificate");
    if (SSL_CTX_use_PrivateKey_file(context, config.key.c_str(), SSL_FILETYPE_PEM) != 1) {
        const bool other = ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH;
        return refuse(Errc::bad_field_type, "tls.key", config.key,
                      other ? "is not the key of tls.certificate" : "holds no PEM private key without a pass phrase");
    }
    return {};
}

Result<void> ask_for_client_certificate(SSL_CTX *context, const TlsConfig &config)
{
    if (config.client_certificate == ClientCertificate::none) return {};
    const std::string &file = config.client_ca;
    if (file.empty()) return fail(Errc::missing_field, "tls.client_ca: is needed with tls.client_certificate");
    if (!readable(file)) return refuse(Errc::missing_field, "tls.client_ca", file, "cannot be read");
    STACK_OF(X509_NAME) *names = SSL_load_client_CA_file(file.c_str());
    if (names == nullptr || SSL_CTX_load_verify_locations(context, file.c_str(), nullptr) != 1) {
        sk_X509_NAME_pop_free(names, X509_NAME_free);
        return refuse(Errc::bad_field_type, "tls.client_ca", file, "holds no PEM certificate");
    }
    SSL_CTX_set_client_CA_list(context, names); // takes it over
    const bool required = config.client_certificate == ClientCertificate::required;
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | (required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), nullptr);
    return {};
}

} // namespace

std::string tls_reason()
{
    const unsigned long error = ERR_peek_last_error();
    ERR_clear_error();
    const char *reason = error == 0 ? nullptr : ERR_reason_error_string(error);
    return reason == nullptr ? "the peer closed the connection" : reason;
}

Result<std::unique_ptr<TlsContext>> TlsContext::make(const TlsConfig &config)
{
    std::unique_ptr<TlsContext> made(new TlsContext(config));
    if (config.certificate.empty()) {
        if (!config.key.empty()) return fail(Errc::missing_field, "tls.certificate: is needed with tls.key");
        auto authority = ThrowawayAuthority::make();
        if (!authority) return tl::unexpected(authority.error());
        made->throwaway_ = std::move(*authority);
    }
    if (auto loaded = made->reload(); !loaded) return tl::unexpected(loaded.error());
    return made;
}

Result<TlsContext::Shared> TlsContext::load() const
{
    Shared context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
    if (!context) return fail(Errc::internal, "tls: " + tls_reason());
    set_up(context.get());
    if (throwaway_) {
        SSL_CTX_use_certificate(context.get(), throwaway_->certificate());
        SSL_CTX_use_PrivateKey(context.get(), throwaway_->key());
    } else if (auto used = use_files(context.get(), config_); !used) {
        return tl::unexpected(used.error());
    }
    if (auto asked = ask_for_client_certificate(context.get(), config_); !asked) return tl::unexpected(asked.error());
    return context;
}

Result<void> TlsContext::reload()
{
    auto loaded = load();
    if (!loaded) return tl::unexpected(loaded.error());
    const std::lock_guard<std::mutex> lock(mutex_);
    context_ = std::move(*loaded);
    return {};
}

SslSession TlsContext::session() const
{
    const std::lock_guard<std::mutex> lock(mutex_);
    return {SSL_new(context_.get()), &SSL_free};
}

} // namespace lmq::broker::net
