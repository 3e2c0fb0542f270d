#include "delaying_proxy.hpp"

#include <array>
#include <deque>
#include <thread>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

namespace
{

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

/// One direction of one connection: reads at once, writes what is due.
class Lane : public std::enable_shared_from_this<Lane>
{
public:
    Lane(std::shared_ptr<tcp::socket> from, std::shared_ptr<tcp::socket> to, std::chrono::milliseconds delay)
        : from_(std::move(from)), to_(std::move(to)), delay_(delay), timer_(from_->get_executor())
    {
    }

    void read()
    {
        from_->async_read_some(asio::buffer(buffer_),
                               [self = shared_from_this()](const error_code &error, std::size_t bytes) {
                                   self->waiting_.push_back({Clock::now() + self->delay_,
                                                             std::string(self->buffer_.data(), bytes), bool(error)});
                                   if (self->waiting_.size() == 1) self->wait();
                                   if (!error) self->read();
                               });
    }

private:
    struct Piece {
        Clock::time_point due;
        std::string bytes;
        bool end = false;
    };

    void wait()
    {
        timer_.expires_at(waiting_.front().due);
        timer_.async_wait([self = shared_from_this()](const error_code &) { self->write(); });
    }

    void write()
    {
        asio::async_write(*to_, asio::buffer(waiting_.front().bytes),
                          [self = shared_from_this()](const error_code &error, std::size_t) {
                              const bool end = self->waiting_.front().end || error;
                              self->waiting_.pop_front();
                              error_code ignored;
                              if (end) self->to_->shutdown(tcp::socket::shutdown_send, ignored);
                              if (!end && !self->waiting_.empty()) self->wait();
                          });
    }

    std::shared_ptr<tcp::socket> from_;
    std::shared_ptr<tcp::socket> to_;
    std::chrono::milliseconds delay_;
    asio::steady_timer timer_;
    std::array<char, 65536> buffer_{};
    std::deque<Piece> waiting_;
};

} // namespace

class DelayingProxy::Impl
{
public:
    Impl(std::uint16_t port, std::chrono::milliseconds delay)
        : server_(asio::ip::address_v4::loopback(), port), delay_(delay),
          acceptor_(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0))
    {
        accept();
        thread_ = std::thread([this] { io_.run(); });
    }
    ~Impl()
    {
        io_.stop();
        thread_.join();
    }
    Impl(const Impl &) = delete;
    Impl &operator=(const Impl &) = delete;

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

private:
    void accept()
    {
        auto client = std::make_shared<tcp::socket>(io_);
        acceptor_.async_accept(*client, [this, client](const error_code &error) {
            if (error) return;
            auto server = std::make_shared<tcp::socket>(io_);
            error_code failed;
            server->connect(server_, failed);
            if (!failed) {
                client->set_option(tcp::no_delay(true), failed);
                server->set_option(tcp::no_delay(true), failed);
                std::make_shared<Lane>(client, server, delay_)->read();
                std::make_shared<Lane>(server, client, delay_)->read();
            }
            accept();
        });
    }

    asio::io_context io_;
    tcp::endpoint server_;
    std::chrono::milliseconds delay_;
    tcp::acceptor acceptor_;
    std::thread thread_;
};

DelayingProxy::DelayingProxy(std::uint16_t port, std::chrono::milliseconds delay)
    : impl_(std::make_unique<Impl>(port, delay))
{
}

DelayingProxy::~DelayingProxy() = default;

std::uint16_t DelayingProxy::port() const
{
    return impl_->port();
}
