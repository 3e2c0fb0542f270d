#include "lmq/topic.hpp"

#include "core/text.hpp"
#include "core/topic_check.hpp"
#include "core/topic_levels.hpp"
#include "core/utf8.hpp"

namespace lmq
{

namespace
{

Result<void> check_wildcards(std::string_view filter)
{
    for (core::TopicLevels levels(filter); levels.has_level(); levels.next()) {
        const std::string_view level = levels.level();
        if (level.find('#') != std::string_view::npos && (level.size() > 1 || !levels.is_last())) {
            return core::failure(Errc::bad_wildcard, "topic filter: '#' must be the whole last level");
        }
        if (level.find('+') != std::string_view::npos && level.size() > 1) {
            return core::failure(Errc::bad_wildcard, "topic filter: '+' must be a whole level");
        }
    }
    return {};
}

bool is_dollar(std::string_view first_level) noexcept
{
    return !first_level.empty() && first_level.front() == '$';
}

bool is_wildcard(std::string_view level) noexcept
{
    return level == "+" || level == "#";
}

/// Whether the level `outer` allows everything that the level `inner`, which is not '#', allows.
bool level_covers(std::string_view outer, std::string_view inner, bool first) noexcept
{
    if (outer == "+") return !(first && is_dollar(inner));
    return outer == inner;
}

} // namespace

Result<void> validate_topic_filter(std::string_view filter, TopicRules rules, const Limits &limits)
{
    const auto scan = core::check_text("topic filter", filter);
    if (!scan) return tl::unexpected<Error>(scan.error());
    auto wildcards = check_wildcards(filter);
    if (!wildcards || rules == TopicRules::standard) return wildcards;
    if (is_control_topic(filter)) return {};
    const std::string_view first = core::TopicLevels(filter).level();
    if (first.empty() || is_wildcard(first)) {
        return core::failure(Errc::bad_first_level,
                             "topic filter: the first level must name a parent topic, not a wildcard or nothing");
    }
    return core::check_topic_length("topic filter", filter, scan->characters, limits);
}

bool filter_matches(std::string_view filter, std::string_view topic) noexcept
{
    core::TopicLevels wanted(filter);
    core::TopicLevels given(topic);
    if (is_wildcard(wanted.level()) && is_dollar(given.level())) return false;
    for (; wanted.has_level(); wanted.next(), given.next()) {
        // '#' also stands for no level at all: "a/#" matches "a".
        if (wanted.level() == "#") return true;
        if (!given.has_level()) return false;
        if (wanted.level() != "+" && wanted.level() != given.level()) return false;
    }
    return !given.has_level();
}

bool filter_covers(std::string_view outer, std::string_view inner) noexcept
{
    // No topic is empty: each has a first level, and each whose first level is empty has a second. So these two say
    // the same with a '+' more, which an outer filter may have.
    if (inner == "#") inner = "+/#";
    if (inner == "/#") inner = "/+/#";
    core::TopicLevels wide(outer);
    core::TopicLevels narrow(inner);
    bool first = true;
    for (; wide.has_level(); wide.next(), narrow.next(), first = false) {
        if (wide.level() == "#") return !(first && is_dollar(narrow.level()));
        if (!narrow.has_level() || narrow.level() == "#") return false;
        if (!level_covers(wide.level(), narrow.level(), first)) return false;
    }
    return !narrow.has_level();
}

} // namespace lmq
