#ifndef LMQ_BROKER_NET_TCP_STREAM_HPP
#define LMQ_BROKER_NET_TCP_STREAM_HPP

#include "net/socket.hpp"
#include "net/stream.hpp"

namespace lmq::broker::net
{

/// A plain TCP connection.
class TcpStream final : public Stream
{
public:
    explicit TcpStream(Socket socket);
    IoResult read(std::uint8_t *to, std::size_t size) override;
    IoResult write(const codec::ByteSpan *segments, std::size_t count) override;
    void wait_readable(std::shared_ptr<StreamOwner> owner) override;
    void wait_writable(std::shared_ptr<StreamOwner> owner) override;
    void end_output() override;
    void close() override;

private:
    Socket socket_;
};

} // namespace lmq::broker::net

#endif
