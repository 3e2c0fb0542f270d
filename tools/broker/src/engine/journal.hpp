#ifndef LMQ_BROKER_ENGINE_JOURNAL_HPP
#define LMQ_BROKER_ENGINE_JOURNAL_HPP

#include <string>
#include <string_view>
#include <utility>

#include "lmq/log.hpp"

namespace lmq::broker::engine
{

/// Where the engine says what it did; a line is made only when its level is wanted.
class Journal
{
public:
    /// Lines from `level` up go to `sink`, on the engine's thread.
    void open(LogLevel level, LogSink sink)
    {
        level_ = level;
        sink_ = std::move(sink);
    }

    /// `make` answers the line.
    template <class Make>
    void write(LogLevel level, Make &&make) const
    {
        if (sink_ && level >= level_) sink_(level, make());
    }

private:
    LogLevel level_ = LogLevel::off;
    LogSink sink_;
};

/// `text` as it may stand in a line: quoted, cut at 80 bytes, control characters replaced, so that no peer writes
/// lines of its own.
inline std::string quoted(std::string_view text)
{
    constexpr std::size_t longest = 80;
    std::string line = "'";
    for (const char byte : text.substr(0, longest))
        line += static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F ? '?' : byte;
    return line += text.size() > longest ? "…'" : "'";
}

} // namespace lmq::broker::engine

#endif
