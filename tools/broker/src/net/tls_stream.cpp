#include "net/tls_stream.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include <boost/asio/post.hpp>
#include <openssl/err.h>

namespace lmq::broker::net
{
namespace
{

using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t record_size = 16 * 1024;

/// The next bytes of `segments` from `at` on, as one piece of at most a record: pieces of a gathered write would each
/// become a record of their own. `copied` holds it when it is of several.
codec::ByteSpan next_record(const codec::ByteSpan *segments, std::size_t count, std::size_t at,
                            std::array<std::uint8_t, record_size> &copied)
{
    std::size_t first = 0;
    while (first < count && at >= segments[first].size)
        at -= segments[first++].size;
    if (first == count) return {};
    const codec::ByteSpan head = segments[first].from(at);
    if (head.size >= record_size || first + 1 == count) return {head.data, std::min(head.size, record_size)};
    std::size_t filled = 0;
    for (; first < count && filled < record_size; ++first, at = 0) {
        const std::size_t take = std::min(segments[first].size - at, record_size - filled);
        if (take != 0) std::memcpy(copied.data() + filled, segments[first].data + at, take);
        filled += take;
    }
    return {copied.data(), filled};
}

} // namespace

TlsStream::TlsStream(tcp::socket socket, SslSession session)
    : socket_(std::move(socket)), session_(std::move(session)), read_needs_(Step::done)
{
}

/// What OpenSSL wants after it answered `answer`.
TlsStream::Step TlsStream::after(int answer)
{
    switch (SSL_get_error(session_.get(), answer)) {
    case SSL_ERROR_NONE:
        return Step::done;
    case SSL_ERROR_WANT_READ:
        return Step::read;
    case SSL_ERROR_WANT_WRITE:
        return Step::write;
    case SSL_ERROR_ZERO_RETURN:
        return Step::over;
    default:
        broken_ = true;
        ERR_clear_error();
        return Step::over;
    }
}

// A record may be in OpenSSL's own buffer, which the socket would not tell: only "wants more" means that none is.
IoResult TlsStream::read(std::uint8_t *to, std::size_t size)
{
    if (broken_) return {IoStatus::closed, 0};
    std::size_t got = 0;
    read_needs_ = Step::done;
    while (got < size && read_needs_ == Step::done) {
        std::size_t bytes = 0;
        read_needs_ = after(SSL_read_ex(session_.get(), to + got, size - got, &bytes));
        got += bytes;
    }
    if (got != 0) return {IoStatus::done, got};
    return {read_needs_ == Step::over ? IoStatus::closed : IoStatus::would_block, 0};
}

IoResult TlsStream::write(const codec::ByteSpan *segments, std::size_t count)
{
    if (broken_) return {IoStatus::closed, 0};
    std::array<std::uint8_t, record_size> copied; // not initialised, it would be for nothing
    std::size_t sent = 0;
    write_needs_ = Step::done;
    while (write_needs_ == Step::done) {
        const codec::ByteSpan record = next_record(segments, count, sent, copied);
        if (record.empty()) break;
        std::size_t bytes = 0;
        write_needs_ = after(SSL_write_ex(session_.get(), record.data, record.size, &bytes));
        sent += bytes;
    }
    if (write_needs_ == Step::over && sent == 0) return {IoStatus::closed, 0};
    if (sent != 0) return {IoStatus::done, sent};
    return {IoStatus::would_block, 0};
}

void TlsStream::wait_readable(std::shared_ptr<StreamOwner> owner)
{
    if (read_needs_ == Step::done || read_needs_ == Step::over) {
        boost::asio::post(socket_.get_executor(), [owner = std::move(owner)] { owner->readable(); });
        return;
    }
    socket_.async_wait(read_needs_ == Step::write ? tcp::socket::wait_write : tcp::socket::wait_read,
                       [owner = std::move(owner)](const error_code &error) {
                           if (error != boost::asio::error::operation_aborted) owner->readable();
                       });
}

void TlsStream::wait_writable(std::shared_ptr<StreamOwner> owner)
{
    socket_.async_wait(write_needs_ == Step::read ? tcp::socket::wait_read : tcp::socket::wait_write,
                       [owner = std::move(owner)](const error_code &error) {
                           if (error != boost::asio::error::operation_aborted) owner->writable();
                       });
}

void TlsStream::end_output()
{
    if (!broken_ && (SSL_get_shutdown(session_.get()) & SSL_SENT_SHUTDOWN) == 0) {
        SSL_shutdown(session_.get());
        ERR_clear_error();
    }
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
}

void TlsStream::close()
{
    end_output();
    error_code ignored;
    socket_.close(ignored);
}

} // namespace lmq::broker::net
