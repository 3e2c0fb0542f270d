#ifndef LMQ_BROKER_NET_THROWAWAY_AUTHORITY_HPP
#define LMQ_BROKER_NET_THROWAWAY_AUTHORITY_HPP

#include <memory>
#include <string>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "lmq/result.hpp"

namespace lmq::broker::net
{

/// A CA made at start, and the certificate that it signed for localhost, 127.0.0.1 and ::1 before its key was thrown
/// away. Its own certificate is in a file for clients, which goes with this object.
class ThrowawayAuthority
{
public:
    /// Errors: internal for what the system or OpenSSL does not give.
    static Result<std::unique_ptr<ThrowawayAuthority>> make();
    ~ThrowawayAuthority();
    ThrowawayAuthority(const ThrowawayAuthority &) = delete;
    ThrowawayAuthority &operator=(const ThrowawayAuthority &) = delete;

    const std::string &ca_file() const { return ca_file_; }
    X509 *certificate() const { return certificate_.get(); }
    EVP_PKEY *key() const { return key_.get(); }

private:
    ThrowawayAuthority() = default;
    Result<void> write(const X509 *ca);

    std::string folder_;
    std::string ca_file_;
    std::unique_ptr<X509, decltype(&X509_free)> certificate_{nullptr, &X509_free};
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_{nullptr, &EVP_PKEY_free};
};

} // namespace lmq::broker::net

#endif
