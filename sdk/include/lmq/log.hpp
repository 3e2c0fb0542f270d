#ifndef LMQ_LOG_HPP
#define LMQ_LOG_HPP

#include <functional>
#include <string_view>

namespace lmq
{

/// How much a log line matters, from the least on.
enum class LogLevel {
    trace,   ///< nothing is logged at it so far
    debug,   ///< each attempt to connect, each pull
    info,    ///< each change of state
    warning, ///< what went wrong and may mend itself
    error,   ///< what went wrong and needs somebody, such as a full disk
    off,     ///< as a least level: nothing
};

/// Receives one line, without a newline and without secrets or payloads. May be called from any of the library's
/// threads, several at once; must not call back into the client.
using LogSink = std::function<void(LogLevel level, std::string_view line)>;

} // namespace lmq

#endif
