#ifndef LMQ_BROKER_NET_WEBSOCKET_STREAM_HPP
#define LMQ_BROKER_NET_WEBSOCKET_STREAM_HPP

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "net/async_stream.hpp"
#include "net/stream.hpp"

namespace lmq::broker::net
{

/// The MQTT bytes inside of a WebSocket (spec 2.2): of binary messages only, wherever frames and messages begin and
/// end. Pings are answered; a text message ends the connection with 1003, one that is too long with 1009, a breach of
/// the protocol with 1002, everything else with 1000.
class WebSocketStream final : public Stream
{
public:
    using Request = boost::beast::http::request<boost::beast::http::string_body>;
    using Done = std::function<void(std::unique_ptr<Stream>)>;

    /// Answers `request`, which came through `stream` and asks for a WebSocket; `protocol` is the sub-protocol to echo,
    /// if any. `done` gets the stream, from the loop; when the request is refused or the peer leaves, null. Messages
    /// may have `most_bytes`.
    static void accept(AsyncStream stream, const Request &request, const std::string &protocol, std::size_t most_bytes,
                       Done done);

    ~WebSocketStream() override;
    IoResult read(std::uint8_t *to, std::size_t size) override;
    IoResult write(const codec::ByteSpan *segments, std::size_t count) override;
    void wait_readable(std::shared_ptr<StreamOwner> owner) override;
    void wait_writable(std::shared_ptr<StreamOwner> owner) override;
    void end_output() override;
    void close() override;

private:
    class State;
    explicit WebSocketStream(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;
};

} // namespace lmq::broker::net

#endif
