#include "transport/peer_channel.hpp"

#include <array>
#include <utility>

namespace lmq::transport
{

void release(std::string &buffer)
{
    constexpr std::size_t little = 2048;
    if (buffer.empty() && buffer.capacity() > little) buffer.shrink_to_fit();
}

void PeerChannel::begin_tls(std::unique_ptr<TlsEngine> tls)
{
    tls_ = std::move(tls);
    tls_->received(received.data(), received.size());
    received.clear();
}

Result<bool> PeerChannel::handshake()
{
    auto done = tls_->handshake();
    tls_->take_output(wire_); // an alert too
    shaken_ = done && *done;
    if (!done) write();
    if (shaken_) {
        if (auto read = decrypt(); !read) return tl::unexpected<Error>(read.error());
    }
    return done;
}

platform::Interest PeerChannel::interest(bool read) const
{
    platform::Interest wanted;
    wanted.descriptor = socket_.descriptor();
    wanted.read = read && !ended_;
    wanted.write = has_unsent();
    return wanted;
}

Result<void> PeerChannel::move(const platform::Interest &happened)
{
    if (happened.readable && !ended_) {
        std::array<char, 16384> buffer; // not cleared: that would make all of it resident
        const auto moved = socket_.read(buffer.data(), buffer.size());
        // A server that closes on what it does not understand resets the connection: an end, to whoever waits for it.
        ended_ = moved.ended || !moved.error.empty();
        broken_by_ = moved.error;
        if (tls_) {
            tls_->received(buffer.data(), moved.bytes);
            if (ended_) tls_->ended();
            if (shaken_) {
                if (auto read = decrypt(); !read) return read;
            }
        } else {
            received.append(buffer.data(), moved.bytes);
        }
    }
    write();
    return {};
}

Result<void> PeerChannel::decrypt()
{
    auto open = tls_->read(received);
    tls_->take_output(wire_);
    if (!open) return tl::unexpected<Error>(open.error());
    if (!*open) ended_ = true;
    return {};
}

Result<void> PeerChannel::send(std::string_view bytes)
{
    if (!tls_) {
        wire_.append(bytes);
    } else {
        if (auto taken = tls_->write(bytes); !taken) return taken;
        tls_->take_output(wire_);
    }
    write();
    return {};
}

void PeerChannel::write()
{
    if (wire_.empty()) return;
    const auto moved = socket_.write(wire_.data(), wire_.size());
    wire_.erase(0, moved.bytes);
    if (!moved.error.empty()) wire_.clear(); // reading tells the rest
    release(wire_);
}

void PeerChannel::farewell()
{
    if (!tls_ || !shaken_) return;
    tls_->farewell();
    tls_->take_output(wire_);
    write();
}

} // namespace lmq::transport
