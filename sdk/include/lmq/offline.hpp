#ifndef LMQ_OFFLINE_HPP
#define LMQ_OFFLINE_HPP

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "lmq/control.hpp"
#include "lmq/export.hpp"
#include "lmq/result.hpp"

namespace lmq
{

namespace client
{
class Runtime;
} // namespace client

/// How offline messages are pulled (spec 9.4).
struct OfflinePull {
    control::PullOrder order = control::PullOrder::ascending; ///< oldest first
    int batch = 30;                                           ///< messages asked for at once; 1 to 30
    /// A request that brought nothing for so long found nothing more; 100 ms and up.
    std::chrono::milliseconds idle{2000};
};

/// How far a pull of everything is.
struct PullProgress {
    std::uint64_t received = 0; ///< QoS 1 and 2 messages handled since it began, those of the online traffic among them
    std::uint64_t requests = 0; ///< acknowledged
    bool finished = false;      ///< the last call: nothing more was there, or `result` says why it ended
    Result<void> result;        ///< when finished: success, or cancelled
};

/// Called when the messages of a request have been handled, and once at the end, on the dispatch thread or inside
/// poll(); the reference is good during the call.
using PullHandler = std::function<void(const PullProgress &)>;
/// Called once: the request was acknowledged, or failed with cancelled.
using PulledHandler = std::function<void(const Result<void> &)>;

/// Asks the service for the messages that it keeps for this client (spec 9.4). They arrive as any others do, at least
/// once, in the client's handlers. A copy means the same client; after its end every call answers `closed`. All calls
/// are thread-safe, wait for nothing, and may be made in handlers; handlers run where the client's do.
///
/// One request is on its way at a time, and no more than five leave in a second, from all calls together: that is the
/// service's limit. A request waits until the client is ready, and while the handlers are far behind. One that leaves
/// in the first heartbeat period after a connect (ClientOptions::keep_alive) switches the connection to pulling: the
/// service pushes nothing of the backlog by itself any more. One that leaves later is served, and the pushing goes on.
class LMQ_API OfflineMessages
{
public:
    /// One request for `count` messages, 1 to 30; there is no telling how many come. `done` is called when it is
    /// acknowledged, which they follow; a request that a lost connection leaves unacknowledged is made again. Errors:
    /// out_of_range; wrong_mode in the standard profile; closed.
    Result<void> pull(int count, control::PullOrder order = control::PullOrder::ascending, PulledHandler done = {});

    /// Requests, each when the messages of the last have been handled, until one brings nothing; goes on after a lost
    /// connection. Traffic with pauses shorter than `how.idle` keeps it at work. Errors: in_progress while there is one
    /// already, that of ClientOptions::offline_pull included; out_of_range; wrong_mode in the standard profile; closed.
    Result<void> pull_all(PullHandler handler, OfflinePull how = {});

    /// Ends what is at work with `cancelled`; what ClientOptions::offline_pull asks for begins again at the next
    /// connect. Messages already asked for still come.
    void cancel();

private:
    friend class Client;
    explicit OfflineMessages(std::weak_ptr<client::Runtime> runtime) : runtime_(std::move(runtime)) {}
    std::weak_ptr<client::Runtime> runtime_;
};

} // namespace lmq

#endif
