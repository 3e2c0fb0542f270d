// What the session asks for. Everything here runs with the runtime's lock held, on any thread.
#include <algorithm>
#include <utility>

#include "client/runtime.hpp"
#include "client/transport_tokens.hpp"
#include "lmq/platform/clock.hpp"

namespace lmq::client
{
namespace
{

// QoS 0 publishes that the transport may hold and not have written yet: beyond it they wait in the outbox, where they
// are counted and capped.
constexpr std::size_t max_unwritten = 128;

// Nothing tells when a crowded socket has room again: it is looked at after this, and at every answer.
constexpr Milliseconds congestion_pause{5};

template <class... F>
struct Overloaded : F... {
    using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

} // namespace

void Runtime::feed(const session::Event &event)
{
    more_events_.push_back(event);
    if (std::exchange(handling_, true)) return;
    for (std::size_t i = 0; i < more_events_.size(); ++i) { // more are added while these are handled
        const session::Event next = std::move(more_events_[i]);
        for (session::Action &action : session_.handle(next, platform::monotonic_now(), platform::wall_now()))
            act(action);
    }
    more_events_.clear();
    handling_ = false;
    changed();
}

void Runtime::act(session::Action &action)
{
    std::visit(
        Overloaded{
            [&](session::action::OpenTransport &open) { pending_open_ = open.attempt; },
            [&](session::action::CloseTransport &close) {
                pending_open_.reset();
                transport_->close(); // graceful or not: Paho has one way to let a connection go, and signs off
                more_events_.push_back(session::event::TransportClosed{close.attempt});
            },
            [&](session::action::SendControl &control) { send_control(control); },
            [&](session::action::SendSubscribe &subscribe) {
                if (auto sent = transport_->subscribe({subscribe.id}, subscribe.subscriptions); !sent)
                    more_events_.push_back(
                        session::event::SubscribeAnswered{subscribe.id, tl::unexpected<Error>(sent.error())});
            },
            [&](session::action::SendUnsubscribe &unsubscribe) {
                if (auto sent = transport_->unsubscribe({unsubscribe.id}, unsubscribe.filters); !sent)
                    more_events_.push_back(
                        session::event::UnsubscribeAnswered{unsubscribe.id, tl::unexpected<Error>(sent.error())});
            },
            [&](session::action::ReleasePublishes &) {
                released_ = true;
                paused_ = false;
                outbox_->release();
                pump(platform::monotonic_now());
            },
            [&](session::action::HoldPublishes &) { hold_publishes(); },
            [&](session::action::PausePublishes &) { paused_ = true; },
            [&](session::action::ResumePublishes &) {
                paused_ = false;
                pump(platform::monotonic_now());
            },
            [&](session::action::AskToken &ask) { token_work_.asks.push_back(std::move(ask)); },
            [&](session::action::StoreTokens &store) { token_work_.store = std::move(store.tokens); },
            [&](session::action::ReportState &report) { act_report(report.status); },
            [&](session::action::CompleteSubscribe &complete) { act_complete(complete); },
            [&](session::action::CompleteUnsubscribe &complete) { act_complete(complete); },
            [&](session::action::CompletePull &complete) { act_complete(complete); },
            [&](session::action::ReportPull &report) { act_report(report); },
            [&](session::action::Warn &warn) { log_.log(LogLevel::warning, [&] { return describe(warn.error); }); },
        },
        action);
}

void Runtime::act_report(const ConnectionStatus &status)
{
    log_.log(LogLevel::info, [&] {
        std::string line = "state " + std::string(to_string(status.state));
        if (status.state == ConnectionState::waiting)
            line += ", next attempt in " + std::to_string(status.retry_in.count()) + " ms";
        if (status.error && status.state != ConnectionState::ready) line += ": " + status.error->detail;
        if (status.token_error && status.state != ConnectionState::awaiting_token)
            line += "; " + status.token_error->detail;
        return line;
    });
    calls_.emplace_back(status);
}

void Runtime::act_complete(session::action::CompleteSubscribe &action)
{
    const auto found = subscribes_.find(action.request);
    if (found == subscribes_.end()) return;
    calls_.emplace_back(SubscribeDone{std::move(found->second), std::move(action.outcomes)});
    subscribes_.erase(found);
}

void Runtime::act_complete(session::action::CompleteUnsubscribe &action)
{
    const auto found = unsubscribes_.find(action.request);
    if (found == unsubscribes_.end()) return;
    calls_.emplace_back(UnsubscribeDone{std::move(found->second), std::move(action.result)});
    unsubscribes_.erase(found);
}

void Runtime::send_control(const session::action::SendControl &action)
{
    Message message;
    message.topic = action.topic;
    message.payload = action.payload.reveal();
    message.qos = QoS::at_least_once;
    if (auto sent = transport_->publish(make_token(TokenKind::control, action.id), message); !sent)
        more_events_.push_back(session::event::ControlFailed{action.id, std::move(sent.error())});
    const Secret wiped(std::move(message.payload));
}

void Runtime::hold_publishes()
{
    released_ = false;
    // At most once: what the transport has may be on the wire already, so it is not sent again.
    for (const outbox::Ticket ticket : unwritten_)
        outbox_->sent(ticket, done_);
    unwritten_.clear();
    collect();
    outbox_->hold();
}

void Runtime::pump(Milliseconds now)
{
    outbox_->expire(now, done_);
    backed_up_ = false;
    look_again_at_.reset();
    while (released_ && !paused_) {
        const bool congested = transport_->congested();
        if (congested) look_again_at_ = now + congestion_pause;
        backed_up_ = congested || unwritten_.size() >= max_unwritten;
        if (backed_up_) break;
        const std::optional<outbox::Outgoing> next = outbox_->next(now);
        if (!next) break;
        const bool qos0 = next->message->qos == QoS::at_most_once;
        const std::size_t size = next->message->payload.size();
        const auto kind = qos0 ? TokenKind::unacknowledged : TokenKind::acknowledged;
        const Result<void> taken = transport_->publish(make_token(kind, next->ticket), *next->message);
        if (!taken && taken.error().code == Errc::publish_failed) {
            outbox_->failed(next->ticket, taken.error(), done_);
            continue;
        }
        if (!taken) {
            outbox_->returned(next->ticket);
            backed_up_ = true;
            break;
        }
        ++statistics_.publishes_sent;
        statistics_.bytes_published += size;
        if (qos0)
            unwritten_.push_back(next->ticket);
        else
            outbox_->sent(next->ticket, done_);
    }
    collect();
}

void Runtime::collect()
{
    if (done_.empty()) return;
    for (outbox::Completion &completion : done_) {
        if (completion.result)
            ++statistics_.publishes_completed;
        else
            ++statistics_.publishes_failed;
        if (completion.handler || completion.recovered) calls_.emplace_back(std::move(completion));
    }
    done_.clear();
    changed();
}

} // namespace lmq::client
