#ifndef LMQ_TLS_HPP
#define LMQ_TLS_HPP

#include <cstdint>
#include <string>
#include <vector>

#include "lmq/secret.hpp"

namespace lmq
{

/// How `ssl://` and `wss://` are spoken (spec 2.1, sdk/docs/tls.md). As it stands: TLS 1.2 or later, SNI, the server's
/// certificate verified by the system's CAs, and its name compared with the host of `server_uri`.
///
/// Files are read at Client::create, which refuses what cannot be used, and again before each connection attempt, so
/// that renewed ones are found. PEM texts stay in memory and are never written to a file.
struct TlsOptions {
    /// A file of PEM certificates to trust. Any of the three `ca_…` replaces the system's store; they add up.
    std::string ca_file;
    std::string ca_directory; ///< a folder of them, named by hash as `openssl rehash` does
    std::string ca_pem;       ///< PEM text of them

    /// The client's certificate and, behind it, the chain up to its CA, PEM; a file or a text. Empty: none is shown.
    std::string certificate_file;
    std::string certificate_pem; ///< the same as a text; not together with the file
    /// The key of that certificate, PEM; a file or a text. Empty: looked for beside the certificate.
    std::string key_file;
    Secret key_pem;      ///< the same as a text; not together with the file
    Secret key_password; ///< where the key is encrypted

    /// SHA-256 of a SubjectPublicKeyInfo: 44 characters of base64 (with `sha256/` before it, or not) or 64 of hex. When
    /// there are any, one certificate of the verified chain must have one of these keys; checked during the handshake,
    /// before a client certificate or a credential is sent. At most 100.
    std::vector<std::string> pins;

    std::string ciphers;           ///< TLS 1.2 suites as `openssl ciphers` takes them; empty: OpenSSL's default
    std::string cipher_suites;     ///< TLS 1.3 suites, with colons between them; empty: OpenSSL's default
    std::vector<std::string> alpn; ///< protocol names to offer, of 1 to 255 bytes; empty: the extension is not sent

    /// Talks to whoever answers: neither certificate nor name are looked at, and a warning is logged at each attempt.
    /// Whoever is on the way can read and change everything. Pins, compared with the server's own key only, still hold.
    bool danger_accept_any_certificate = false;
};

/// An HTTP proxy that is asked for a tunnel (CONNECT) to the server; for every scheme of `server_uri`. The
/// environment's `http_proxy`, `https_proxy` and their kind are never followed.
struct HttpProxy {
    std::string host;          ///< a name or an address; an IPv6 address without brackets
    std::uint16_t port = 8080; ///< 1 to 65535
    std::string user;          ///< empty: no Proxy-Authorization; no colon
    Secret password;           ///< sent as Basic, which whoever sees the traffic to the proxy can read
};

} // namespace lmq

#endif
