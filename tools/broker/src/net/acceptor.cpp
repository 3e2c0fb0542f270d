#include "net/acceptor.hpp"

#include <chrono>
#include <utility>

namespace lmq::broker::net
{
namespace
{

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr int backlog = 4096; // the kernel cuts it down to what it allows
constexpr std::chrono::milliseconds shortage_pause{100};
constexpr std::chrono::seconds between_complaints{10}; // a shortage comes and goes with each connection

/// std::allocator under another name: that one means its cache to Asio.
template <class T>
struct HeapAllocator {
    using value_type = T;
    HeapAllocator() = default;
    template <class U>
    HeapAllocator(const HeapAllocator<U> &) noexcept
    {
    }
    T *allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
    void deallocate(T *at, std::size_t count) noexcept { std::allocator<T>().deallocate(at, count); }
};
template <class T, class U>
bool operator==(const HeapAllocator<T> &, const HeapAllocator<U> &) noexcept
{
    return true;
}
template <class T, class U>
bool operator!=(const HeapAllocator<T> &, const HeapAllocator<U> &) noexcept
{
    return false;
}

Result<tcp::endpoint> resolve(asio::io_context &io, const Address &address, std::string_view option)
{
    error_code error;
    const auto number = asio::ip::make_address(address.host, error);
    if (!error) return tcp::endpoint(number, address.port);
    tcp::resolver resolver(io);
    const auto found = resolver.resolve(address.host, std::to_string(address.port),
                                        tcp::resolver::passive | tcp::resolver::numeric_service, error);
    if (error || found.empty())
        return fail(Errc::bad_uri, std::string(option) + ": cannot resolve host \"" + address.host + "\"");
    return found.begin()->endpoint();
}

} // namespace

std::string to_string(const tcp::endpoint &endpoint)
{
    const std::string host = endpoint.address().to_string();
    const std::string port = std::to_string(endpoint.port());
    return endpoint.address().is_v6() ? "[" + host + "]:" + port : host + ":" + port;
}

Acceptor::Acceptor(asio::io_context &io, Log &log) : io_(io), log_(log), acceptor_(io), pause_(io) {}

Result<void> Acceptor::listen(const Address &address, std::string_view option)
{
    const auto endpoint = resolve(io_, address, option);
    if (!endpoint) return tl::unexpected(endpoint.error());
    error_code error;
    acceptor_.open(endpoint->protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    // Accepted sockets inherit it: one system call less for each.
    if (!error) acceptor_.set_option(tcp::no_delay(true), error);
    if (!error) acceptor_.bind(*endpoint, error);
    if (!error) acceptor_.listen(backlog, error);
    if (error)
        return fail(Errc::network_unreachable,
                    std::string(option) + ": cannot listen on " + to_string(*endpoint) + ": " + error.message());
    address_ = to_string(acceptor_.local_endpoint());
    return {};
}

void Acceptor::start(Handler handler)
{
    handler_ = std::move(handler);
    accept();
}

void Acceptor::close()
{
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
}

/// Has Asio take the memory of an accept from the heap and not from its cache of blocks: the wait of the connection
/// that comes of it would keep the block, which is twice as large as it needs.
struct Acceptor::Accepted {
    using allocator_type = HeapAllocator<void>;
    allocator_type get_allocator() const noexcept { return {}; }
    void operator()(const error_code &error, Socket socket) const
    {
        if (error != asio::error::operation_aborted) all->accepted(error, std::move(socket));
    }
    Acceptor *all;
};

void Acceptor::accept()
{
    acceptor_.async_accept(io_, peer_, Accepted{this});
}

void Acceptor::accepted(const error_code &error, Socket socket)
{
    if (!acceptor_.is_open()) return;
    if (!error) {
        handler_(std::move(socket), peer_);
    } else if (error != asio::error::connection_aborted) {
        // Out of descriptors or memory: the connection stays in the backlog, so that trying again at once would spin.
        const auto now = std::chrono::steady_clock::now();
        if (!said_ || now - *said_ >= between_complaints) {
            log_.write(LogLevel::warning, "cannot accept on " + address_ + ": " + error.message());
            said_ = now;
        }
        pause_.expires_after(shortage_pause);
        pause_.async_wait([this](const error_code &stopped) {
            if (!stopped && acceptor_.is_open()) accept();
        });
        return;
    }
    accept();
}

} // namespace lmq::broker::net
