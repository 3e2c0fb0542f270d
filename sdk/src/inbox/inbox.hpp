#ifndef LMQ_INBOX_INBOX_HPP
#define LMQ_INBOX_INBOX_HPP

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lmq/message.hpp"
#include "lmq/result.hpp"

/// What keeps received messages until they are handled.
namespace lmq::inbox
{

/// Monotonic time in milliseconds since any fixed origin.
using Time = std::chrono::milliseconds;

/// Names a message that is kept; 0: one that is not.
using Key = std::uint64_t;

struct Arrived {
    ReceivedMessage message;
    Key key = 0;
};

struct Counters {
    std::uint64_t commits = 0;
    std::uint64_t errors = 0; ///< failed commits
};

/// Messages on the disk, from before they are acknowledged until their handlers have returned. Thread-safe.
class Inbox
{
public:
    virtual ~Inbox() = default;

    /// Puts it on the disk, and takes off it what was handled. Blocks for a commit. Errors: store_…; it is not kept.
    virtual Result<Key> keep(const ReceivedMessage &message) = 0;
    /// Its handler has returned: it goes with the next commit, and soon by one of its own. Does not block.
    virtual void handled(Key key, Time now) = 0;

    /// When tidy() is due; nothing: not until another call. Does not block.
    virtual std::optional<Time> next_deadline() const = 0;
    /// Takes off the disk what was handled long enough ago, with a commit.
    virtual void tidy(Time now) = 0;

    virtual Counters counters() const = 0;
    /// The same for all that was handled, if that can be done, and lets the file go. keep() fails afterwards.
    virtual void close() = 0;
};

struct InboxConfig {
    std::string file;
    /// On the thread that tried, when commits begin to fail, and with nothing when they succeed again.
    std::function<void(const std::optional<Error> &)> report;
};

struct OpenInbox {
    std::unique_ptr<Inbox> inbox;
    std::vector<Arrived> left; ///< by an earlier life, as they came
};

/// Opens the file, or makes it. Errors: store_…; store_unsupported without SQLite.
Result<OpenInbox> open_inbox(InboxConfig config);

} // namespace lmq::inbox

#endif
