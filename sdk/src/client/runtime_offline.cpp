// Offline messages: the user's calls, and what the session tells of them.
#include <algorithm>
#include <utility>

#include "client/options_check.hpp"
#include "client/runtime.hpp"
#include "core/text.hpp"

namespace lmq
{

Result<void> OfflineMessages::pull(int count, control::PullOrder order, PulledHandler done)
{
    const auto runtime = runtime_.lock();
    if (!runtime) return core::failure(Errc::closed, "the client was closed");
    return runtime->pull(count, order, std::move(done));
}

Result<void> OfflineMessages::pull_all(PullHandler handler, OfflinePull how)
{
    const auto runtime = runtime_.lock();
    if (!runtime) return core::failure(Errc::closed, "the client was closed");
    return runtime->pull_all(std::move(handler), how);
}

void OfflineMessages::cancel()
{
    if (const auto runtime = runtime_.lock()) runtime->cancel_pulls();
}

} // namespace lmq

namespace lmq::client
{

Result<void> Runtime::check_pull() const
{
    if (closed_) return core::failure(Errc::closed, "the client was closed");
    if (options_.profile != ServiceProfile::aliyun)
        return core::failure(Errc::wrong_mode, "offline: a standard broker keeps no messages to pull");
    return {};
}

Result<void> Runtime::pull(int count, control::PullOrder order, PulledHandler done)
{
    if (auto checked = check_pull_count("count", count, options_); !checked) return checked;
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (auto may = check_pull(); !may) return may;
        const std::uint64_t request = next_request_++;
        pulls_.emplace(request, std::move(done));
        feed(session::event::Pull{request, {order, count}});
    }
    events_.poke();
    return {};
}

Result<void> Runtime::pull_all(PullHandler handler, OfflinePull how)
{
    if (auto checked = check_pull_all("how", how, options_); !checked) return checked;
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (auto may = check_pull(); !may) return may;
        if (session_.pulling_all())
            return core::failure(Errc::in_progress, "pull_all: one is at work already; wait for its end, or cancel it");
        pull_all_ = std::make_shared<const PullHandler>(std::move(handler));
        feed(session::event::PullAll{next_request_++, how});
    }
    events_.poke();
    return {};
}

void Runtime::cancel_pulls()
{
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (closed_) return;
        feed(session::event::CancelPulls{});
    }
    events_.poke();
}

void Runtime::act_complete(session::action::CompletePull &action)
{
    const auto found = pulls_.find(action.request);
    if (found == pulls_.end()) return;
    calls_.emplace_back(PullDone{std::move(found->second), std::move(action.result)});
    pulls_.erase(found);
}

void Runtime::act_report(session::action::ReportPull &action)
{
    log_.log(action.progress.finished ? LogLevel::info : LogLevel::debug, [&] {
        std::string line = "offline messages: " + std::to_string(action.progress.received) + " handled after " +
                           std::to_string(action.progress.requests) + " requests";
        if (action.progress.finished) line += action.progress.result ? ", no more left" : ", cancelled";
        return line;
    });
    std::shared_ptr<const PullHandler> handler = action.request != 0 ? pull_all_ : nullptr;
    if (action.request != 0 && action.progress.finished) pull_all_.reset();
    calls_.emplace_back(PullNews{std::move(handler), std::move(action.progress)});
}

// Before the session looks at its clock: what has come in is no silence.
void Runtime::count_waiting()
{
    if (waiting_ == waiting_told_ || !session_.counts_messages()) return;
    waiting_told_ = waiting_;
    feed(session::event::MessagesHandled{0, waiting_});
}

void Runtime::count_handled(std::size_t count)
{
    waiting_ -= std::min(count, waiting_);
    if (count == 0 || !session_.counts_messages()) return;
    waiting_told_ = waiting_;
    feed(session::event::MessagesHandled{count, waiting_});
}

bool Runtime::call_pull_handler(const PullNews &news)
{
    // Held, for the handler may replace itself.
    const std::shared_ptr<const Handlers> handlers = latest_handlers();
    const PullHandler &handler = news.handler ? *news.handler : handlers->offline;
    if (handler) handler(news.progress);
    return static_cast<bool>(handler);
}

} // namespace lmq::client
