#ifndef LMQ_CLOUD_HTTP_OPTIONS_HPP
#define LMQ_CLOUD_HTTP_OPTIONS_HPP

#include <chrono>
#include <string>

/// For app servers: tokens, and who is online (component cloud).
namespace lmq::cloud
{

/// How an HTTP service is reached. The certificate and the name of an https server are always verified; TLS 1.2 is the
/// oldest version spoken. Redirections are not followed, and an answer may have 64 KiB at most, its header as much
/// again.
struct HttpOptions {
    /// Until a connection is made, TLS included; 1 ms to 10 min.
    std::chrono::milliseconds connect_timeout{3000};
    /// A file of PEM certificates to trust instead of the system's; empty: the system's.
    std::string ca_file;
    /// `http://host:port` of a proxy; empty: none. The variables `http_proxy`, `https_proxy` and their kind are
    /// ignored, so that nobody diverts tokens by setting one.
    std::string proxy;
    /// Lets a URL be `http://`, where whoever sees the traffic sees and may use the tokens. For tests, and where
    /// something else encrypts. Without it such a URL is refused.
    bool allow_plain_http = false;
};

} // namespace lmq::cloud

#endif
