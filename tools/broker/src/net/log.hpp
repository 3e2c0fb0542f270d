#ifndef LMQ_BROKER_NET_LOG_HPP
#define LMQ_BROKER_NET_LOG_HPP

#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>

#include "lmq/log.hpp"
#include "lmq/result.hpp"

namespace spdlog
{
class logger;
}

namespace lmq::broker::net
{

/// "trace", "debug", "info", "warn", "error", "off". Error: out_of_range, naming `option`.
Result<LogLevel> parse_log_level(std::string_view text, std::string_view option);

/// Lines on stderr, or for a sink. Thread-safe. Whoever does not read them does not stop the broker: a line for which a
/// pipe has no room is lost, and the next that finds room says how many were.
class Log
{
public:
    /// `sink`: empty: stderr.
    explicit Log(LogLevel level, LogSink sink = {});
    ~Log();
    bool enabled(LogLevel level) const { return level >= level_; }
    void write(LogLevel level, std::string_view line);

private:
    LogLevel level_;
    LogSink sink_;
    std::unique_ptr<spdlog::logger> logger_;
    std::atomic<std::uint64_t> lost_{0};
};

} // namespace lmq::broker::net

#endif
