#include "net/flash_door.hpp"

#include <array>
#include <string_view>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

namespace lmq::broker::net
{
namespace
{

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::string_view request{"<policy-file-request/>\0", 23};
constexpr std::string_view policy{
    "<?xml version=\"1.0\"?><!DOCTYPE cross-domain-policy SYSTEM \"/xml/dtds/cross-domain-policy.dtd\">"
    "<cross-domain-policy><allow-access-from domain=\"*\" to-ports=\"80,443,1883,8883\"/></cross-domain-policy>\0",
    197};
static_assert(policy.back() == '\0' && policy[policy.size() - 2] == '>');

/// At once; above it the oldest is closed, for none takes long.
constexpr std::size_t most_visits = 256;

} // namespace

/// One connection, from its request to the answer.
class FlashDoor::Visit : public std::enable_shared_from_this<Visit>
{
public:
    Visit(FlashDoor &door, tcp::socket socket) : door_(door), socket_(std::move(socket)), timer_(door.io_) {}

    void start(std::list<std::shared_ptr<Visit>>::iterator place)
    {
        place_ = place;
        wait_until_silent();
        read();
    }

    void end()
    {
        if (!socket_.is_open()) return;
        error_code ignored;
        socket_.close(ignored);
        timer_.cancel();
        door_.visits_.erase(place_);
    }

private:
    void wait_until_silent()
    {
        timer_.expires_after(door_.silence_);
        timer_.async_wait([self = shared_from_this()](const error_code &stopped) {
            if (stopped) return;
            if (self->answered_) return self->end();
            self->answer();
        });
    }

    void read()
    {
        socket_.async_read_some(asio::buffer(bytes_),
                                [self = shared_from_this()](const error_code &error, std::size_t size) {
                                    if (error)
                                        return self->end(); // the peer has closed, as it should behind the answer
                                    if (!self->answered_ && !self->understands({self->bytes_.data(), size}))
                                        return self->end();
                                    self->read();
                                });
    }

    /// False for anything but the request.
    bool understands(std::string_view bytes)
    {
        if (bytes.size() > request.size() - matched_ || request.substr(matched_, bytes.size()) != bytes) return false;
        matched_ += bytes.size();
        if (matched_ == request.size()) answer();
        return true;
    }

    void answer()
    {
        answered_ = true;
        wait_until_silent(); // for a peer that neither reads nor closes
        asio::async_write(socket_, asio::buffer(policy.data(), policy.size()),
                          [self = shared_from_this()](const error_code &error, std::size_t) {
                              if (error) return self->end();
                              error_code ignored;
                              self->socket_.shutdown(tcp::socket::shutdown_send, ignored);
                          });
    }

    FlashDoor &door_;
    tcp::socket socket_;
    asio::steady_timer timer_;
    std::list<std::shared_ptr<Visit>>::iterator place_;
    std::array<char, 64> bytes_{};
    std::size_t matched_ = 0;
    bool answered_ = false;
};

FlashDoor::FlashDoor(asio::io_context &io, Log &log, std::chrono::milliseconds silence)
    : io_(io), silence_(silence), acceptor_(io, log)
{
}

FlashDoor::~FlashDoor()
{
    close();
}

Result<void> FlashDoor::listen(const Address &address)
{
    if (auto bound = acceptor_.listen(address, "flash"); !bound) return bound;
    acceptor_.start([this](tcp::socket socket, const tcp::endpoint &) {
        if (visits_.size() >= most_visits) visits_.front()->end();
        visits_.push_back(std::make_shared<Visit>(*this, std::move(socket)));
        visits_.back()->start(std::prev(visits_.end()));
    });
    return {};
}

void FlashDoor::close()
{
    acceptor_.close();
    while (!visits_.empty())
        visits_.front()->end();
}

} // namespace lmq::broker::net
