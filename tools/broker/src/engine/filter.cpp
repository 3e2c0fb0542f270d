#include "engine/filter.hpp"

namespace lmq::broker::engine
{

bool filter_matches(std::string_view filter, std::string_view topic) noexcept
{
    if (!topic.empty() && topic.front() == '$' && !filter.empty() && (filter.front() == '+' || filter.front() == '#'))
        return false;
    for (;;) {
        if (filter == "#") return true;
        const std::size_t filter_end = filter.find('/');
        const std::size_t topic_end = topic.find('/');
        const std::string_view level = filter.substr(0, filter_end);
        if (level != "+" && level != topic.substr(0, topic_end)) return false;
        const bool filter_done = filter_end == std::string_view::npos;
        const bool topic_done = topic_end == std::string_view::npos;
        if (topic_done) return filter_done || filter.substr(filter_end) == "/#";
        if (filter_done) return false;
        filter.remove_prefix(filter_end + 1);
        topic.remove_prefix(topic_end + 1);
    }
}

std::size_t code_points(std::string_view text) noexcept
{
    std::size_t count = 0;
    for (const char each : text)
        count += (static_cast<unsigned char>(each) & 0xC0U) != 0x80U ? 1 : 0;
    return count;
}

} // namespace lmq::broker::engine
