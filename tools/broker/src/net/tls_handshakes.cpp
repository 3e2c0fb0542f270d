#include "net/tls_handshakes.hpp"

#include <string>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <openssl/err.h>

#include <unistd.h>

#include "net/acceptor.hpp"
#include "net/broken_pipes.hpp"
#include "net/tls_stream.hpp"

namespace lmq::broker::net
{
namespace
{

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

} // namespace

class TlsHandshakes::Handshake : public std::enable_shared_from_this<Handshake>
{
public:
    Handshake(TlsHandshakes &all, Socket socket, std::string peer, Done done)
        : all_(all), socket_(std::move(socket)), timer_(all.io_), peer_(std::move(peer)),
          session_(all.context_.session()), done_(std::move(done))
    {
    }

    void start(Handshakes::iterator place)
    {
        place_ = place;
        if (!session_ || SSL_set_fd(session_.get(), socket_.native_handle()) != 1) return give_up(tls_reason());
        timer_.expires_after(all_.timeout_);
        timer_.async_wait([self = shared_from_this()](const error_code &stopped) {
            if (!stopped) self->give_up("no end in time");
        });
        step();
    }

    void give_up(const std::string &reason)
    {
        if (!socket_.is_open()) return;
        if (all_.log_.enabled(LogLevel::info))
            all_.log_.write(LogLevel::info, "TLS handshake with " + peer_ + " failed: " + reason);
        error_code ignored;
        socket_.close(ignored);
        end();
    }

private:
    void step()
    {
        if (!socket_.is_open()) return;
        ERR_clear_error();
        const int answer = SSL_accept(session_.get());
        if (answer == 1) return finish();
        switch (SSL_get_error(session_.get(), answer)) {
        case SSL_ERROR_WANT_READ:
            return wait(tcp::socket::wait_read);
        case SSL_ERROR_WANT_WRITE:
            return wait(tcp::socket::wait_write);
        default:
            return give_up(tls_reason());
        }
    }

    void wait(tcp::socket::wait_type what)
    {
        socket_.async_wait(what, [self = shared_from_this()](const error_code &error) {
            if (error != asio::error::operation_aborted) self->step();
        });
    }

    /// The socket changes over to the loop, and so to its thread.
    void finish()
    {
        error_code error;
        const auto protocol = socket_.local_endpoint(error).protocol();
        const int descriptor = error ? -1 : socket_.release(error);
        if (error) return give_up(error.message());
        auto &loop = all_.loop_;
        const auto session = std::make_shared<SslSession>(std::move(session_)); // a task is copyable
        const auto socket = std::make_shared<Socket>(loop.io());
        socket->assign(protocol, descriptor, error);
        if (error) ::close(descriptor); // out of memory; the stream will say so
        loop.post([socket, session, done = std::move(done_)] {
            done(std::make_unique<TlsStream>(std::move(*socket), std::move(*session)));
        });
        end();
    }

    void end()
    {
        timer_.cancel();
        all_.under_way_.erase(place_);
    }

    TlsHandshakes &all_;
    Socket socket_;
    asio::steady_timer timer_;
    std::string peer_;
    SslSession session_;
    Done done_;
    Handshakes::iterator place_;
};

TlsHandshakes::TlsHandshakes(Loop &loop, Log &log, const TlsContext &context, std::size_t most,
                             std::chrono::milliseconds timeout)
    : loop_(loop), log_(log), context_(context), most_(most), timeout_(timeout), io_(1),
      work_(asio::make_work_guard(io_)), thread_([this] {
          survive_broken_pipes();
          io_.run();
      })
{
}

TlsHandshakes::~TlsHandshakes()
{
    io_.stop();
    thread_.join();
}

void TlsHandshakes::begin(Socket socket, Done done)
{
    error_code error;
    const auto peer = socket.remote_endpoint(error);
    if (!error) socket.non_blocking(true, error);
    const auto protocol = socket.local_endpoint(error).protocol();
    if (error) return; // gone already
    const int descriptor = socket.release(error);
    if (error) return;
    const auto moved = std::make_shared<Socket>(io_);
    moved->assign(protocol, descriptor, error);
    if (error) {
        ::close(descriptor);
        return;
    }
    asio::post(io_, [this, moved, peer = "/" + to_string(peer), done = std::move(done)]() mutable {
        if (under_way_.size() >= most_) under_way_.front()->give_up("it was the oldest of too many");
        const auto handshake = std::make_shared<Handshake>(*this, std::move(*moved), std::move(peer), std::move(done));
        under_way_.push_back(handshake);
        handshake->start(std::prev(under_way_.end()));
    });
}

} // namespace lmq::broker::net
