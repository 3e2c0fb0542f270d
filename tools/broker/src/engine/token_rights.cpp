#include "engine/token_rights.hpp"

#include <cstddef>

namespace lmq::broker::engine
{

namespace
{

// Walks a filter level by level without copying it.
class Walk
{
public:
    explicit Walk(std::string_view filter) : rest_(filter) { cut(); }
    bool at_end() const { return at_end_; }
    bool is_last() const { return last_; }
    std::string_view level() const { return level_; }
    void next()
    {
        if (last_)
            at_end_ = true;
        else
            cut();
    }

private:
    void cut()
    {
        const std::size_t slash = rest_.find('/');
        level_ = rest_.substr(0, slash);
        last_ = slash == std::string_view::npos;
        if (!last_) rest_.remove_prefix(slash + 1);
    }
    std::string_view rest_;
    std::string_view level_;
    bool last_ = false;
    bool at_end_ = false;
};

} // namespace

bool filter_covers(std::string_view outer, std::string_view inner) noexcept
{
    // Wildcards at the first level leave out `$SYS` and its like [MQTT-4.7.2-1].
    if (!inner.empty() && inner.front() == '$' && !outer.empty() && (outer.front() == '+' || outer.front() == '#'))
        return false;
    if (inner == "#") inner = "+/#"; // the same topics: none is without a first level
    Walk wide(outer);
    Walk narrow(inner);
    for (; !wide.at_end(); wide.next(), narrow.next()) {
        if (wide.level() == "#") return true; // `a/#` matches `a` as well, so the inner filter may be at its end
        if (narrow.at_end() || narrow.level() == "#") return false; // an inner `#` also stands for no level at all
        if (wide.level() != "+" && wide.level() != narrow.level()) return false;
    }
    return narrow.at_end();
}

bool wildcards_well_placed(std::string_view filter) noexcept
{
    for (Walk walk(filter); !walk.at_end(); walk.next()) {
        const std::string_view level = walk.level();
        if (level.find('#') != std::string_view::npos && (level.size() > 1 || !walk.is_last())) return false;
        if (level.find('+') != std::string_view::npos && level.size() > 1) return false;
    }
    return true;
}

bool resource_covers(std::string_view resource, std::string_view wanted) noexcept
{
    if (resource == wanted) return true;
    if (resource.find_first_of("+#") == std::string_view::npos) return false;
    return wildcards_well_placed(resource) && filter_covers(resource, wanted);
}

} // namespace lmq::broker::engine
