#ifndef LMQ_BROKER_NET_CONNECTION_HPP
#define LMQ_BROKER_NET_CONNECTION_HPP

#include <memory>
#include <optional>
#include <string>

#include "engine/engine.hpp"
#include "net/loop.hpp"
#include "net/stream.hpp"

namespace lmq::broker::net
{

class Connections;

/// One MQTT connection: carries bytes between its stream and the engine. While idle it owns no buffer; a packet that
/// has arrived in part is kept until the rest comes.
class Connection final : public StreamOwner, public std::enable_shared_from_this<Connection>
{
public:
    Connection(Connections &all, std::unique_ptr<Stream> stream, engine::ConnectionId id);

    /// Begins to read.
    void start();
    /// After a turn's commit: writes what the engine has for it.
    void write();
    /// After that: obeys the engine's wish to close, lets it refill, resumes reading.
    void go_on();
    /// Closes at once, and tells the engine.
    void drop();

    void readable() override;
    void writable() override;

private:
    enum class Phase {
        open,
        lingering, ///< the engine is done with it; waits for the peer to have read the last bytes
        gone,
    };

    void flush();
    void feed(codec::ByteSpan bytes);
    void want_more();
    void take_leave(bool had_output);
    bool peer_is_silent();
    void linger();
    void discard();
    void release();

    Connections &all_;
    std::unique_ptr<Stream> stream_;
    engine::ConnectionId id_;
    Phase phase_ = Phase::open;
    bool reading_ = false;    // a wait for input is under way
    bool ended_ = false;      // the peer has ended its side
    bool broken_ = false;     // the stream takes no more
    bool had_output_ = false; // at write(), before it
    bool wrote_ = false;      // some of it
    bool writing_ = false;    // a wait for room is under way
    std::string leftover_;    // the start of a packet
    std::optional<Loop::TimerId> farewell_timer_;
};

} // namespace lmq::broker::net

#endif
