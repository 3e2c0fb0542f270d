// What happens on an established connection: the steps between CONNACK and ready, and the subscription packets.

#include "core/text.hpp"
#include "session/session.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "lmq/control.hpp"

namespace lmq::session
{

// Goes on until a step has something to wait for.
void Session::run_steps()
{
    for (;; step_ = static_cast<Step>(static_cast<int>(step_) + 1)) {
        bool waits = false;
        switch (step_) {
        case Step::tokens:
            waits = send_upload();
            break;
        case Step::set:
            waits = restore_set();
            break;
        case Step::suspects:
            waits = send_suspect();
            break;
        case Step::done:
            become_ready();
            return;
        }
        if (waits) return;
    }
}

bool Session::restore_set()
{
    const bool ordered = enable_order();
    set_sent_ = true;
    serve_pulls();
    const bool unsubscribes = send_unsubscribes(true);
    const std::uint32_t id = new_id();
    const bool set = send_subscribe(book_.send_set(id), id, true);
    return ordered || unsubscribes || set;
}

bool Session::enable_order()
{
    if (!config_.ordered || config_.profile != ServiceProfile::aliyun) return false;
    auto payload = control::encode(control::EnableOrder{true});
    if (!payload) return false;
    const std::uint32_t id = new_id();
    await(id, true);
    out_.emplace_back(action::SendControl{id, std::string(control::enable_order_topic), Secret(std::move(*payload))});
    return true;
}

bool Session::send_unsubscribes(bool restores)
{
    const std::uint32_t id = new_id();
    auto filters = book_.send_unsubscribes(id);
    if (filters.empty()) return false;
    await(id, restores);
    out_.emplace_back(action::SendUnsubscribe{id, std::move(filters)});
    return true;
}

bool Session::send_suspect()
{
    const std::uint32_t id = new_id();
    return send_subscribe(book_.send_suspect(id), id, true);
}

bool Session::send_subscribe(std::vector<Subscription> subscriptions, std::uint32_t id, bool restores)
{
    if (subscriptions.empty()) return false;
    await(id, restores);
    out_.emplace_back(action::SendSubscribe{id, std::move(subscriptions)});
    return true;
}

void Session::become_ready()
{
    ready_at_ = now_;
    released_ = true;
    report(ConnectionState::ready);
    out_.emplace_back(action::ReleasePublishes{status_.session_present});
}

void Session::await(std::uint32_t id, bool restores)
{
    awaited_.push_back(Awaited{id, now_ + config_.ack_timeout, restores});
}

// Nothing: `id` is not waited for. Else: whether the current step ends with it.
std::optional<bool> Session::take_awaited(std::uint32_t id)
{
    const auto found =
        std::find_if(awaited_.begin(), awaited_.end(), [id](const Awaited &awaited) { return awaited.id == id; });
    if (found == awaited_.end()) return std::nullopt;
    const bool restores = found->restores;
    awaited_.erase(found);
    return restores;
}

void Session::step_answered()
{
    if (std::any_of(awaited_.begin(), awaited_.end(), [](const Awaited &awaited) { return awaited.restores; })) return;
    // Tokens and suspects go one by one: their step is over when there is no further one.
    if (step_ == Step::set) step_ = static_cast<Step>(static_cast<int>(step_) + 1);
    run_steps();
}

void Session::on(const event::ControlAcked &event)
{
    const auto restores = take_awaited(event.id);
    if (!restores) return;
    if (event.id == pull_id_) {
        pull_id_ = 0;
        puller_.acknowledged(now_);
        return;
    }
    const bool uploaded = tokens_.uploading();
    tokens_.upload_acknowledged();
    if (*restores)
        step_answered();
    else if (uploaded)
        uploads_done();
}

void Session::on(const event::ControlFailed &event)
{
    if (take_awaited(event.id)) lost(event.error, true);
}

void Session::on(const event::Subscribe &event)
{
    SubscriptionBook::Completed done;
    if (book_.counted_with(event.subscriptions) > config_.max_subscriptions) {
        SubscriptionBook::CompletedSubscribe refused{event.request, {}};
        for (const auto &subscription : event.subscriptions)
            refused.outcomes.push_back(
                SubscribeOutcome{subscription.filter,
                                 core::failure(Errc::too_many_subscriptions,
                                               {"more than ", core::Decimal(config_.max_subscriptions), " filters"})});
        done.subscribes.push_back(std::move(refused));
        complete(done);
        return;
    }
    book_.subscribe(event.request, event.subscriptions, done);
    complete(done);
    if (!accepts_subscribes()) return;
    const std::uint32_t id = new_id();
    send_subscribe(book_.send_unsent(id), id, false);
}

void Session::on(const event::Unsubscribe &event)
{
    SubscriptionBook::Completed done;
    book_.unsubscribe(event.request, event.filters, !config_.clean_session || link_ == Link::up, done);
    complete(done);
    if (accepts_subscribes()) send_unsubscribes(false);
}

void Session::on(const event::SubscribeAnswered &event)
{
    const auto restores = take_awaited(event.id);
    if (!restores) return;
    SubscriptionBook::Completed done;
    if (!event.granted) {
        lost(event.granted.error(), true);
    } else if (!book_.suback(event.id, *event.granted, done)) {
        drop(Error{Errc::subscribe_failed, "a SUBACK whose number of codes is not that of the filters"});
    } else {
        complete(done);
        if (*restores) step_answered();
    }
}

void Session::on(const event::UnsubscribeAnswered &event)
{
    const auto restores = take_awaited(event.id);
    if (!restores) return;
    if (!event.result) {
        lost(event.result.error(), true);
        return;
    }
    SubscriptionBook::Completed done;
    book_.unsuback(event.id, done);
    complete(done);
    if (*restores) step_answered();
}

void Session::complete(SubscriptionBook::Completed &done)
{
    for (auto &completed : done.subscribes)
        out_.emplace_back(action::CompleteSubscribe{completed.request, std::move(completed.outcomes)});
    for (auto &completed : done.unsubscribes)
        out_.emplace_back(action::CompleteUnsubscribe{completed.request, std::move(completed.result)});
    for (auto &warning : done.warnings)
        out_.emplace_back(action::Warn{std::move(warning)});
}

} // namespace lmq::session
