#ifndef LMQ_TRANSPORT_TLS_ENGINE_HPP
#define LMQ_TRANSPORT_TLS_ENGINE_HPP

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "lmq/result.hpp"
#include "lmq/tls.hpp"

namespace lmq::transport
{

/// The client's side of one TLS connection, without a socket: bytes of the wire in and out, plain bytes in and out. Not
/// thread-safe.
class TlsEngine
{
public:
    /// `host`: the name or address that the user wrote; the certificate must be for it. Errors: as make_tls_context.
    static Result<std::unique_ptr<TlsEngine>> make(const TlsOptions &options, const std::string &host);
    ~TlsEngine();
    TlsEngine(const TlsEngine &) = delete;
    TlsEngine &operator=(const TlsEngine &) = delete;

    /// Moves the handshake on; true when it is done, certificate, name and pins being good. Errors: the `tls_…` of a
    /// connection.
    Result<bool> handshake();

    /// Bytes that came over the wire, and the end of them.
    void received(const char *bytes, std::size_t size);
    void ended();

    /// Appends what came in to `plain`; false: no more will come. Errors: as handshake().
    Result<bool> read(std::string &plain);
    Result<void> write(std::string_view plain);
    /// Says that no more will be written.
    void farewell();
    /// Appends to `wire` what has to go over it.
    void take_output(std::string &wire);

private:
    struct Impl;
    explicit TlsEngine(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace lmq::transport

#endif
