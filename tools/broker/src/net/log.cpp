#include "net/log.hpp"

#include <array>
#include <string>
#include <utility>

#include <poll.h>
#include <unistd.h>

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace lmq::broker::net
{
namespace
{

constexpr std::array<std::pair<std::string_view, LogLevel>, 6> levels{{{"trace", LogLevel::trace},
                                                                       {"debug", LogLevel::debug},
                                                                       {"info", LogLevel::info},
                                                                       {"warn", LogLevel::warning},
                                                                       {"error", LogLevel::error},
                                                                       {"off", LogLevel::off}}};

spdlog::level::level_enum translate(LogLevel level)
{
    switch (level) {
    case LogLevel::trace:
        return spdlog::level::trace;
    case LogLevel::debug:
        return spdlog::level::debug;
    case LogLevel::info:
        return spdlog::level::info;
    case LogLevel::warning:
        return spdlog::level::warn;
    case LogLevel::error:
        return spdlog::level::err;
    case LogLevel::off:
        break;
    }
    return spdlog::level::off;
}

/// A pipe that is ready takes PIPE_BUF bytes, more than two lines, without blocking.
bool stderr_has_room()
{
    pollfd output{STDERR_FILENO, POLLOUT, 0};
    return poll(&output, 1, 0) == 1;
}

} // namespace

Result<LogLevel> parse_log_level(std::string_view text, std::string_view option)
{
    for (const auto &[name, level] : levels)
        if (name == text) return level;
    return fail(Errc::out_of_range, std::string(option) + ": \"" + std::string(text) +
                                        "\" is not one of trace, debug, info, warn, error, off");
}

Log::Log(LogLevel level, LogSink sink) : level_(level), sink_(std::move(sink))
{
    if (level == LogLevel::off || sink_) return;
    logger_ = std::make_unique<spdlog::logger>("lmq-broker", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger_->set_level(translate(level));
}

Log::~Log() = default;

void Log::write(LogLevel level, std::string_view line)
{
    if (!enabled(level)) return;
    if (sink_) sink_(level, line);
    if (!logger_) return;
    if (!stderr_has_room()) {
        ++lost_;
        return;
    }
    if (const std::uint64_t lost = lost_.exchange(0); lost != 0)
        logger_->warn("{} lines were lost: nobody read them in time", lost);
    logger_->log(translate(level), spdlog::string_view_t(line.data(), line.size()));
}

} // namespace lmq::broker::net
