#ifndef LMQ_BROKER_NET_TLS_CONTEXT_HPP
#define LMQ_BROKER_NET_TLS_CONTEXT_HPP

#include <memory>
#include <mutex>
#include <string>

#include <openssl/ssl.h>

#include "lmq/result.hpp"
#include "lmq_broker/config.hpp"
#include "net/throwaway_authority.hpp"

namespace lmq::broker::net
{

using SslSession = std::unique_ptr<SSL, decltype(&SSL_free)>;

/// What TLS connections are made from: TLS 1.2 and 1.3, the certificate, whose clients are trusted. Thread-safe.
class TlsContext
{
public:
    /// With no certificate in `config`, one by a throw-away CA is made. Errors, naming the key: missing_field for a
    /// file that cannot be read or a key that is not there; bad_field_type for one that is no certificate or no key, or
    /// of another certificate.
    static Result<std::unique_ptr<TlsContext>> make(const TlsConfig &config);

    /// Reads the files again; connections from now on get what is in them. On an error, as of `make`, all stays as it
    /// was. A throw-away certificate stays too.
    Result<void> reload();
    SslSession session() const;
    /// Of the throw-away CA; empty when there is none.
    std::string ca_file() const { return throwaway_ ? throwaway_->ca_file() : std::string(); }

private:
    using Shared = std::shared_ptr<SSL_CTX>;
    explicit TlsContext(const TlsConfig &config) : config_(config) {}
    Result<Shared> load() const;

    const TlsConfig config_;
    std::unique_ptr<ThrowawayAuthority> throwaway_;
    mutable std::mutex mutex_; // of context_
    Shared context_;
};

/// The reason of the last failure in OpenSSL in this thread, and no other's.
std::string tls_reason();

} // namespace lmq::broker::net

#endif
