#ifndef LMQ_BROKER_ENGINE_ENGINE_HPP
#define LMQ_BROKER_ENGINE_ENGINE_HPP

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codec/span.hpp"
#include "engine/auth_request.hpp"
#include "engine/clock.hpp"
#include "engine/online.hpp"
#include "engine/out_queue.hpp"
#include "lmq/log.hpp"
#include "lmq/result.hpp"
#include "lmq_broker/broker.hpp"
#include "lmq_broker/config.hpp"
#include "lmq_broker/faults.hpp"
#include "store/store.hpp"

namespace lmq::broker::engine
{

/// Names one network connection for as long as it is open; reused afterwards.
using ConnectionId = std::uint32_t;

/// What the network layer must do with a connection after a turn.
enum class CloseMode {
    open,
    after_flush, ///< write what is queued, then close
    now,         ///< close; what is queued is lost
};

/// The whole broker without sockets, threads or a clock of its own: bytes, control calls and time in; bytes and closes
/// out.
///
/// The network layer's turn: `open`, `receive` and `closed` for whatever happened; then `run_due()` if `next_due_ms()`
/// has come; then for each id of `take_dirty()` write `out(id)` to the socket and obey `close_mode(id)`; after a close
/// it calls `closed(id)`, which frees the id. Not thread-safe: one thread.
class Engine
{
public:
    /// Without a store nothing outlives the engine. A store must outlive it.
    Engine(const Config &config, const Clock &clock, store::Store *store = nullptr);
    ~Engine();

    /// Takes over what the store has, once, before anything else. Errors: those of Store::load.
    Result<void> recover();

    /// A number that no earlier life of the engine with the same token key had; before the first token is issued.
    void set_epoch(std::uint64_t epoch);

    /// Makes the changes since the last call durable. To be called after `receive`, `closed`, `run_due` and control
    /// calls, before any of the output they made is written: an acknowledgement must not leave before what it
    /// acknowledges is safe. On an error the connections whose output relied on it are closed, their output gone; what
    /// needs no storage goes on, and what does is refused until a later commit, tried again every second, succeeds.
    Result<void> commit();

    /// Lines from `level` up go to `sink`: who connects, is refused, is closed, and why. Default: none.
    void set_log(LogLevel level, LogSink sink);

    /// A connection was accepted; `peer` as "/ip:port".
    ConnectionId open(std::string peer);

    /// Bytes from the peer. Handles every whole packet at the start of `bytes` and answers how many bytes those were;
    /// the rest must be presented again with more behind it. Ignores everything once the connection is closing.
    std::size_t receive(ConnectionId id, codec::ByteSpan bytes);

    /// The socket is gone, whoever closed it.
    void closed(ConnectionId id);

    /// What waits to be written. The network layer consumes from the front.
    OutQueue &out(ConnectionId id);
    CloseMode close_mode(ConnectionId id) const;
    /// True while the engine wants no more bytes read from this connection (TPS back-pressure, a delay fault).
    bool reading_paused(ConnectionId id) const;
    /// Connections with output, a close or an ended pause since the last call; each once. When a pause ended, `receive`
    /// must be called again with the bytes it left over, though no new ones came.
    std::vector<ConnectionId> take_dirty();
    /// The network layer wrote some of `out(id)`: lets the engine refill it from the session's queue.
    void drained(ConnectionId id);

    /// Runs every timer that is due by the clock, in order.
    void run_due();
    /// When the next timer is due; nothing: none is set.
    std::optional<std::int64_t> next_due_ms() const;

    // Control: the same as in Broker, see there.
    std::uint64_t add_fault(FaultRule rule);
    bool remove_fault(std::uint64_t id);
    void clear_faults();
    std::vector<FaultStatus> faults() const;
    std::vector<SessionInfo> sessions() const;
    std::optional<SessionInfo> session(std::string_view client_id) const;
    std::vector<Alarm> alarms() const;
    bool kick(std::string_view client_id);
    BrokerStatistics statistics() const;
    /// A request to the auth server (spec 8.3).
    AuthAnswer authorize(AuthCall call, const AuthFields &fields);
    /// A request for a client's online status (spec 10).
    OnlineAnswer online_status(const AuthFields &fields);
    Result<std::string> issue_token(const TokenOrder &order);
    Result<void> revoke_token(std::string_view token);
    Result<std::string> mq_produce(std::string_view topic, MqMessage message);
    /// Without waiting. Error: bad_first_level for an unknown topic.
    Result<std::vector<MqMessage>> mq_consume(std::string_view topic, std::string_view group, std::size_t max,
                                              std::string_view expression = "*");
    /// Counts messages stored in MQ so far: lets a waiting consumer know when to look again.
    std::uint64_t mq_stored() const;
    /// Everything but the configuration is gone; open connections are to be closed.
    void reset();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace lmq::broker::engine

#endif
