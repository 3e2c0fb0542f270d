#include "transport/tls_error.hpp"

#include <array>
#include <memory>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "transport/tls_context.hpp"

namespace lmq::transport
{
namespace
{

struct FreeBio {
    void operator()(BIO *bio) const noexcept { BIO_free(bio); }
};
struct FreeNames {
    void operator()(GENERAL_NAMES *names) const noexcept { GENERAL_NAMES_free(names); }
};

std::string text_of(BIO *bio)
{
    char *bytes = nullptr;
    const long size = BIO_get_mem_data(bio, &bytes);
    return size > 0 ? std::string(bytes, static_cast<std::size_t>(size)) : std::string();
}

Errc of_verification(int error)
{
    switch (error) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return Errc::tls_wrong_host;
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return Errc::tls_expired;
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return Errc::tls_not_yet_valid;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE: // a CA of the same name, with another key
        return Errc::tls_unknown_ca;
    default:
        return Errc::tls_untrusted;
    }
}

Errc of_reason(int reason, bool certificate_asked, bool certificate_shown)
{
    if (reason == SSL_R_TLSV1_ALERT_DECRYPT_ERROR && certificate_shown) return Errc::tls_client_certificate;
    switch (reason) {
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
    case SSL_R_WRONG_SSL_VERSION:
    case SSL_R_VERSION_TOO_LOW:
    case SSL_R_NO_PROTOCOLS_AVAILABLE:
        return Errc::tls_version_refused;
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
    case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
        return Errc::tls_client_certificate;
    default: // TLS 1.2 has no alert of its own for a certificate that is missing
        return certificate_asked ? Errc::tls_client_certificate : Errc::tls_handshake_failed;
    }
}

Error of_end(const TlsFailure &failure)
{
    if (failure.certificate_asked)
        return {Errc::tls_client_certificate, "closed after it asked for a client certificate and got none"};
    if (!failure.anything_received)
        return {Errc::tls_not_spoken, "closed the connection instead of answering the TLS handshake"};
    return {Errc::tls_handshake_failed, "closed the connection within the TLS handshake"};
}

} // namespace

Error tls_error(const TlsFailure &failure, const std::string &host)
{
    const int reason = ERR_GET_REASON(ERR_peek_error());
    const bool has_reason = ERR_peek_error() != 0;
    const std::string reasons = take_openssl_reasons();
    if (failure.pin_mismatch)
        return {Errc::tls_pin_mismatch,
                "no key of the chain is in tls.pins; the server shows '" + failure.certificate + "'"};
    if (failure.verify_error != X509_V_OK) {
        const Errc code = of_verification(failure.verify_error);
        std::string detail = X509_verify_cert_error_string(failure.verify_error);
        if (code == Errc::tls_wrong_host)
            detail += "; '" + host + "' was wanted, the certificate is for " + failure.names;
        else
            detail += "; certificate '" + failure.certificate + "', number " + std::to_string(failure.verify_depth) +
                      " of the chain";
        return {code, detail};
    }
    if (!failure.looks_like_tls) return {Errc::tls_not_spoken, "answered the TLS handshake with something else"};
    if (failure.ended && !failure.established) return of_end(failure);
    if (!has_reason && failure.certificate_asked) return of_end(failure);
    const Errc code = of_reason(reason, failure.certificate_asked, failure.certificate_shown);
    // Once it is established, only an alert about a certificate is more than a broken connection.
    if (failure.established && code == Errc::tls_handshake_failed)
        return {Errc::connection_lost, "TLS broke: " + reasons};
    return {code, reasons};
}

std::string subject_of(x509_st *certificate)
{
    const std::unique_ptr<BIO, FreeBio> bio(BIO_new(BIO_s_mem()));
    if (certificate == nullptr || !bio) return "none";
    X509_NAME_print_ex(bio.get(), X509_get_subject_name(certificate), 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB);
    return text_of(bio.get());
}

std::string names_of(x509_st *certificate)
{
    constexpr int most = 8;
    const std::unique_ptr<BIO, FreeBio> bio(BIO_new(BIO_s_mem()));
    if (certificate == nullptr || !bio) return "none";
    const std::unique_ptr<GENERAL_NAMES, FreeNames> names(
        static_cast<GENERAL_NAMES *>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    const int count = names ? sk_GENERAL_NAME_num(names.get()) : 0;
    if (count == 0) return subject_of(certificate) + ", without any host name";
    for (int i = 0; i < count && i < most; ++i) {
        if (i > 0) BIO_puts(bio.get(), ", ");
        GENERAL_NAME_print(bio.get(), sk_GENERAL_NAME_value(names.get(), i));
    }
    if (count > most) BIO_puts(bio.get(), ", ...");
    return text_of(bio.get());
}

} // namespace lmq::transport
