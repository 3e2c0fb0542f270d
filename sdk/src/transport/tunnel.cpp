#include "transport/tunnel.hpp"

#include <array>
#include <utility>

#include "core/text.hpp"
#include "lmq/platform/clock.hpp"
#include "transport/tunnel_worker.hpp"

namespace lmq::transport
{
namespace
{

using std::chrono::milliseconds;

// Of what Paho has written, and the peer does not take: more would only hide from the outbox how slow the network is.
constexpr std::size_t paho_buffer = 64 * 1024;

constexpr std::size_t most_unsent = 256 * 1024;

// Goodbyes are worth this much waiting, when the network is crowded.
constexpr milliseconds last_words{250};

constexpr std::uint16_t status_normal = 1000;

} // namespace

Tunnel::Tunnel(Route route, std::string host, std::uint16_t port, std::string address, std::function<void()> changed)
    : worker_(std::make_unique<Worker>())
{
    worker_->route = std::move(route);
    worker_->host = std::move(host);
    worker_->port = port;
    worker_->address = std::move(address);
    worker_->changed = std::move(changed);
    const std::string refused = worker_->thread.start([worker = worker_.get()] { worker->run(); });
    if (!refused.empty()) worker_->fail_with({Errc::no_thread, "the thread of the connection: " + refused});
}

Tunnel::~Tunnel()
{
    worker_->waker.wake();
    if (worker_->thread.joinable()) worker_->thread.join();
}

std::optional<std::uint16_t> Tunnel::port() const
{
    const std::lock_guard<std::mutex> lock(worker_->mutex);
    return worker_->door;
}

std::optional<Error> Tunnel::failure() const
{
    const std::lock_guard<std::mutex> lock(worker_->mutex);
    return worker_->failure;
}

const char *Tunnel::phase() const
{
    return worker_->phase;
}

void Tunnel::Worker::run()
{
    Result<void> open_now = open();
    route.proxy.reset(); // its password has done its work
    if (open_now) open_now = let_paho_in();
    if (open_now)
        carry();
    else
        fail_with(std::move(open_now.error()));
    listener.close(); // these after the failure is known: Paho's callback asks for it
    paho.close();
    peer.close();
}

void Tunnel::Worker::fail_with(Error error)
{
    {
        const std::lock_guard<std::mutex> lock(mutex);
        failure = std::move(error);
    }
    changed();
}

Result<void> Tunnel::Worker::let_paho_in()
{
    phase = "CONNACK";
    const std::uint16_t listening = listener.listen(paho_buffer);
    if (listening == 0) return core::failure(Errc::network_unreachable, "no loopback interface, which a tunnel needs");
    {
        const std::lock_guard<std::mutex> lock(mutex);
        door = listening;
    }
    changed();
    for (;;) {
        platform::Interest wanted;
        wanted.descriptor = listener.descriptor();
        wanted.read = true;
        platform::Interest server = peer.interest(peer.received.size() < paho_buffer);
        if (platform::wait_for({&wanted, &server}, waker, std::nullopt))
            return core::failure(Errc::cancelled, "the attempt was ended from this side");
        // A server that does not like our certificate says so after the handshake.
        if (server.readable) {
            if (auto moved = peer.move(server); !moved) return moved;
            if (peer.ended()) return core::failure(Errc::connection_lost, "the server closed the connection");
        }
        if (!wanted.readable) continue;
        if (auto accepted = listener.accept()) {
            paho = std::move(*accepted);
            listener.close();
            return {};
        }
    }
}

void Tunnel::Worker::carry()
{
    for (;;) {
        auto open_still = take_from_peer();
        if (!open_still) return fail_with(std::move(open_still.error()));
        if (to_paho.empty() && !*open_still) {
            std::string why = "the server closed the connection";
            if (server_said_bye) why = "the server closed the WebSocket: " + websocket->farewell();
            if (!peer.broken_by().empty()) why = peer.broken_by();
            return fail_with({Errc::connection_lost, std::move(why)});
        }
        // One side is read only when the other has taken what was read before: so both feel how slow the other is.
        // (What is unsent beyond what Paho said is answers to pings.)
        platform::Interest from_server = peer.interest(to_paho.empty() && peer.unsent() < most_unsent);
        platform::Interest from_paho;
        from_paho.descriptor = paho.descriptor();
        from_paho.read = !peer.has_unsent();
        from_paho.write = !to_paho.empty();
        if (platform::wait_for({&from_server, &from_paho}, waker, std::nullopt)) return sign_off();
        if (auto moved = peer.move(from_server); !moved) return fail_with(std::move(moved.error()));
        if (from_paho.writable) {
            const auto moved = paho.write(to_paho.data(), to_paho.size());
            if (!moved.error.empty()) return sign_off();
            to_paho.erase(0, moved.bytes);
            release(to_paho);
        }
        if (from_paho.readable && !take_from_paho()) return sign_off();
    }
}

// False when no more will come.
Result<bool> Tunnel::Worker::take_from_peer()
{
    if (!to_paho.empty()) return true;
    if (!websocket) {
        std::swap(to_paho, peer.received);
    } else if (!server_said_bye) {
        std::string replies;
        auto open_still = websocket->receive(peer.received, to_paho, replies);
        release(peer.received);
        if (auto sent = peer.send(replies); !sent) return tl::unexpected<Error>(sent.error());
        if (!open_still) return open_still;
        server_said_bye = !*open_still;
    }
    return !server_said_bye && !peer.ended();
}

// False when Paho has closed, or cannot be served any more.
bool Tunnel::Worker::take_from_paho()
{
    std::array<char, 16384> buffer; // not cleared: that would make all of it resident
    const auto moved = paho.read(buffer.data(), buffer.size());
    const std::string_view bytes(buffer.data(), moved.bytes);
    bool sent = true;
    if (websocket) {
        std::string frame;
        websocket->send(bytes, frame);
        sent = peer.send(frame).has_value();
    } else {
        sent = peer.send(bytes).has_value();
    }
    return sent && !moved.ended && moved.error.empty();
}

// Paho's last packet is a DISCONNECT, which the server must get, or it publishes the will.
void Tunnel::Worker::sign_off()
{
    const platform::Waker nobody;
    const auto until = platform::monotonic_now() + last_words;
    const auto flush = [&](bool more_from_paho) {
        for (;;) {
            const auto left = until - platform::monotonic_now();
            if (left <= milliseconds(0)) return;
            platform::Interest to_server = peer.interest(false);
            platform::Interest from_paho;
            from_paho.descriptor = paho.descriptor();
            from_paho.read = more_from_paho && !peer.has_unsent();
            if (!to_server.write && !from_paho.read) return;
            platform::wait_for({&to_server, &from_paho}, nobody, left);
            if (!peer.move(to_server)) return;
            if (from_paho.readable) more_from_paho = take_from_paho();
        }
    };
    flush(true);
    if (websocket) {
        std::string frame;
        websocket->close(status_normal, frame);
        if (!peer.send(frame)) return;
    }
    peer.farewell();
    flush(false);
}

} // namespace lmq::transport
