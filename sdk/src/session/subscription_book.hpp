#ifndef LMQ_SESSION_SUBSCRIPTION_BOOK_HPP
#define LMQ_SESSION_SUBSCRIPTION_BOOK_HPP

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lmq/client.hpp"

namespace lmq::session
{

/// The subscription set, the requests that wait for an answer about it, and the packets that will bring one.
///
/// Each request completes exactly once:
/// - a subscribe when every filter of it has an outcome: the code of the first SUBACK to a packet sent after the
///   request was made (when a later request replaced the filter's QoS, that request's code), the refusal
///   of a later request for the filter, or `cancelled` when the filter was unsubscribed meanwhile;
/// - an unsubscribe when every filter of it was confirmed, or was subscribed again before its packet was sent, or
///   went away with a clean session.
/// A cancelled request takes nothing back: its filters stay in the set (or out of it) and the server is told after the
/// next connect.
class SubscriptionBook
{
public:
    struct CompletedSubscribe {
        std::uint64_t request = 0;
        std::vector<SubscribeOutcome> outcomes;
    };
    struct CompletedUnsubscribe {
        std::uint64_t request = 0;
        Result<void> result;
    };
    /// What a call brought to its end.
    struct Completed {
        std::vector<CompletedSubscribe> subscribes;
        std::vector<CompletedUnsubscribe> unsubscribes;
        std::vector<Error> warnings; ///< refused filters and lower QoS that no request waits for
    };

    std::size_t size() const { return entries_.size(); }
    std::size_t size_with(const std::vector<Subscription> &subscriptions) const;

    void subscribe(std::uint64_t request, const std::vector<Subscription> &subscriptions, Completed &done);
    /// `server_may_hold`: the server must be told; otherwise the request completes at once.
    void unsubscribe(std::uint64_t request, const std::vector<std::string> &filters, bool server_may_hold,
                     Completed &done);

    /// The whole set, about to be sent as packet `id`; nothing to send: empty, and no answer is expected.
    std::vector<Subscription> send_set(std::uint32_t id) { return take_subscriptions(id, true); }
    /// What of the set was not sent on this connection yet.
    std::vector<Subscription> send_unsent(std::uint32_t id) { return take_subscriptions(id, false); }
    /// The filters the server must be told to drop, about to be sent as packet `id`.
    std::vector<std::string> send_unsubscribes(std::uint32_t id);
    bool has_unsent() const;
    bool has_unsubscribes() const { return !owed_.empty(); }

    /// The answer to packet `id`; false: the number of codes is not that of the filters, nothing was done.
    bool suback(std::uint32_t id, const std::vector<int> &codes, Completed &done);
    void unsuback(std::uint32_t id, Completed &done);

    /// The connection ended: packets on their way will not be answered.
    void connection_lost(bool clean_session, Completed &done);
    /// Completes every request with `cancelled`.
    void cancel(Completed &done);

private:
    struct Entry {
        QoS qos = QoS::at_least_once;
        std::uint32_t packet = 0; ///< on its way in it; 0: answered, or not sent
        bool unsent = true;       ///< on this connection
    };
    struct Slot {
        std::string filter;
        std::uint32_t packet = 0;
        std::optional<Result<QoS>> outcome;
    };
    struct SubscribeRequest {
        std::uint64_t id = 0;
        std::vector<Slot> slots;
    };
    struct UnsubscribeSlot {
        std::string filter;
        std::uint32_t packet = 0;
        bool done = false;
    };
    struct UnsubscribeRequest {
        std::uint64_t id = 0;
        std::vector<UnsubscribeSlot> slots;
    };

    std::vector<Subscription> take_subscriptions(std::uint32_t id, bool all);
    bool resolve(std::string_view filter, std::optional<std::uint32_t> packet, const Result<QoS> &outcome);
    void collect(Completed &done);

    std::map<std::string, Entry, std::less<>> entries_;
    std::vector<SubscribeRequest> subscribes_;
    std::vector<UnsubscribeRequest> unsubscribes_;
    std::set<std::string, std::less<>> owed_; ///< unsubscribes not sent yet
    std::map<std::uint32_t, std::vector<Subscription>> subscribe_packets_;
    std::map<std::uint32_t, std::vector<std::string>> unsubscribe_packets_;
};

} // namespace lmq::session

#endif
