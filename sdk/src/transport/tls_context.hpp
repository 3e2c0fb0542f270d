#ifndef LMQ_TRANSPORT_TLS_CONTEXT_HPP
#define LMQ_TRANSPORT_TLS_CONTEXT_HPP

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "lmq/result.hpp"
#include "lmq/tls.hpp"

struct ssl_ctx_st; // OpenSSL's SSL_CTX

namespace lmq::transport
{

struct FreeTlsContext {
    void operator()(ssl_ctx_st *context) const noexcept;
};
using TlsContext = std::unique_ptr<ssl_ctx_st, FreeTlsContext>;

/// Reads all that `options` name. Errors: tls_ca_unusable, tls_certificate_unusable, tls_key_unusable,
/// tls_key_mismatch, tls_bad_setting; each detail begins with the option's name.
Result<TlsContext> make_tls_context(const TlsOptions &options);

/// The SHA-256 of a public key.
using KeyHash = std::array<std::uint8_t, 32>;

/// Errors: tls_bad_setting.
Result<std::vector<KeyHash>> parse_pins(const std::vector<std::string> &pins);

/// OpenSSL's reasons for the last failure of this thread, which are forgotten then.
std::string take_openssl_reasons();

} // namespace lmq::transport

#endif
