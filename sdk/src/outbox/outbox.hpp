#ifndef LMQ_OUTBOX_OUTBOX_HPP
#define LMQ_OUTBOX_OUTBOX_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "lmq/client.hpp"
#include "lmq/message.hpp"
#include "lmq/options.hpp"
#include "lmq/result.hpp"
#include "outbox/journal.hpp"

/// Owns every publish from accept until it is done, whatever happens to the connection.
namespace lmq::outbox
{

/// Monotonic time in milliseconds since any fixed origin.
using Time = std::chrono::milliseconds;

/// Names one hand-over of one message to the transport. A message that is sent again has a new ticket; an answer to a
/// ticket that is no longer valid is ignored, so late answers of a lost connection do no harm. Never 0.
using Ticket = std::uint64_t;

struct Config {
    OutboxOptions caps;
    std::size_t max_inflight = 100; ///< QoS 1 and 2 handed over and unacknowledged
    bool ordered = false;           ///< order mode: one message of any QoS handed over and not done
    double max_publish_rate = 0;    ///< messages a second, repeats included; 0: unlimited
};

/// A publish that is done: for the dispatcher to call `handler` (may be empty) with `result`; or, if it is of an
/// earlier life and has none any more, the handler for those.
struct Completion {
    PublishHandler handler;
    Result<void> result;
    std::unique_ptr<Message> recovered = nullptr;
};
using Completions = std::vector<Completion>;

/// A message to hand to the transport.
struct Outgoing {
    Ticket ticket = 0;
    const Message *message = nullptr; ///< valid until the next call of a non-const member
    bool repeated = false;            ///< handed over before, on a connection that was lost
};

/// Each accepted message appears exactly once in the `done` lists that the members append to. Not thread-safe: its
/// owner serialises the calls. Starts held. Messages of a higher priority leave first, those of one in the order of
/// accept (a repeat keeps its place; a message that supersedes another takes that one's place); the head waits for its
/// window, nothing overtakes it.
class Outbox
{
public:
    virtual ~Outbox() = default;

    /// Takes a message that was validated. At a cap the policy decides, and only messages never handed over may be
    /// given up, the oldest of the lowest priority first and none above `message`'s: they are appended to `done`
    /// (dropped_oldest, superseded). Error: outbox_full - `message` is not taken,
    /// its handler will not be called and nothing was given up for it.
    virtual Result<void> accept(Message message, PublishHandler handler, Time now, Completions &done) = 0;

    /// An empty message for accept(), with the memory of one that is done, if there is one.
    virtual Message spare() = 0;

    /// Takes back what an earlier life left, in the order given: before everything else, and to be sent as repeats.
    /// Caps do not hold for it. Call it first.
    virtual void restore(std::vector<Recovered> messages, Time now) = 0;

    /// Of the journal, for the message accepted last.
    virtual Change last_change() const = 0;
    /// The journal could not store the message of that change: it is dropped as if it had never been taken. False: it
    /// is not there any more, or was handed over.
    virtual bool withdraw(Change change) = 0;

    /// The connection is ready: next() may answer.
    virtual void release() = 0;
    /// The connection is not: everything handed over and not done goes back to its place, to be sent again.
    virtual void hold() = 0;

    /// Hands over the next message if the window, order mode and the rate allow; nothing otherwise. The caller passes
    /// it to the transport and answers with sent() or returned(). Call expire() first.
    virtual std::optional<Outgoing> next(Time now) = 0;

    /// The transport took it: QoS 0 is done, QoS 1 and 2 wait for acknowledged().
    virtual void sent(Ticket ticket, Completions &done) = 0;
    /// The transport did not take it: it goes back to its place, as if never handed over. The rate's token is spent.
    virtual void returned(Ticket ticket) = 0;
    /// PUBACK or PUBCOMP came.
    virtual void acknowledged(Ticket ticket, Completions &done) = 0;
    /// The transport failed it for good: done with `error`.
    virtual void failed(Ticket ticket, Error error, Completions &done) = 0;

    /// Messages whose time to live (their own, else OutboxOptions::max_age; counted from accept) has passed are done
    /// with `expired`, those handed over too.
    virtual void expire(Time now, Completions &done) = 0;
    /// Everything is done with `cancelled`, in order; the outbox is held afterwards, and the journal told nothing more,
    /// so that it keeps them for the next life.
    virtual void cancel_all(Completions &done) = 0;

    /// When to call expire() and next() again without another reason; nothing: not until another call.
    virtual std::optional<Time> next_deadline(Time now) const = 0;

    virtual std::size_t messages() const = 0; ///< accepted and not done
    virtual std::size_t bytes() const = 0;    ///< of their topics and payloads
    virtual std::size_t inflight() const = 0; ///< handed over and not done
};

/// Keeps messages in memory. `journal` (may be null) keeps them beyond that, and outlives the outbox.
std::unique_ptr<Outbox> make_memory_outbox(Config config, Journal *journal = nullptr);

} // namespace lmq::outbox

#endif
