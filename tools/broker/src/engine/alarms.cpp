#include <algorithm>

#include "engine/core.hpp"

namespace lmq::broker::engine
{

// At most once in ten minutes for each kind (spec 15).
void Core::alarm(std::string_view kind, std::string detail)
{
    constexpr std::int64_t quiet_ms = 600000;
    constexpr std::size_t remembered = 100;
    const auto last =
        std::find_if(alarms_.rbegin(), alarms_.rend(), [kind](const Alarm &each) { return each.kind == kind; });
    if (last != alarms_.rend() && last->time_ms + quiet_ms > now_ms_) return;
    journal_.write(LogLevel::warning,
                   [&] { return "alarm " + std::string(kind) + ", instance " + config_.instance.id + ": " + detail; });
    alarms_.push_back({std::string(kind), config_.instance.id, std::move(detail), now_ms_});
    if (alarms_.size() > remembered) alarms_.pop_front();
}

} // namespace lmq::broker::engine
