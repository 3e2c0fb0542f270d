#include "net/connection.hpp"

#include <array>
#include <chrono>
#include <cstring>
#include <utility>

#include "net/connections.hpp"

namespace lmq::broker::net
{
namespace
{

/// A partial packet up to this size is copied in front of what is read next; a larger one grows where it is.
constexpr std::size_t copied_leftover = 4096;
/// Writes to one connection before others get their turn.
constexpr int writes_per_turn = 8;
/// How long a peer has to take the last bytes and close its side.
constexpr std::chrono::seconds farewell_time{1}; // spec 8.5

} // namespace

Connection::Connection(Connections &all, std::unique_ptr<Stream> stream, engine::ConnectionId id)
    : all_(all), stream_(std::move(stream)), id_(id)
{
}

void Connection::start()
{
    readable(); // CONNECT often is there already, which saves a wait
}

void Connection::want_more()
{
    if (reading_ || phase_ == Phase::gone) return;
    reading_ = true;
    stream_->wait_readable(shared_from_this());
}

void Connection::readable()
{
    reading_ = false;
    if (phase_ == Phase::gone) return;
    if (phase_ == Phase::lingering) return discard();
    // A pause began, or the output swelled, while the wait was under way: go_on() resumes.
    auto &engine = all_.engine();
    if (engine.reading_paused(id_) || engine.out(id_).size() > all_.output_cap()) return;

    auto &buffer = all_.read_buffer();
    const std::size_t kept = leftover_.size() <= copied_leftover ? leftover_.size() : 0;
    const IoResult result = stream_->read(buffer.data() + kept, buffer.size() - kept);
    if (result.status == IoStatus::closed) {
        ended_ = true; // a peer that only ended its own side still gets its answers
        return all_.serve_later(shared_from_this());
    }
    if (result.status == IoStatus::done) {
        if (kept != 0) std::memcpy(buffer.data(), leftover_.data(), kept);
        if (kept == leftover_.size()) {
            feed({buffer.data(), kept + result.bytes});
        } else {
            leftover_.append(reinterpret_cast<const char *>(buffer.data()), result.bytes);
            feed(codec::ByteSpan(leftover_));
        }
    }
    if (!engine.reading_paused(id_) && engine.close_mode(id_) == engine::CloseMode::open) want_more();
}

void Connection::feed(codec::ByteSpan bytes)
{
    const std::size_t handled = all_.engine().receive(id_, bytes);
    const codec::ByteSpan rest = bytes.from(handled);
    if (rest.empty()) {
        if (!leftover_.empty()) std::string().swap(leftover_); // idle again: give the memory back
    } else if (bytes.data == reinterpret_cast<const std::uint8_t *>(leftover_.data())) {
        leftover_.erase(0, handled);
    } else {
        leftover_.assign(rest.text());
    }
}

void Connection::writable()
{
    writing_ = false;
    // Not at once: what others have brought it in this turn is not committed yet.
    if (phase_ == Phase::open) all_.serve_later(shared_from_this());
}

void Connection::write()
{
    if (phase_ != Phase::open || all_.engine().close_mode(id_) == engine::CloseMode::now) return;
    had_output_ = had_output_ || !all_.engine().out(id_).empty();
    flush();
}

void Connection::go_on()
{
    if (phase_ != Phase::open) return;
    auto &engine = all_.engine();
    if (broken_ || ended_ || engine.close_mode(id_) == engine::CloseMode::now) return drop();
    const bool had_output = std::exchange(had_output_, false);
    if (std::exchange(wrote_, false)) engine.drained(id_);
    if (engine.close_mode(id_) != engine::CloseMode::open) return take_leave(had_output);
    if (reading_ || engine.reading_paused(id_) || engine.out(id_).size() > all_.output_cap()) return;
    if (!leftover_.empty()) {
        feed(codec::ByteSpan(leftover_)); // whole packets may wait in it since a pause
        if (engine.reading_paused(id_) || engine.close_mode(id_) != engine::CloseMode::open) return;
    }
    want_more();
}

/// Writes as much as the stream takes.
void Connection::flush()
{
    auto &out = all_.engine().out(id_);
    for (int i = 0; i < writes_per_turn && !writing_ && !out.empty(); ++i) {
        std::array<codec::ByteSpan, Stream::max_segments> segments;
        const std::size_t count = out.gather(segments.data(), segments.size());
        std::size_t offered = 0;
        for (std::size_t s = 0; s < count; ++s)
            offered += segments[s].size;
        const IoResult result = stream_->write(segments.data(), count);
        if (result.status == IoStatus::closed) {
            broken_ = true;
            return;
        }
        out.consume(result.bytes);
        if (result.bytes != 0) wrote_ = true;
        if (result.bytes < offered) break; // no room: do not ask the socket again
    }
    if (!out.empty() && !writing_) {
        writing_ = true;
        stream_->wait_writable(shared_from_this());
    }
}

/// The engine is done with the connection once its last bytes are written.
void Connection::take_leave(bool had_output)
{
    const bool written = all_.engine().out(id_).empty();
    // Closing while the peer still sends, or before it has read, may reset the connection under the last bytes. One
    // that has got everything and is silent, as behind DISCONNECT, can be closed at once.
    if (written && !had_output && peer_is_silent()) return drop();
    if (!farewell_timer_) {
        // A peer that neither takes the last bytes nor closes its side is not waited for.
        const auto until = std::chrono::steady_clock::now() + farewell_time;
        farewell_timer_ = all_.loop().call_at(until, [self = shared_from_this()] { self->drop(); });
    }
    if (written) linger();
}

bool Connection::peer_is_silent()
{
    auto &buffer = all_.read_buffer();
    return stream_->read(buffer.data(), buffer.size()).status != IoStatus::done;
}

void Connection::linger()
{
    const auto self = shared_from_this();
    release();
    phase_ = Phase::lingering;
    stream_->end_output();
    all_.linger(self);
    want_more();
}

void Connection::discard()
{
    auto &buffer = all_.read_buffer();
    if (stream_->read(buffer.data(), buffer.size()).status == IoStatus::closed) return drop();
    want_more();
}

void Connection::drop()
{
    if (phase_ == Phase::gone) return;
    const auto self = shared_from_this();
    if (phase_ == Phase::open)
        release();
    else
        all_.end_linger(self);
    if (farewell_timer_) all_.loop().cancel(*farewell_timer_);
    phase_ = Phase::gone;
    stream_->close();
}

/// The engine has done with the id, and may give it to another connection.
void Connection::release()
{
    std::string().swap(leftover_);
    all_.engine().closed(id_);
    all_.forget(id_);
}

} // namespace lmq::broker::net
