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
///
/// The service answers a filter without permission by closing the connection (spec 5.4), so one such filter in the set
/// would keep the client from ever being ready. A filter that was never granted and was on its way when the connection
/// was lost is therefore a suspect: it is no longer sent with the set, but alone after it, and leaves the set when the
/// connection is lost over it for the third time.
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

    /// `control_filters_count`: `$SYS/…` filters count towards the limit; the service's do not (spec 4).
    explicit SubscriptionBook(bool control_filters_count) : control_filters_count_(control_filters_count) {}

    std::size_t size() const { return entries_.size(); }
    /// What would count towards the limit.
    std::size_t counted_with(const std::vector<Subscription> &subscriptions) const;

    void subscribe(std::uint64_t request, const std::vector<Subscription> &subscriptions, Completed &done);
    /// `server_may_hold`: the server must be told; otherwise the request completes at once.
    void unsubscribe(std::uint64_t request, const std::vector<std::string> &filters, bool server_may_hold,
                     Completed &done);

    /// The whole set but the suspects, about to be sent as packet `id`; empty: there is nothing to send.
    std::vector<Subscription> send_set(std::uint32_t id);
    /// What of the set was not sent on this connection yet, but the suspects.
    std::vector<Subscription> send_unsent(std::uint32_t id);
    /// One suspect that was not sent on this connection yet.
    std::vector<Subscription> send_suspect(std::uint32_t id);
    /// The filters the server must be told to drop, about to be sent as packet `id`.
    std::vector<std::string> send_unsubscribes(std::uint32_t id);
    /// A filter that was never granted is on its way.
    bool unproven_on_its_way() const;

    /// The answer to packet `id`; false: the number of codes is not that of the filters, nothing was done.
    bool suback(std::uint32_t id, const std::vector<int> &codes, Completed &done);
    void unsuback(std::uint32_t id, Completed &done);

    /// The connection ended: packets on their way will not be answered. `by_peer`: what was on its way may be why.
    void connection_lost(bool clean_session, bool by_peer, Completed &done);
    /// Completes every request with `cancelled`.
    void cancel(Completed &done);

private:
    struct Entry {
        QoS qos = QoS::at_least_once;
        std::uint32_t packet = 0; ///< on its way in it; 0: answered, or not sent
        bool unsent = true;       ///< on this connection
        bool proven = false;      ///< was granted once
        unsigned losses = 0;      ///< of connections while it was on its way unproven; more than 0: a suspect
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

    using Entries = std::map<std::string, Entry, std::less<>>;

    void send(std::uint32_t id, Entries::value_type &item, std::vector<Subscription> &taken);
    std::vector<Subscription> sent(std::uint32_t id, std::vector<Subscription> taken);
    void strike(bool clean_session, Completed &done);
    bool resolve(std::string_view filter, std::optional<std::uint32_t> packet, const Result<QoS> &outcome);
    void collect(Completed &done);

    bool counts(std::string_view filter) const;

    bool control_filters_count_;
    Entries entries_;
    std::vector<SubscribeRequest> subscribes_;
    std::vector<UnsubscribeRequest> unsubscribes_;
    std::set<std::string, std::less<>> owed_; ///< unsubscribes not sent yet
    std::map<std::uint32_t, std::vector<Subscription>> subscribe_packets_;
    std::map<std::uint32_t, std::vector<std::string>> unsubscribe_packets_;
};

} // namespace lmq::session

#endif
