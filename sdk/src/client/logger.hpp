#ifndef LMQ_CLIENT_LOGGER_HPP
#define LMQ_CLIENT_LOGGER_HPP

#include <string>
#include <utility>

#include "lmq/log.hpp"

namespace lmq::client
{

/// Makes a line only when somebody wants it. What is given to it must hold no secret and no payload. Thread-safe.
class Logger
{
public:
    Logger(LogSink sink, LogLevel level) : sink_(std::move(sink)), level_(level) {}

    /// `make` answers the line.
    template <class Make>
    void log(LogLevel level, Make &&make) const
    {
        if (!sink_ || level < level_ || level_ == LogLevel::off) return;
        const std::string line = std::forward<Make>(make)();
        sink_(level, line);
    }

private:
    LogSink sink_;
    LogLevel level_;
};

} // namespace lmq::client

#endif
