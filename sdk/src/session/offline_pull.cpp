#include "session/offline_pull.hpp"

#include <algorithm>
#include <utility>

#include "core/text.hpp"

namespace lmq::session
{

namespace
{

// Longer than anybody waits, and far from the clock's end.
constexpr std::chrono::milliseconds longest_idle = std::chrono::hours(24);

Result<void> cancelled()
{
    return core::failure(Errc::cancelled, "the pull was cancelled before it was done");
}

} // namespace

void OfflinePuller::pull_all(std::uint64_t request, OfflinePull how)
{
    if (all_) {
        PullProgress refused;
        refused.finished = true;
        refused.result = core::failure(Errc::in_progress, "a pull of everything is at work already");
        reports_.progress.push_back({request, std::move(refused)});
        return;
    }
    how.idle = std::min(how.idle, longest_idle);
    All all;
    all.request = request;
    all.how = how;
    all_ = std::move(all);
}

void OfflinePuller::cancel()
{
    if (on_its_way_ != OnItsWay::none) on_its_way_ = OnItsWay::cancelled;
    for (const Single &single : std::exchange(singles_, {}))
        reports_.done.push_back({single.request, cancelled()});
    if (all_) finish(cancelled());
}

void OfflinePuller::connected()
{
    if (after_connect_ && !all_) pull_all(0, *after_connect_);
}

void OfflinePuller::connection_lost(Time now)
{
    // The server may have handled it.
    if (std::exchange(on_its_way_, OnItsWay::none) != OnItsWay::none) note(now);
    if (!all_) return;
    all_->phase = Phase::asking;
    all_->brought = 0;
}

void OfflinePuller::acknowledged(Time now)
{
    note(now);
    switch (std::exchange(on_its_way_, OnItsWay::none)) {
    case OnItsWay::single:
        reports_.done.push_back({singles_.front().request, {}});
        singles_.pop_front();
        break;
    case OnItsWay::all:
        all_->phase = Phase::reading;
        all_->brought = 0;
        all_->quiet_since = now;
        ++all_->progress.requests;
        break;
    default:
        break;
    }
}

void OfflinePuller::handled(std::size_t count, std::size_t waiting, Time now)
{
    // One that was received and is handled now did not keep the connection quiet.
    const bool any = count > 0 || waiting_ > 0 || waiting > 0;
    waiting_ = waiting;
    if (!all_ || !any) return;
    all_->progress.received += count;
    all_->brought += count;
    all_->quiet_since = now;
    if (all_->phase == Phase::reading && all_->brought >= static_cast<std::uint64_t>(all_->how.batch)) end_request();
}

std::optional<control::GetOffline> OfflinePuller::next(May may, Time now)
{
    if (const auto idle = idle_at(); idle && *idle <= now) {
        if (all_->brought == 0)
            finish({});
        else
            end_request();
    }
    const bool too_soon = noted_ == most_in_a_second && now < acknowledged_[oldest_] + second;
    if (on_its_way_ != OnItsWay::none || waiting_ > most_waiting || too_soon) return std::nullopt;
    if (may_ask_single(may)) {
        on_its_way_ = OnItsWay::single;
        return singles_.front().what;
    }
    if (!may_ask_all(may)) return std::nullopt;
    on_its_way_ = OnItsWay::all;
    all_->phase = Phase::asked;
    return control::GetOffline{all_->how.order, all_->how.batch};
}

std::optional<OfflinePuller::Time> OfflinePuller::next_deadline(May may) const
{
    const std::optional<Time> idle = idle_at();
    if (on_its_way_ != OnItsWay::none || waiting_ > most_waiting) return idle;
    if (!may_ask_single(may) && !may_ask_all(may)) return idle;
    const Time ask_at = noted_ == most_in_a_second ? acknowledged_[oldest_] + second : Time{0};
    return idle ? std::min(*idle, ask_at) : ask_at;
}

bool OfflinePuller::may_ask_all(May may) const
{
    if (!all_ || all_->phase != Phase::asking) return false;
    return may == May::everything || (may == May::configured && after_connect_);
}

// With messages waiting for their handlers nobody can say that no more come.
std::optional<OfflinePuller::Time> OfflinePuller::idle_at() const
{
    if (!all_ || all_->phase != Phase::reading || waiting_ > 0) return std::nullopt;
    return all_->quiet_since + all_->how.idle;
}

void OfflinePuller::note(Time now)
{
    acknowledged_[(oldest_ + noted_) % most_in_a_second] = now;
    if (noted_ < most_in_a_second)
        ++noted_;
    else
        oldest_ = (oldest_ + 1) % most_in_a_second;
}

void OfflinePuller::end_request()
{
    all_->phase = Phase::asking;
    reports_.progress.push_back({all_->request, all_->progress});
}

void OfflinePuller::finish(Result<void> result)
{
    all_->progress.finished = true;
    all_->progress.result = std::move(result);
    reports_.progress.push_back({all_->request, std::move(all_->progress)});
    all_.reset();
}

} // namespace lmq::session
