#ifndef LMQ_SESSION_OFFLINE_PULL_HPP
#define LMQ_SESSION_OFFLINE_PULL_HPP

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "lmq/control.hpp"
#include "lmq/offline.hpp"

namespace lmq::session
{

/// Paces requests for offline messages (spec 9.4): one on its way at a time; the next when the messages of the last
/// have been handled; never more than five within a second, as the server sees it. Pure: time is an argument.
class OfflinePuller
{
public:
    using Time = std::chrono::milliseconds;

    /// Requests that the service takes within a second; it acknowledges a further one and does nothing.
    static constexpr std::size_t most_in_a_second = 5;
    /// From an acknowledgement to the request five later. The server had handled the one before it acknowledged it, so
    /// whatever the way to it takes, more than a second lies between them there. The clock counts whole milliseconds:
    /// one more than a second.
    static constexpr Time second{1001};
    /// With more messages than these waiting for their handlers nothing is asked for.
    static constexpr std::size_t most_waiting = 30;

    /// What may be sent now.
    enum class May {
        nothing,
        configured, ///< what the options ask for: before `ready`
        everything,
    };

    /// A single request is done; `request` is the caller's number.
    struct Done {
        std::uint64_t request = 0;
        Result<void> result;
    };
    /// News of a pull_all; `request` is the caller's number, 0 for the configured one.
    struct Progress {
        std::uint64_t request = 0;
        PullProgress progress;
    };
    struct Reports {
        std::vector<Done> done;
        std::vector<Progress> progress;
    };

    /// `after_connect`: what the options ask for after each connect.
    explicit OfflinePuller(std::optional<OfflinePull> after_connect) : after_connect_(after_connect) {}

    /// One request, after those before it; sent again on another connection until it is acknowledged.
    void pull(std::uint64_t request, control::GetOffline what) { singles_.push_back({request, what}); }
    /// Requests until nothing is left; ends at once with in_progress while another is at work.
    void pull_all(std::uint64_t request, OfflinePull how);
    /// Ends all of it; an acknowledgement that is on its way is still expected.
    void cancel();

    bool pulling_all() const { return all_.has_value(); }
    /// handled() matters.
    bool counts_messages() const { return all_.has_value() || !singles_.empty(); }

    /// A connection is up: what the options ask for begins, unless a pull_all is at work already, which then goes on.
    void connected();
    /// What was not acknowledged, and the messages that were not, are offline again: all goes on from there.
    void connection_lost(Time now);
    /// The request that next() answered was acknowledged.
    void acknowledged(Time now);
    /// The handlers of `count` QoS 1 and 2 messages have returned; `waiting` more are received.
    void handled(std::size_t count, std::size_t waiting, Time now);

    /// What to send now, which is then on its way; also ends what is over by now.
    std::optional<control::GetOffline> next(May may, Time now);
    /// When next() will have something to do without further news.
    std::optional<Time> next_deadline(May may) const;

    Reports take_reports() { return std::exchange(reports_, {}); }

private:
    struct Single {
        std::uint64_t request = 0;
        control::GetOffline what;
    };
    enum class Phase { asking, asked, reading };
    struct All {
        std::uint64_t request = 0;
        OfflinePull how;
        PullProgress progress;
        Phase phase = Phase::asking;
        std::uint64_t brought = 0; ///< handled since the last acknowledgement
        Time quiet_since{0};       ///< reading: the acknowledgement, or the last message
    };
    enum class OnItsWay { none, single, all, cancelled };

    bool may_ask_single(May may) const { return may == May::everything && !singles_.empty(); }
    bool may_ask_all(May may) const;
    std::optional<Time> idle_at() const;
    void note(Time now);
    void end_request();
    void finish(Result<void> result);

    const std::optional<OfflinePull> after_connect_;
    std::deque<Single> singles_; ///< the first may be on its way
    std::optional<All> all_;
    OnItsWay on_its_way_ = OnItsWay::none;
    std::size_t waiting_ = 0;
    std::array<Time, most_in_a_second> acknowledged_{}; ///< a ring: from oldest_ on, when the last ones were
    std::size_t oldest_ = 0;
    std::size_t noted_ = 0;
    Reports reports_;
};

} // namespace lmq::session

#endif
