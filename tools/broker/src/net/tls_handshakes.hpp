#ifndef LMQ_BROKER_NET_TLS_HANDSHAKES_HPP
#define LMQ_BROKER_NET_TLS_HANDSHAKES_HPP

#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "net/log.hpp"
#include "net/loop.hpp"
#include "net/stream.hpp"
#include "net/tls_context.hpp"

namespace lmq::broker::net
{

/// TLS handshakes, on a thread of their own: their arithmetic keeps no client waiting that is through with it.
class TlsHandshakes
{
public:
    using Done = std::function<void(std::unique_ptr<Stream>)>;

    /// Above `most` at once, the oldest is given up; each after `timeout`. What is given to it outlives it.
    TlsHandshakes(Loop &loop, Log &log, const TlsContext &context, std::size_t most, std::chrono::milliseconds timeout);
    ~TlsHandshakes();

    /// From the loop's thread: `done` is a task of the loop, if the handshake comes to its end; else the socket is
    /// closed and the reason logged.
    void begin(boost::asio::ip::tcp::socket socket, Done done);

private:
    class Handshake;
    using Handshakes = std::list<std::shared_ptr<Handshake>>;

    Loop &loop_;
    Log &log_;
    const TlsContext &context_;
    const std::size_t most_;
    const std::chrono::milliseconds timeout_;
    boost::asio::io_context io_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    Handshakes under_way_; // the oldest first; its thread's
    std::thread thread_;
};

} // namespace lmq::broker::net

#endif
