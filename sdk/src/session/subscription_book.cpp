#include "session/subscription_book.hpp"

#include <algorithm>
#include <utility>

#include "core/text.hpp"
#include "lmq/topic.hpp"

namespace lmq::session
{

namespace
{

constexpr unsigned losses_to_leave = 3;

Result<QoS> granted(const std::string &filter, int code)
{
    if (code >= 0 && code <= 2) return static_cast<QoS>(code);
    return core::failure(Errc::subscription_refused,
                         {"filter '", filter, "': the server answered ", core::Decimal(code), " in SUBACK"});
}

Error lower_qos(const Subscription &asked, QoS qos)
{
    return Error{Errc::subscription_refused, "filter '" + asked.filter + "': QoS " +
                                                 std::to_string(static_cast<int>(qos)) + " granted, " +
                                                 std::to_string(static_cast<int>(asked.qos)) + " asked for"};
}

tl::unexpected<Error> cancelled(const char *why)
{
    return fail(Errc::cancelled, why);
}

} // namespace

std::size_t SubscriptionBook::counted_with(const std::vector<Subscription> &subscriptions) const
{
    std::set<std::string_view> filters;
    for (const auto &[filter, entry] : entries_)
        if (counts(filter)) filters.insert(filter);
    for (const auto &subscription : subscriptions)
        if (counts(subscription.filter)) filters.insert(subscription.filter);
    return filters.size();
}

bool SubscriptionBook::counts(std::string_view filter) const
{
    return control_filters_count_ || !is_control_topic(filter);
}

void SubscriptionBook::subscribe(std::uint64_t request, const std::vector<Subscription> &subscriptions, Completed &done)
{
    SubscribeRequest added{request, {}};
    for (const auto &subscription : subscriptions) {
        Entry &entry = entries_[subscription.filter];
        entry = Entry{subscription.qos, 0, true, entry.proven, 0};
        added.slots.push_back(Slot{subscription.filter, 0, std::nullopt});
        owed_.erase(subscription.filter);
        for (auto &pending : unsubscribes_)
            for (auto &slot : pending.slots)
                if (slot.packet == 0 && slot.filter == subscription.filter) slot.done = true;
    }
    subscribes_.push_back(std::move(added));
    collect(done);
}

void SubscriptionBook::unsubscribe(std::uint64_t request, const std::vector<std::string> &filters, bool server_may_hold,
                                   Completed &done)
{
    UnsubscribeRequest added{request, {}};
    for (const auto &filter : filters) {
        entries_.erase(filter);
        resolve(filter, std::nullopt, cancelled("unsubscribed before the server answered"));
        if (server_may_hold) owed_.insert(filter);
        added.slots.push_back(UnsubscribeSlot{filter, 0, !server_may_hold});
    }
    unsubscribes_.push_back(std::move(added));
    collect(done);
}

std::vector<Subscription> SubscriptionBook::send_set(std::uint32_t id)
{
    std::vector<Subscription> taken;
    for (auto &item : entries_)
        if (item.second.losses == 0) send(id, item, taken);
    return sent(id, std::move(taken));
}

std::vector<Subscription> SubscriptionBook::send_unsent(std::uint32_t id)
{
    std::vector<Subscription> taken;
    for (auto &item : entries_)
        if (item.second.unsent && item.second.losses == 0) send(id, item, taken);
    return sent(id, std::move(taken));
}

std::vector<Subscription> SubscriptionBook::send_suspect(std::uint32_t id)
{
    std::vector<Subscription> taken;
    for (auto &item : entries_)
        if (taken.empty() && item.second.unsent && item.second.losses != 0) send(id, item, taken);
    return sent(id, std::move(taken));
}

void SubscriptionBook::send(std::uint32_t id, Entries::value_type &item, std::vector<Subscription> &taken)
{
    auto &[filter, entry] = item;
    entry.packet = id;
    entry.unsent = false;
    taken.push_back(Subscription{filter, entry.qos});
    for (auto &request : subscribes_)
        for (auto &slot : request.slots)
            if (slot.packet == 0 && slot.filter == filter) slot.packet = id;
}

std::vector<Subscription> SubscriptionBook::sent(std::uint32_t id, std::vector<Subscription> taken)
{
    if (!taken.empty()) subscribe_packets_.emplace(id, taken);
    return taken;
}

std::vector<std::string> SubscriptionBook::send_unsubscribes(std::uint32_t id)
{
    std::vector<std::string> taken(owed_.begin(), owed_.end());
    if (taken.empty()) return taken;
    owed_.clear();
    for (auto &request : unsubscribes_)
        for (auto &slot : request.slots)
            if (slot.packet == 0) slot.packet = id;
    unsubscribe_packets_.emplace(id, taken);
    return taken;
}

bool SubscriptionBook::unproven_on_its_way() const
{
    return std::any_of(entries_.begin(), entries_.end(),
                       [](const auto &item) { return item.second.packet != 0 && !item.second.proven; });
}

bool SubscriptionBook::suback(std::uint32_t id, const std::vector<int> &codes, Completed &done)
{
    const auto packet = subscribe_packets_.find(id);
    if (packet == subscribe_packets_.end() || packet->second.size() != codes.size()) return false;
    for (std::size_t i = 0; i < codes.size(); ++i) {
        const Subscription &asked = packet->second[i];
        const Result<QoS> outcome = granted(asked.filter, codes[i]);
        const bool awaited = resolve(asked.filter, id, outcome);
        const auto entry = entries_.find(asked.filter);
        // A later request for the same filter has an answer of its own to come.
        if (entry == entries_.end() || entry->second.packet != id) continue;
        entry->second.packet = 0;
        if (outcome) {
            entry->second.proven = true;
            entry->second.losses = 0;
        }
        if (!outcome) {
            entries_.erase(entry);
            // Requests before this one: the filter is gone, whatever their own answers say.
            resolve(asked.filter, std::nullopt, outcome);
            if (!awaited) done.warnings.push_back(outcome.error());
        } else if (*outcome < asked.qos && !awaited) {
            done.warnings.push_back(lower_qos(asked, *outcome));
        }
    }
    subscribe_packets_.erase(packet);
    collect(done);
    return true;
}

void SubscriptionBook::unsuback(std::uint32_t id, Completed &done)
{
    unsubscribe_packets_.erase(id);
    for (auto &request : unsubscribes_)
        for (auto &slot : request.slots)
            if (slot.packet == id) slot.done = true;
    collect(done);
}

void SubscriptionBook::connection_lost(bool clean_session, bool by_peer, Completed &done)
{
    if (by_peer) strike(clean_session, done);
    for (auto &[filter, entry] : entries_) {
        entry.packet = 0;
        entry.unsent = true;
    }
    for (auto &request : subscribes_)
        for (auto &slot : request.slots)
            if (!slot.outcome) slot.packet = 0;
    for (const auto &[id, filters] : unsubscribe_packets_)
        for (const auto &filter : filters)
            if (entries_.find(filter) == entries_.end()) owed_.insert(filter);
    if (clean_session) owed_.clear();
    for (auto &request : unsubscribes_)
        for (auto &slot : request.slots) {
            slot.packet = 0;
            if (owed_.find(slot.filter) == owed_.end()) slot.done = true;
        }
    subscribe_packets_.clear();
    unsubscribe_packets_.clear();
    collect(done);
}

// Whatever was on its way and was never granted may be what the server closed the connection for.
void SubscriptionBook::strike(bool clean_session, Completed &done)
{
    for (auto item = entries_.begin(); item != entries_.end();) {
        Entry &entry = item->second;
        if (entry.packet == 0 || entry.proven || ++entry.losses < losses_to_leave) {
            ++item;
            continue;
        }
        const Error error{Errc::subscribe_failed, "filter '" + item->first + "': the connection was lost " +
                                                      std::to_string(entry.losses) +
                                                      " times over it; has the account permission for its topic?"};
        if (!resolve(item->first, std::nullopt, tl::unexpected<Error>(error))) done.warnings.push_back(error);
        if (!clean_session) owed_.insert(item->first); // the server may have taken it after all
        item = entries_.erase(item);
    }
}

void SubscriptionBook::cancel(Completed &done)
{
    const char *const why = "the client was disconnected before the server answered";
    for (auto &request : subscribes_)
        for (auto &slot : request.slots)
            if (!slot.outcome) slot.outcome.emplace(cancelled(why));
    collect(done);
    for (const auto &request : unsubscribes_)
        done.unsubscribes.push_back(CompletedUnsubscribe{request.id, cancelled(why)});
    unsubscribes_.clear();
}

// Gives an outcome to the open slots of `filter` that wait for `packet`, or to all; false: there is none.
bool SubscriptionBook::resolve(std::string_view filter, std::optional<std::uint32_t> packet, const Result<QoS> &outcome)
{
    bool any = false;
    for (auto &request : subscribes_)
        for (auto &slot : request.slots) {
            if (slot.outcome || slot.filter != filter || (packet && slot.packet != *packet)) continue;
            slot.outcome.emplace(outcome);
            any = true;
        }
    return any;
}

void SubscriptionBook::collect(Completed &done)
{
    const auto take_if_done = [&done](SubscribeRequest &request) {
        if (!std::all_of(request.slots.begin(), request.slots.end(),
                         [](const Slot &s) { return s.outcome.has_value(); }))
            return false;
        CompletedSubscribe completed{request.id, {}};
        for (auto &slot : request.slots)
            completed.outcomes.push_back(SubscribeOutcome{std::move(slot.filter), std::move(*slot.outcome)});
        done.subscribes.push_back(std::move(completed));
        return true;
    };
    subscribes_.erase(std::remove_if(subscribes_.begin(), subscribes_.end(), take_if_done), subscribes_.end());

    const auto take_if_confirmed = [&done](const UnsubscribeRequest &request) {
        if (!std::all_of(request.slots.begin(), request.slots.end(), [](const UnsubscribeSlot &s) { return s.done; }))
            return false;
        done.unsubscribes.push_back(CompletedUnsubscribe{request.id, {}});
        return true;
    };
    unsubscribes_.erase(std::remove_if(unsubscribes_.begin(), unsubscribes_.end(), take_if_confirmed),
                        unsubscribes_.end());
}

} // namespace lmq::session
