#ifndef LMQ_BROKER_NET_ASYNC_STREAM_HPP
#define LMQ_BROKER_NET_ASYNC_STREAM_HPP

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/system/error_code.hpp>

#include "net/stream.hpp"

namespace lmq::broker::net
{

/// A Stream in the form that Beast works on (an AsyncStream in Asio's sense). One read and one write at a time; the
/// loop's thread only.
class AsyncStream
{
public:
    using executor_type = boost::asio::io_context::executor_type;
    /// Sees, and may change, what is read.
    using Filter = std::function<void(std::uint8_t *bytes, std::size_t size)>;
    using Completion = std::function<void(boost::system::error_code, std::size_t)>;

    AsyncStream(boost::asio::io_context &io, std::unique_ptr<Stream> stream);

    /// Closes every one of `io`, which also ends with it; but then by whatever thread ends it.
    static void close_all(boost::asio::io_context &io);

    executor_type get_executor() const { return executor_; }
    /// These bytes are read before any of the stream's.
    void put_back(std::string bytes);
    void set_filter(Filter filter);
    /// Lasting: later reads and writes fail, those under way are told operation_aborted.
    void close();
    bool is_open() const;
    /// Says that no more will be written; reading goes on.
    void end_output();

    template <class Buffers, class Token>
    auto async_read_some(const Buffers &buffers, Token &&token)
    {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, const Buffers &into) {
                boost::asio::mutable_buffer room;
                for (auto at = boost::asio::buffer_sequence_begin(into); at != boost::asio::buffer_sequence_end(into);
                     ++at)
                    if (room.size() == 0) room = *at;
                begin_read(static_cast<std::uint8_t *>(room.data()), room.size(), completion(std::move(handler)));
            },
            token, buffers);
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers &buffers, Token &&token)
    {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, const Buffers &from) {
                Pieces pieces;
                for (auto at = boost::asio::buffer_sequence_begin(from); at != boost::asio::buffer_sequence_end(from);
                     ++at) {
                    const boost::asio::const_buffer piece = *at;
                    if (piece.size() == 0 || pieces.count == Stream::max_segments) continue;
                    pieces.all[pieces.count++] = {static_cast<const std::uint8_t *>(piece.data()), piece.size()};
                }
                begin_write(pieces, completion(std::move(handler)));
            },
            token, buffers);
    }

private:
    class OpenStreams;
    class State;
    /// What one write offers. Only a prefix of the buffers' pieces when they are many: it is a "write some".
    struct Pieces {
        std::array<codec::ByteSpan, Stream::max_segments> all;
        std::size_t count = 0;
    };

    /// Beast's handlers are not copyable, and may want to run elsewhere than in our loop.
    template <class Handler>
    Completion completion(Handler handler)
    {
        const auto shared = std::make_shared<Handler>(std::move(handler));
        return [shared](boost::system::error_code error, std::size_t bytes) { (*shared)(error, bytes); };
    }
    void begin_read(std::uint8_t *to, std::size_t size, Completion done);
    void begin_write(const Pieces &pieces, Completion done);

    executor_type executor_;
    std::shared_ptr<State> state_;
};

// How Beast ends a WebSocket's stream, and one whose time is up.
inline void beast_close_socket(AsyncStream &stream)
{
    stream.close();
}

inline void teardown(boost::beast::role_type, AsyncStream &stream, boost::system::error_code &error)
{
    error = {};
    stream.end_output();
}

template <class Handler>
void async_teardown(boost::beast::role_type, AsyncStream &stream, Handler &&handler)
{
    stream.end_output();
    boost::asio::post(stream.get_executor(),
                      [handler = std::forward<Handler>(handler)]() mutable { handler(boost::system::error_code()); });
}

} // namespace lmq::broker::net

#endif
