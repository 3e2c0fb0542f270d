#ifndef LMQ_BROKER_NET_ACCEPTOR_HPP
#define LMQ_BROKER_NET_ACCEPTOR_HPP

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "lmq/result.hpp"
#include "net/address.hpp"
#include "net/log.hpp"
#include "net/socket.hpp"

namespace lmq::broker::net
{

/// "127.0.0.1:1883", "[::1]:1883".
std::string to_string(const boost::asio::ip::tcp::endpoint &endpoint);

/// A listening TCP socket that hands over what it accepts, and outlives a shortage of file descriptors.
class Acceptor
{
public:
    using Handler = std::function<void(Socket, const boost::asio::ip::tcp::endpoint &peer)>;

    Acceptor(boost::asio::io_context &io, Log &log);
    /// Binds and listens. Errors, naming `option`: bad_uri for a host that cannot be resolved; network_unreachable when
    /// the port is taken or may not be bound.
    Result<void> listen(const Address &address, std::string_view option);
    /// From the loop's thread, or before it runs.
    void start(Handler handler);
    void close();
    std::string address() const { return address_; }

private:
    struct Accepted;
    void accept();
    void accepted(const boost::system::error_code &error, Socket socket);

    boost::asio::io_context &io_;
    Log &log_;
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer pause_;
    boost::asio::ip::tcp::endpoint peer_;
    Handler handler_;
    std::string address_;
    std::optional<std::chrono::steady_clock::time_point> said_; // that there were no descriptors
};

} // namespace lmq::broker::net

#endif
