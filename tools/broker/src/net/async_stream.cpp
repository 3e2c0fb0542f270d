#include "net/async_stream.hpp"

#include <algorithm>
#include <cstring>
#include <unordered_set>
#include <utility>

#include <boost/asio/error.hpp>

namespace lmq::broker::net
{

using boost::system::error_code;

/// The streams of an io_context, which are closed when it ends: what waits for one often owns it, so that nobody else
/// would let go of the two.
class AsyncStream::OpenStreams final : public boost::asio::execution_context::service
{
public:
    using key_type = OpenStreams;
    static boost::asio::execution_context::id id;
    explicit OpenStreams(boost::asio::execution_context &context) : service(context) {}
    void add(State *stream) { open_.insert(stream); }
    void remove(State *stream) { open_.erase(stream); }

    void shutdown() override;

private:
    std::unordered_set<State *> open_;
};

boost::asio::execution_context::id AsyncStream::OpenStreams::id;

/// Outlives its AsyncStream while a wait is under way.
class AsyncStream::State final : public StreamOwner, public std::enable_shared_from_this<State>
{
public:
    State(boost::asio::io_context &io, std::unique_ptr<Stream> stream)
        : executor_(io.get_executor()), all_(boost::asio::use_service<OpenStreams>(io)), stream_(std::move(stream))
    {
        all_.add(this);
    }
    ~State() override
    {
        if (open_) all_.remove(this);
    }

    void begin_read(std::uint8_t *to, std::size_t size, Completion done)
    {
        read_to_ = to;
        read_size_ = size;
        read_done_ = std::move(done);
        try_read(true);
    }

    void begin_write(const Pieces &pieces, Completion done)
    {
        pieces_ = pieces;
        write_done_ = std::move(done);
        try_write(true);
    }

    void close()
    {
        if (!open_) return;
        open_ = false;
        all_.remove(this);
        stream_->close();
        if (read_done_) finish(read_done_, boost::asio::error::operation_aborted, 0, true);
        if (write_done_) finish(write_done_, boost::asio::error::operation_aborted, 0, true);
    }

    void end_output()
    {
        if (open_) stream_->end_output();
    }

    void readable() override
    {
        if (read_done_) try_read(false);
    }
    void writable() override
    {
        if (write_done_) try_write(false);
    }

    std::string put_back_;
    Filter filter_;
    bool open_ = true;

private:
    /// `from_call`: Asio's handlers never run inside of the call that they complete.
    void try_read(bool from_call)
    {
        if (!open_) return finish(read_done_, boost::asio::error::operation_aborted, 0, from_call);
        if (read_size_ == 0) return finish(read_done_, {}, 0, from_call);
        if (!put_back_.empty()) {
            const std::size_t bytes = std::min(read_size_, put_back_.size());
            std::memcpy(read_to_, put_back_.data(), bytes);
            put_back_.erase(0, bytes);
            return finish(read_done_, {}, bytes, from_call);
        }
        const IoResult result = stream_->read(read_to_, read_size_);
        if (result.status == IoStatus::would_block) return stream_->wait_readable(shared_from_this());
        const bool ended = result.status == IoStatus::closed;
        finish(read_done_, ended ? error_code(boost::asio::error::eof) : error_code(), result.bytes, from_call);
    }

    void try_write(bool from_call)
    {
        if (!open_) return finish(write_done_, boost::asio::error::operation_aborted, 0, from_call);
        if (pieces_.count == 0) return finish(write_done_, {}, 0, from_call);
        const IoResult result = stream_->write(pieces_.all.data(), pieces_.count);
        if (result.status == IoStatus::would_block) return stream_->wait_writable(shared_from_this());
        const bool broken = result.status == IoStatus::closed;
        finish(write_done_, broken ? error_code(boost::asio::error::broken_pipe) : error_code(), result.bytes,
               from_call);
    }

    void finish(Completion &completion, error_code error, std::size_t bytes, bool later)
    {
        if (&completion == &read_done_ && bytes != 0 && filter_) filter_(read_to_, bytes);
        Completion done = std::exchange(completion, nullptr);
        if (!later) return done(error, bytes);
        boost::asio::post(executor_, [done = std::move(done), error, bytes] { done(error, bytes); });
    }

    executor_type executor_;
    OpenStreams &all_;
    std::unique_ptr<Stream> stream_;
    std::uint8_t *read_to_ = nullptr;
    std::size_t read_size_ = 0;
    Completion read_done_;
    Pieces pieces_;
    Completion write_done_;
};

AsyncStream::AsyncStream(boost::asio::io_context &io, std::unique_ptr<Stream> stream)
    : executor_(io.get_executor()), state_(std::make_shared<State>(io, std::move(stream)))
{
}

void AsyncStream::OpenStreams::shutdown()
{
    while (!open_.empty()) {
        const auto stream = (*open_.begin())->shared_from_this();
        stream->close(); // takes itself out
    }
}

void AsyncStream::close_all(boost::asio::io_context &io)
{
    boost::asio::use_service<OpenStreams>(io).shutdown();
}

void AsyncStream::put_back(std::string bytes)
{
    state_->put_back_ = std::move(bytes);
}

void AsyncStream::set_filter(Filter filter)
{
    state_->filter_ = std::move(filter);
}

void AsyncStream::close()
{
    state_->close();
}

bool AsyncStream::is_open() const
{
    return state_->open_;
}

void AsyncStream::end_output()
{
    state_->end_output();
}

void AsyncStream::begin_read(std::uint8_t *to, std::size_t size, Completion done)
{
    state_->begin_read(to, size, std::move(done));
}

void AsyncStream::begin_write(const Pieces &pieces, Completion done)
{
    state_->begin_write(pieces, std::move(done));
}

} // namespace lmq::broker::net
