#ifndef LMQ_LOG_HPP
#define LMQ_LOG_HPP

#include <functional>
#include <string_view>

namespace lmq
{

enum class LogLevel { trace, debug, info, warning, error, off };

/// Receives one line, without a newline and without secrets or payloads. May be called from any of the library's
/// threads, several at once; must not call back into the client.
using LogSink = std::function<void(LogLevel level, std::string_view line)>;

} // namespace lmq

#endif
