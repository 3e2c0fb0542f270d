#ifndef LMQ_BROKER_NET_SOCKET_HPP
#define LMQ_BROKER_NET_SOCKET_HPP

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace lmq::broker::net
{

/// A TCP socket of an io_context. tcp::socket, which can be of anything, takes fifty bytes more, and so does each of
/// its waits: half a megabyte for five thousand idle connections.
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

} // namespace lmq::broker::net

#endif
