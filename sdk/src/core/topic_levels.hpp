#ifndef LMQ_CORE_TOPIC_LEVELS_HPP
#define LMQ_CORE_TOPIC_LEVELS_HPP

#include <string_view>

namespace lmq::core
{

/// Walks the levels of a topic or filter, empty ones included, without allocating.
class TopicLevels
{
public:
    explicit TopicLevels(std::string_view topic) noexcept : rest_(topic) { cut(); }

    /// False when every level has been passed.
    bool has_level() const noexcept { return has_level_; }
    std::string_view level() const noexcept { return level_; }
    /// True when no further level follows this one.
    bool is_last() const noexcept { return last_; }

    void next() noexcept
    {
        if (last_) {
            has_level_ = false;
            return;
        }
        cut();
    }

private:
    void cut() noexcept
    {
        const std::size_t slash = rest_.find('/');
        level_ = rest_.substr(0, slash);
        last_ = slash == std::string_view::npos;
        if (!last_) rest_.remove_prefix(slash + 1);
    }

    std::string_view rest_;
    std::string_view level_;
    bool has_level_ = true;
    bool last_ = false;
};

} // namespace lmq::core

#endif
