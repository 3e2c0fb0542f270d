#include "net/websocket_stream.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <optional>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "net/packet_ends.hpp"
#include "net/text_frames.hpp"

namespace lmq::broker::net
{
namespace
{

namespace beast = boost::beast;
namespace websocket = beast::websocket;
using beast::error_code;

/// To write the answer to the request, and for a close frame to be answered.
constexpr std::chrono::seconds patience{2};
/// Of one read: more than is parsed at once only costs room.
constexpr std::size_t read_size = 64 * 1024;
/// Of what is taken to be sent.
constexpr std::size_t write_size = 256 * 1024;

} // namespace

/// Outlives its stream until the close frames have been exchanged.
class WebSocketStream::State : public std::enable_shared_from_this<State>
{
public:
    explicit State(AsyncStream stream) : socket_(std::move(stream)) {}

    void accept(const Request &request, const std::string &protocol, std::size_t most_bytes, Done done)
    {
        socket_.set_option(websocket::stream_base::timeout{patience, websocket::stream_base::none(), false});
        socket_.set_option(websocket::stream_base::decorator([protocol](websocket::response_type &answer) {
            if (!protocol.empty()) answer.set(beast::http::field::sec_websocket_protocol, protocol);
        }));
        socket_.read_message_max(most_bytes);
        socket_.auto_fragment(false);
        socket_.binary(true);
        socket_.next_layer().set_filter(
            [this](std::uint8_t *bytes, std::size_t size) { text_frames_.pass(bytes, size); });
        socket_.async_accept(request, [self = shared_from_this(), done = std::move(done)](const error_code &error) {
            if (error)
                done(nullptr);
            else
                done(std::unique_ptr<Stream>(new WebSocketStream(self)));
        });
    }

    IoResult read(std::uint8_t *to, std::size_t size)
    {
        if (in_.size() == 0) return {ended_ ? IoStatus::closed : IoStatus::would_block, 0};
        const std::size_t bytes = std::min(size, in_.size());
        std::memcpy(to, in_.data().data(), bytes);
        in_.consume(bytes);
        if (in_.size() == 0) in_ = {}; // idle connections own no buffer
        return {IoStatus::done, bytes};
    }

    IoResult write(const codec::ByteSpan *segments, std::size_t count)
    {
        if (ended_ || closing_) return {IoStatus::closed, 0};
        if (writing_) return {IoStatus::would_block, 0};
        for (std::size_t i = 0; i < count && out_.size() < write_size; ++i)
            out_.append(segments[i].text());
        if (out_.empty()) return {IoStatus::done, 0};
        writing_ = true;
        write_packet();
        return {IoStatus::done, out_.size()};
    }

    void wait_readable(std::shared_ptr<StreamOwner> owner)
    {
        if (in_.size() != 0 || ended_) return later([owner = std::move(owner)] { owner->readable(); });
        reader_ = std::move(owner);
        if (!std::exchange(reading_, true)) read_more();
    }

    void wait_writable(std::shared_ptr<StreamOwner> owner)
    {
        if (!writing_) return later([owner = std::move(owner)] { owner->writable(); });
        writer_ = std::move(owner);
    }

    /// The close frame, behind what is being written; the peer's answer is waited for by whoever reads.
    void say_goodbye(websocket::close_code code)
    {
        if (ended_ || std::exchange(closing_, true)) return;
        goodbye_ = code;
        if (!writing_) return send_goodbye();
        // Behind what a peer does not read, the close frame would wait for ever.
        stuck_.emplace(socket_.get_executor(), patience);
        stuck_->async_wait([weak = weak_from_this()](const error_code &stopped) {
            const auto self = weak.lock();
            if (self && !stopped && self->writing_) self->over();
        });
    }

    void forget_owners()
    {
        reader_.reset();
        writer_.reset();
    }

private:
    template <class Task>
    void later(Task task)
    {
        boost::asio::post(socket_.get_executor(), std::move(task));
    }

    void read_more()
    {
        socket_.async_read_some(in_, read_size, [self = shared_from_this()](const error_code &error, std::size_t) {
            self->was_read(error);
        });
    }

    void was_read(const error_code &error)
    {
        reading_ = false;
        if (error) return over();
        if (text_frames_.seen()) {
            in_ = {};
            say_goodbye(websocket::close_code::unknown_data);
            return;
        }
        if (in_.size() == 0) { // an empty message
            reading_ = true;
            return read_more();
        }
        if (const auto reader = std::exchange(reader_, nullptr)) reader->readable();
    }

    /// Each packet is a message of its own: Paho C leaves the rest of a message with more than one lying until the
    /// next bytes come, and may give it to another of its connections.
    void write_packet()
    {
        const codec::ByteSpan rest = codec::ByteSpan(out_).from(sent_);
        const std::size_t size = ends_.next(rest);
        sent_ += size;
        socket_.async_write(
            boost::asio::buffer(rest.data, size),
            [self = shared_from_this()](const error_code &error, std::size_t) { self->written(error); });
    }

    void written(const error_code &error)
    {
        if (!error && sent_ < out_.size()) return write_packet();
        writing_ = false;
        sent_ = 0;
        std::string().swap(out_);
        if (error) return over();
        if (closing_) send_goodbye();
        if (const auto writer = std::exchange(writer_, nullptr)) writer->writable();
    }

    void send_goodbye()
    {
        socket_.async_close(goodbye_, [self = shared_from_this()](const error_code &) { self->over(); });
    }

    void over()
    {
        if (std::exchange(ended_, true)) return;
        socket_.next_layer().close();
        if (const auto reader = std::exchange(reader_, nullptr)) reader->readable();
        if (const auto writer = std::exchange(writer_, nullptr)) writer->writable();
    }

    TextFrames text_frames_;
    websocket::stream<AsyncStream, false> socket_;
    beast::flat_buffer in_;
    std::string out_;
    std::size_t sent_ = 0; // of out_
    PacketEnds ends_;
    websocket::close_code goodbye_ = websocket::close_code::normal;
    std::optional<boost::asio::steady_timer> stuck_;
    std::shared_ptr<StreamOwner> reader_;
    std::shared_ptr<StreamOwner> writer_;
    bool reading_ = false;
    bool writing_ = false;
    bool closing_ = false; // the close frame is on its way
    bool ended_ = false;
};

WebSocketStream::WebSocketStream(std::shared_ptr<State> state) : state_(std::move(state)) {}

WebSocketStream::~WebSocketStream()
{
    close();
}

void WebSocketStream::accept(AsyncStream stream, const Request &request, const std::string &protocol,
                             std::size_t most_bytes, Done done)
{
    std::make_shared<State>(std::move(stream))->accept(request, protocol, most_bytes, std::move(done));
}

IoResult WebSocketStream::read(std::uint8_t *to, std::size_t size)
{
    return state_->read(to, size);
}

IoResult WebSocketStream::write(const codec::ByteSpan *segments, std::size_t count)
{
    return state_->write(segments, count);
}

void WebSocketStream::wait_readable(std::shared_ptr<StreamOwner> owner)
{
    state_->wait_readable(std::move(owner));
}

void WebSocketStream::wait_writable(std::shared_ptr<StreamOwner> owner)
{
    state_->wait_writable(std::move(owner));
}

void WebSocketStream::end_output()
{
    state_->say_goodbye(websocket::close_code::normal);
}

void WebSocketStream::close()
{
    state_->forget_owners();
    state_->say_goodbye(websocket::close_code::normal);
}

} // namespace lmq::broker::net
