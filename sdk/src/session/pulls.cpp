// Offline messages (spec 9.4): what the session sends for them, and when it may.

#include <string>
#include <utility>

#include "session/session.hpp"

namespace lmq::session
{

void Session::on(const event::Pull &event)
{
    puller_.pull(event.request, event.what);
}

void Session::on(const event::PullAll &event)
{
    puller_.pull_all(event.request, event.how);
}

void Session::on(const event::CancelPulls &)
{
    puller_.cancel();
}

void Session::on(const event::MessagesHandled &event)
{
    puller_.handled(event.count, event.waiting, now_);
}

OfflinePuller::May Session::may_pull() const
{
    // As subscribes: behind the tokens, and not during an upload (spec 8.4).
    if (!accepts_subscribes()) return OfflinePuller::May::nothing;
    return is_ready() ? OfflinePuller::May::everything : OfflinePuller::May::configured;
}

// Behind every event: what is to be asked for, and what there is to tell.
void Session::serve_pulls()
{
    if (link_ == Link::up) {
        const auto what = puller_.next(may_pull(), now_);
        auto payload = what ? control::encode(*what) : Result<std::string>(); // checked when it came
        if (what && payload) {
            pull_id_ = new_id();
            await(pull_id_, false);
            out_.emplace_back(
                action::SendControl{pull_id_, std::string(control::get_offline_topic), Secret(std::move(*payload))});
        }
    }
    OfflinePuller::Reports reports = puller_.take_reports();
    for (auto &done : reports.done)
        out_.emplace_back(action::CompletePull{done.request, std::move(done.result)});
    for (auto &news : reports.progress)
        out_.emplace_back(action::ReportPull{news.request, std::move(news.progress)});
}

} // namespace lmq::session
