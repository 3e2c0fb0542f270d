#ifndef LMQ_TRANSPORT_TLS_ERROR_HPP
#define LMQ_TRANSPORT_TLS_ERROR_HPP

#include <string>

#include "lmq/error.hpp"

struct x509_st; // OpenSSL's X509

namespace lmq::transport
{

/// What is known when a TLS connection fails.
struct TlsFailure {
    bool pin_mismatch = false;
    int verify_error = 0;           ///< OpenSSL's X509_V_ERR_…; 0: none
    int verify_depth = 0;           ///< of that certificate; 0: the server's own
    std::string certificate;        ///< that certificate's subject
    std::string names;              ///< the names that the server's certificate is for
    bool certificate_asked = false; ///< the server asked for a client certificate, and none was shown
    bool certificate_shown = false; ///< one of ours was, or would have been
    bool anything_received = false;
    bool looks_like_tls = true; ///< of what was received first
    bool ended = false;         ///< the peer sends no more
    bool established = false;
};

/// The error of the failure; takes OpenSSL's queue of reasons.
Error tls_error(const TlsFailure &failure, const std::string &host);

/// The subject, and the host names of a certificate, for people; at most some.
std::string subject_of(x509_st *certificate);
std::string names_of(x509_st *certificate);

} // namespace lmq::transport

#endif
