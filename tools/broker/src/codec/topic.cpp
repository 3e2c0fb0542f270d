#include "codec/topic.hpp"

#include <cstddef>

namespace lmq::broker::codec
{

bool valid_topic_name(std::string_view topic) noexcept
{
    for (const char c : topic)
        if (c == '+' || c == '#') return false;
    return !topic.empty();
}

bool valid_filter(std::string_view filter) noexcept
{
    for (std::size_t i = 0; i < filter.size(); ++i) {
        const char c = filter[i];
        if (c != '+' && c != '#') continue;
        if (i != 0 && filter[i - 1] != '/') return false;
        const bool last = i + 1 == filter.size();
        if (c == '#' ? !last : !last && filter[i + 1] != '/') return false;
    }
    return !filter.empty();
}

} // namespace lmq::broker::codec
