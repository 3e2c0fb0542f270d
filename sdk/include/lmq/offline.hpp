#ifndef LMQ_OFFLINE_HPP
#define LMQ_OFFLINE_HPP

#include <chrono>
#include <cstdint>
#include <functional>

#include "lmq/control.hpp"
#include "lmq/result.hpp"

namespace lmq
{

/// How offline messages are pulled (spec 9.4).
struct OfflinePull {
    control::PullOrder order = control::PullOrder::ascending; ///< oldest first
    int batch = 30;                                           ///< messages asked for at once; 1 to 30
    /// A request that brought nothing for so long found nothing more; 100 ms and up.
    std::chrono::milliseconds idle{2000};
};

/// How far a pull_all is.
struct PullProgress {
    std::uint64_t received = 0; ///< QoS 1 and 2 messages handled since it began, those of the online traffic among them
    std::uint64_t requests = 0; ///< acknowledged
    bool finished = false;      ///< the last call: nothing more was there, or `result` says why it ended
    Result<void> result;        ///< when finished: cancelled, closed, or success
};

/// Called for each request's end and once at the end, on the dispatch thread or inside poll().
using PullHandler = std::function<void(const PullProgress &)>;

} // namespace lmq

#endif
