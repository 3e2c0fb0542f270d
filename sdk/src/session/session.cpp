#include "session/session.hpp"

#include <algorithm>
#include <utility>

#include "lmq/control.hpp"
#include "session/refusal.hpp"

namespace lmq::session
{

namespace
{

/// Spec 3.2: a loss this soon after a CONNACK looks like another device with the same client id; two in a row do.
constexpr Time quick_loss{5000};
constexpr unsigned quick_losses_of_duplicate = 2;

TokenBook::Config token_config(const Config &config)
{
    return {config.tokens, config.provider_timeout, config.back_off, config.seed + 1};
}

} // namespace

Session::Session(Config config)
    : config_(std::move(config)), book_(config_.profile == ServiceProfile::standard), tokens_(token_config(config_)),
      puller_(config_.offline_pull), back_off_(config_.back_off, config_.seed)
{
}

std::vector<Action> Session::handle(const Event &event, Time now, WallTime wall)
{
    now_ = now;
    out_.clear();
    tokens_.clock(now, wall);
    std::visit([this](const auto &concrete) { on(concrete); }, event);
    serve_tokens();
    serve_pulls();
    return std::exchange(out_, {});
}

bool Session::wants_connection() const
{
    switch (status_.state) {
    case ConnectionState::idle:
    case ConnectionState::disconnecting:
    case ConnectionState::refused:
        return false;
    default:
        return true;
    }
}

std::optional<Time> Session::next_deadline() const
{
    std::optional<Time> next;
    const auto consider = [&next](std::optional<Time> time) {
        if (time && (!next || *time < *next)) next = time;
    };
    consider(connect_by_);
    consider(close_by_);
    consider(retry_at_);
    for (const auto &awaited : awaited_)
        consider(awaited.deadline);
    if (status_.possible_duplicate_client_id && link_ == Link::up) consider(up_at_ + quick_loss);
    if (wants_connection()) consider(tokens_.next_deadline(is_ready()));
    if (link_ == Link::up) consider(puller_.next_deadline(may_pull()));
    return next;
}

void Session::on(const event::Start &)
{
    switch (status_.state) {
    case ConnectionState::idle:
    case ConnectionState::refused:
        begin();
        break;
    case ConnectionState::disconnecting:
        start_again_ = true;
        break;
    default:
        break;
    }
}

void Session::on(const event::Stop &)
{
    start_again_ = false;
    retry_at_.reset();
    retry_due_ = false;
    retry_at_once_ = false;
    SubscriptionBook::Completed done;
    book_.cancel(done);
    complete(done);
    puller_.cancel();
    if (status_.state == ConnectionState::idle || status_.state == ConnectionState::disconnecting) return;
    status_.error.reset();
    status_.possible_duplicate_client_id = false;
    status_.session_present = false;
    if (link_ == Link::none) {
        report(ConnectionState::idle);
        return;
    }
    leave_connection();
    if (link_ != Link::closing) close(true);
    report(ConnectionState::disconnecting);
}

void Session::on(const event::TransportUp &event)
{
    if (!is_current(event.attempt) || link_ != Link::opening) return;
    link_ = Link::up;
    connect_by_.reset();
    retry_at_once_ = false;
    up_at_ = now_;
    status_.session_present = event.session_present;
    step_ = Step::tokens;
    puller_.connected();
    report(ConnectionState::restoring);
    run_steps();
}

void Session::on(const event::TransportRefused &event)
{
    if (!is_current(event.attempt)) return;
    if (link_ == Link::closing) {
        closed();
    } else if (link_ == Link::opening) {
        const Refusal refusal = classify_refusal(event.return_code);
        if (!refusal.final) {
            attempt_failed(refusal.error);
            return;
        }
        link_ = Link::none;
        connect_by_.reset();
        retry_at_once_ = false;
        status_.error = refusal.error;
        report(ConnectionState::refused);
    }
}

void Session::on(const event::TransportFailed &event)
{
    if (!is_current(event.attempt)) return;
    if (link_ == Link::closing)
        closed();
    else if (link_ == Link::opening)
        attempt_failed(event.error);
}

void Session::on(const event::TransportDown &event)
{
    if (!is_current(event.attempt)) return;
    switch (link_) {
    case Link::closing:
        closed();
        break;
    case Link::opening:
        attempt_failed(event.error);
        break;
    case Link::up:
        lost(event.error, false);
        break;
    case Link::none:
        break;
    }
}

void Session::on(const event::TransportClosed &event)
{
    if (is_current(event.attempt) && link_ == Link::closing) closed();
}

void Session::on(const event::NetworkChanged &)
{
    tokens_.forget_failures();
    switch (status_.state) {
    case ConnectionState::waiting:
        back_off_.reset();
        wait(Time{0});
        break;
    case ConnectionState::awaiting_token:
        await_token();
        break;
    case ConnectionState::connecting:
        retry_at_once_ = true;
        break;
    case ConnectionState::restoring:
    case ConnectionState::ready:
        back_off_.reset();
        leave_connection();
        // With a DISCONNECT: on a link that is well after all the server must not publish the will.
        close(true);
        wait(Time{0});
        break;
    default:
        break;
    }
}

void Session::on(const event::Tick &)
{
    if (connect_by_ && *connect_by_ <= now_) {
        connect_by_.reset();
        close(false);
        status_.error = Error{Errc::connect_timeout,
                              "no CONNACK within " + std::to_string(config_.connect_timeout.count()) + " ms"};
        back_off();
    }
    const auto late = std::find_if(awaited_.begin(), awaited_.end(),
                                   [this](const Awaited &awaited) { return awaited.deadline <= now_; });
    if (late != awaited_.end())
        drop(Error{Errc::connection_lost,
                   "the server acknowledged nothing within " + std::to_string(config_.ack_timeout.count()) + " ms"});
    if (status_.possible_duplicate_client_id && link_ == Link::up && up_at_ + quick_loss <= now_) {
        quick_losses_ = 0;
        status_.possible_duplicate_client_id = false;
        report(status_.state);
    }
    if (close_by_ && *close_by_ <= now_) {
        if (graceful_)
            close(false);
        else
            closed();
    }
    if (tokens_.give_up_late_call()) token_call_ended();
    if (retry_at_ && *retry_at_ <= now_) {
        retry_at_.reset();
        if (link_ == Link::none)
            open();
        else
            retry_due_ = true;
    }
}

// A start by the user: what earlier attempts taught no longer counts.
void Session::begin()
{
    back_off_.reset();
    quick_losses_ = 0;
    std::optional<Error> token_error = std::move(status_.token_error);
    status_ = ConnectionStatus{};
    status_.token_error = std::move(token_error);
    tokens_.forget_failures();
    open();
}

void Session::open()
{
    retry_at_.reset();
    retry_due_ = false;
    if (!tokens_.may_connect()) {
        await_token();
        return;
    }
    link_ = Link::opening;
    ++attempt_id_;
    ++status_.attempt;
    status_.session_present = false;
    connect_by_ = now_ + config_.connect_timeout;
    report(ConnectionState::connecting);
    out_.emplace_back(action::OpenTransport{attempt_id_});
}

void Session::close(bool graceful)
{
    link_ = Link::closing;
    graceful_ = graceful;
    close_by_ = now_ + config_.close_timeout;
    out_.emplace_back(action::CloseTransport{graceful, attempt_id_});
}

// Nothing of the transport is open any more, as was asked for.
void Session::closed()
{
    link_ = Link::none;
    close_by_.reset();
    if (status_.state == ConnectionState::disconnecting) {
        report(ConnectionState::idle);
        if (std::exchange(start_again_, false)) begin();
    } else if (retry_due_) {
        open();
    }
}

void Session::attempt_failed(Error error)
{
    link_ = Link::none;
    connect_by_.reset();
    status_.error = std::move(error);
    back_off();
}

// An established connection ended by itself. `open`: its transport has not said so yet, but fails what waits for an
// answer.
void Session::lost(Error error, bool open)
{
    // With a filter on its way that was never granted, that is the likelier cause (spec 5.4).
    const bool quick = now_ - up_at_ < quick_loss && !book_.unproven_on_its_way();
    quick_losses_ = quick ? quick_losses_ + 1 : 0;
    status_.possible_duplicate_client_id = quick_losses_ >= quick_losses_of_duplicate;
    if (status_.possible_duplicate_client_id)
        // Spec 16.3: these two the service answers alike.
        error = Error{Errc::possible_duplicate_client_id,
                      "lost " + std::to_string(quick_losses_) +
                          " times in a row within 5 s of the CONNACK; another device has the same client id, or a "
                          "publish has no permission for its topic: " +
                          error.detail};
    end_connection(std::move(error), true);
    link_ = Link::none;
    if (open) close(false);
    back_off();
}

// An established connection is of no use: given up, and tried again.
void Session::drop(Error error)
{
    end_connection(std::move(error), false);
    close(false);
    back_off();
}

void Session::end_connection(Error error, bool by_peer)
{
    if (released_ && now_ - ready_at_ >= config_.back_off.stable_after) back_off_.reset();
    leave_connection(by_peer);
    status_.error = std::move(error);
}

// Whatever waited for an answer on this connection will not get one.
void Session::leave_connection(bool by_peer)
{
    connect_by_.reset();
    awaited_.clear();
    set_sent_ = false;
    if (std::exchange(released_, false)) {
        status_.attempt = 0;
        out_.emplace_back(action::HoldPublishes{});
    }
    if (link_ != Link::up) return;
    tokens_.connection_lost();
    puller_.connection_lost(now_);
    pull_id_ = 0;
    SubscriptionBook::Completed done;
    book_.connection_lost(config_.clean_session, by_peer, done);
    complete(done);
}

void Session::back_off()
{
    wait(std::exchange(retry_at_once_, false) ? Time{0} : back_off_.next());
}

void Session::wait(Time delay)
{
    status_.session_present = false;
    status_.retry_in = delay;
    if (delay == Time{0} && link_ == Link::none) {
        open();
        return;
    }
    // Waiting for the old transport only: close_by_ is the deadline then.
    retry_due_ = delay == Time{0};
    retry_at_.reset();
    if (!retry_due_) retry_at_ = now_ + delay;
    report(ConnectionState::waiting);
}

void Session::report(ConnectionState state)
{
    status_.state = state;
    if (state != ConnectionState::waiting && state != ConnectionState::awaiting_token) status_.retry_in = Time{0};
    out_.emplace_back(action::ReportState{status_});
}

} // namespace lmq::session
