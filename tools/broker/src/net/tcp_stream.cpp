#include "net/tcp_stream.hpp"

#include <array>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

namespace lmq::broker::net
{
namespace
{

namespace asio = boost::asio;
using boost::system::error_code;

/// The pieces of one write as Asio wants to see them, without an allocation.
struct Gather {
    using value_type = asio::const_buffer;
    using const_iterator = const asio::const_buffer *;
    std::array<asio::const_buffer, Stream::max_segments> buffers;
    std::size_t count = 0;
    const_iterator begin() const { return buffers.data(); }
    const_iterator end() const { return buffers.data() + count; }
};

IoResult result(const error_code &error, std::size_t bytes)
{
    if (!error) return {IoStatus::done, bytes};
    if (error == asio::error::would_block || error == asio::error::try_again) return {IoStatus::would_block, 0};
    return {IoStatus::closed, 0};
}

} // namespace

TcpStream::TcpStream(Socket socket) : socket_(std::move(socket))
{
    error_code ignored; // a socket that is broken already says so at its first read
    socket_.non_blocking(true, ignored);
}

IoResult TcpStream::read(std::uint8_t *to, std::size_t size)
{
    error_code error;
    const std::size_t bytes = socket_.read_some(asio::buffer(to, size), error);
    return result(error, bytes);
}

IoResult TcpStream::write(const codec::ByteSpan *segments, std::size_t count)
{
    error_code error;
    std::size_t bytes = 0;
    if (count == 1) {
        bytes = socket_.write_some(asio::buffer(segments[0].data, segments[0].size), error);
    } else {
        Gather gather;
        gather.count = count;
        for (std::size_t i = 0; i < count; ++i)
            gather.buffers[i] = asio::buffer(segments[i].data, segments[i].size);
        bytes = socket_.write_some(gather, error);
    }
    return result(error, bytes);
}

// A cancelled wait tells nobody: only the owner cancels, by closing.
void TcpStream::wait_readable(std::shared_ptr<StreamOwner> owner)
{
    socket_.async_wait(asio::ip::tcp::socket::wait_read, [owner = std::move(owner)](const error_code &error) {
        if (error != asio::error::operation_aborted) owner->readable();
    });
}

void TcpStream::wait_writable(std::shared_ptr<StreamOwner> owner)
{
    socket_.async_wait(asio::ip::tcp::socket::wait_write, [owner = std::move(owner)](const error_code &error) {
        if (error != asio::error::operation_aborted) owner->writable();
    });
}

void TcpStream::end_output()
{
    error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

void TcpStream::close()
{
    error_code ignored;
    socket_.close(ignored);
}

} // namespace lmq::broker::net
