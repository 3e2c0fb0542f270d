// The WebSocket door: HTTP first, then frames with MQTT inside, all through a stream that is no socket. The first byte
// of an input says whether the bytes are taken as they come, or the request and the frames' headers are made here.

#include <array>
#include <deque>
#include <utility>

#include <boost/asio/post.hpp>

#include "fuzz/input.hpp"
#include "fuzz/server.hpp"
#include "http/http_server.hpp"
#include "support/raw_packet.hpp"

using namespace lmq::broker;
using lmq::fuzz::Input;
using lmq::fuzz::promise;

namespace
{

/// Both ends' view of one connection.
struct Wire {
    explicit Wire(boost::asio::io_context &of) : io(of) {}
    boost::asio::io_context &io;
    std::string to_server, to_client;
    bool peer_ended = false;
    bool closed = false;
    std::shared_ptr<net::StreamOwner> reader;

    void feed(std::string_view bytes)
    {
        to_server += bytes;
        wake();
    }
    void end()
    {
        peer_ended = true;
        wake();
    }
    void wake()
    {
        if (const auto owner = std::exchange(reader, nullptr)) boost::asio::post(io, [owner] { owner->readable(); });
    }
};

class FakeStream final : public net::Stream
{
public:
    explicit FakeStream(std::shared_ptr<Wire> wire) : wire_(std::move(wire)) {}
    ~FakeStream() override { close(); }
    net::IoResult read(std::uint8_t *to, std::size_t size) override
    {
        if (wire_->closed) return {net::IoStatus::closed, 0};
        const std::size_t bytes = std::min(size, wire_->to_server.size());
        if (bytes == 0) return {wire_->peer_ended ? net::IoStatus::closed : net::IoStatus::would_block, 0};
        std::copy_n(wire_->to_server.begin(), bytes, to);
        wire_->to_server.erase(0, bytes);
        return {net::IoStatus::done, bytes};
    }
    net::IoResult write(const codec::ByteSpan *segments, std::size_t count) override
    {
        if (wire_->closed) return {net::IoStatus::closed, 0};
        std::size_t bytes = 0;
        for (std::size_t i = 0; i < count; ++i) {
            wire_->to_client += segments[i].text();
            bytes += segments[i].size;
        }
        return {net::IoStatus::done, bytes};
    }
    void wait_readable(std::shared_ptr<net::StreamOwner> owner) override
    {
        wire_->reader = std::move(owner);
        if (!wire_->to_server.empty() || wire_->peer_ended || wire_->closed) wire_->wake();
    }
    void wait_writable(std::shared_ptr<net::StreamOwner> owner) override
    {
        boost::asio::post(wire_->io, [owner = std::move(owner)] { owner->writable(); });
    }
    void end_output() override {}
    void close() override
    {
        wire_->closed = true;
        wire_->reader.reset();
    }

private:
    std::shared_ptr<Wire> wire_;
};

constexpr std::string_view request = "GET /mqtt HTTP/1.1\r\nHost: fuzz\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                     "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
                                     "Sec-WebSocket-Protocol: mqtt\r\n\r\n";

/// A frame whose length is right, unless it is told to be wrong; masked with zeros, unless not at all.
std::string frame(unsigned head, std::string_view payload, bool masked, unsigned lie)
{
    std::string made(1, static_cast<char>(head));
    const std::size_t size = payload.size() + lie;
    const unsigned mask = masked ? 0x80U : 0;
    if (size < 126) {
        made += static_cast<char>(mask | size);
    } else {
        made += static_cast<char>(mask | 126U);
        made += lmq::test::u16(static_cast<unsigned>(size));
    }
    if (masked) made.append(4, '\0');
    return made.append(payload);
}

std::string next_frame(Input &input)
{
    const unsigned what = input.byte();
    const unsigned head = input.byte();
    std::string payload;
    switch (what & 7U) {
    case 0:
        payload = lmq::test::connect().bytes;
        break;
    case 1:
        payload = lmq::test::publish("TopicA/x", input.text(input.byte()), 1, 1).bytes;
        break;
    case 2:
        payload = lmq::test::subscribe(1, {{"TopicA/#", 1}}).bytes;
        break;
    case 3: // some of a packet: the rest is in the next frame
        payload = lmq::test::pingreq().bytes.substr(0, 1);
        break;
    default:
        payload = input.text(input.byte());
    }
    return frame(head, payload, (what & 8U) == 0, (what & 16U) != 0 ? input.byte() : 0);
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto server = lmq::fuzz::make_server();
    auto http = std::make_unique<http::HttpServer>(*server);
    const auto wire = std::make_shared<Wire>(server->loop().io());
    http->serve_ws(std::make_unique<FakeStream>(wire), "/127.0.0.1:40000");
    Input input(data, size);
    const unsigned mode = input.byte();
    if ((mode & 1U) != 0) {
        wire->feed(request);
        lmq::fuzz::turn(*server);
        promise(wire->to_client.find("HTTP/1.1 101 ") == 0, "a good request for a WebSocket is refused");
    }
    for (int steps = 0; steps < 100 && !input.empty() && !wire->closed; ++steps) {
        if ((mode & 2U) != 0)
            wire->feed(next_frame(input));
        else
            wire->feed(input.text(1 + input.byte()));
        lmq::fuzz::turn(*server);
        if ((mode & 4U) != 0) (void)server->advance(std::chrono::seconds(20));
    }
    if ((mode & 8U) != 0) wire->end();
    lmq::fuzz::turn(*server);
    // A socket's wait would end with the loop; this stream's must be told.
    http->stop();
    server->connections().close_all();
    wire->end();
    lmq::fuzz::turn(*server);
    wire->reader.reset();
    return 0;
}
