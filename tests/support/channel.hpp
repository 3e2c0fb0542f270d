#ifndef LMQ_TESTS_SUPPORT_CHANNEL_HPP
#define LMQ_TESTS_SUPPORT_CHANNEL_HPP

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace lmq::test
{

/// What a TLS client asks for.
struct TlsWish {
    std::string ca_file;
    std::string name = "localhost"; ///< sent as SNI, and must be in the certificate
    std::string certificate, key;   ///< PEM files of its own; empty: none
    int version = 0;                ///< OpenSSL's number of the only version to speak; 0: any
    std::string protocols;          ///< ALPN, on the wire's form
};

/// One stream of bytes to a server, with or without TLS. Every wait ends after ten seconds, which counts as the end of
/// the stream. A failing connect throws std::runtime_error; a failing handshake is ended() with a reason(). One thread.
class Channel
{
public:
    /// `address`: "127.0.0.1:40001"
    explicit Channel(const std::string &address);
    Channel(const std::string &address, const TlsWish &wish);
    ~Channel();
    Channel(Channel &&) noexcept;
    Channel &operator=(Channel &&) noexcept;

    /// What the peer no longer takes is no error: the next read tells.
    void send(std::string_view bytes);
    /// Some bytes; none at the end.
    std::string read_some();
    bool ended() const;
    /// Why the handshake failed.
    const std::string &reason() const;
    /// "TLSv1.3", and what ALPN chose.
    std::string version() const;
    std::string protocol() const;
    /// The subject's common name and the serial number of the server's certificate.
    std::string certificate() const;
    /// True when TLS was ended in order, with close_notify.
    bool ended_in_order() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace lmq::test

#endif
