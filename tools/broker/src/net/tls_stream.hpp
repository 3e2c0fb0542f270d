#ifndef LMQ_BROKER_NET_TLS_STREAM_HPP
#define LMQ_BROKER_NET_TLS_STREAM_HPP

#include <boost/asio/ip/tcp.hpp>

#include "net/stream.hpp"
#include "net/tls_context.hpp"

namespace lmq::broker::net
{

/// A TLS connection whose handshake is done.
class TlsStream final : public Stream
{
public:
    /// `session` is bound to the socket, which does not block.
    TlsStream(boost::asio::ip::tcp::socket socket, SslSession session);
    IoResult read(std::uint8_t *to, std::size_t size) override;
    IoResult write(const codec::ByteSpan *segments, std::size_t count) override;
    void wait_readable(std::shared_ptr<StreamOwner> owner) override;
    void wait_writable(std::shared_ptr<StreamOwner> owner) override;
    void end_output() override;
    void close() override;

private:
    enum class Step { done, read, write, over };
    Step after(int answer);

    boost::asio::ip::tcp::socket socket_;
    SslSession session_;
    Step read_needs_ = Step::read;   // what the socket must be ready for before the next read; done: nothing
    Step write_needs_ = Step::write; // the same for the next write
    bool broken_ = false;
};

} // namespace lmq::broker::net

#endif
