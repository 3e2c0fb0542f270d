#include "cloud/curl_error.hpp"

#include <string_view>

namespace lmq::cloud
{

namespace
{

/// OpenSSL's "error:NUMBER:library::reason". In a handshake, what its other libraries than SSL's find wrong is wrong
/// with a certificate: so a signature that does not fit a CA of the right name, which libcurl reports as a failed
/// handshake.
bool is_about_a_certificate(std::string_view reason) noexcept
{
    return reason.find("error:") != std::string_view::npos && reason.find(":SSL routines:") == std::string_view::npos;
}

Errc to_errc(CURLcode code, std::string_view reason) noexcept
{
    switch (code) {
    case CURLE_SSL_CONNECT_ERROR:
        return is_about_a_certificate(reason) ? Errc::http_untrusted : Errc::http_unreachable;
    case CURLE_OPERATION_TIMEDOUT:
        return Errc::http_timeout;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_INVALIDCERTSTATUS:
        return Errc::http_untrusted;
    case CURLE_UNSUPPORTED_PROTOCOL: // HTTP/0.9: no status line
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
        return Errc::http_bad_answer;
    case CURLE_FAILED_INIT:
    case CURLE_OUT_OF_MEMORY:
    case CURLE_UNKNOWN_OPTION:
    case CURLE_NOT_BUILT_IN:
    case CURLE_BAD_FUNCTION_ARGUMENT:
        return Errc::internal;
    default: // names, connections, handshakes, what breaks on the way
        return Errc::http_unreachable;
    }
}

} // namespace

Error curl_error(CURLcode code, const char *reason)
{
    return {to_errc(code, reason), reason[0] != '\0' ? reason : curl_easy_strerror(code)};
}

} // namespace lmq::cloud
