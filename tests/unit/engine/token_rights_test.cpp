#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "engine/filter.hpp"
#include "engine/token_rights.hpp"

using namespace lmq::broker::engine;

namespace
{

/// Every text of one to `depth` of these levels.
std::vector<std::string> texts(const std::vector<std::string> &levels, int depth)
{
    std::vector<std::string> all = levels;
    std::vector<std::string> last = levels;
    for (; depth > 1; --depth) {
        std::vector<std::string> next;
        for (const std::string &front : last)
            for (const std::string &level : levels)
                next.push_back(front + "/" + level);
        all.insert(all.end(), next.begin(), next.end());
        last = next;
    }
    all.erase(std::remove(all.begin(), all.end(), std::string()), all.end()); // no topic and no filter is empty
    return all;
}

} // namespace

TEST_CASE("a filter covers another exactly when it matches every topic that the other matches")
{
    // Deeper topics than filters, with a level that no filter names: enough to tell any two apart.
    const std::vector<std::string> topics = texts({"a", "z", "", "$s"}, 4);
    std::vector<std::string> filters = texts({"a", "", "$s", "+", "#"}, 3);
    filters.erase(std::remove_if(filters.begin(), filters.end(),
                                 [](const std::string &each) { return !wildcards_well_placed(each); }),
                  filters.end());
    for (const std::string &outer : filters) {
        for (const std::string &inner : filters) {
            if (inner == "/#") continue; // the topics `/…` without the empty one, which filter_covers() counts in
            const bool all = std::all_of(topics.begin(), topics.end(), [&](const std::string &topic) {
                return !filter_matches(inner, topic) || filter_matches(outer, topic);
            });
            CAPTURE(outer);
            CAPTURE(inner);
            REQUIRE(filter_covers(outer, inner) == all);
        }
    }
}

TEST_CASE("a resource covers its own text, and what its wildcards cover")
{
    CHECK(resource_covers("TopicA/x", "TopicA/x"));
    CHECK(resource_covers("TopicA/+", "TopicA/x"));
    CHECK(resource_covers("TopicA/#", "TopicA/x/y"));
    CHECK(resource_covers("TopicA/#", "TopicA"));
    CHECK(resource_covers("TopicA/#", "TopicA/#"));
    CHECK(resource_covers("TopicA/#", "TopicA/+/y"));
    CHECK(resource_covers("TopicA/+", "TopicA/+"));
    CHECK(resource_covers("#", "TopicA/x"));
    CHECK(resource_covers("TopicA/p2p/+", "TopicA/p2p/GID_AAA@@@BBB001"));
}

TEST_CASE("a resource covers nothing beyond that: neither subtopics of a parent nor wider filters")
{
    CHECK_FALSE(resource_covers("TopicA", "TopicA/x"));
    CHECK_FALSE(resource_covers("TopicA/x", "TopicA"));
    CHECK_FALSE(resource_covers("TopicA/x", "TopicA/x/"));
    CHECK_FALSE(resource_covers("TopicA/x", "TopicA/+"));
    CHECK_FALSE(resource_covers("TopicA/+", "TopicA/#"));
    CHECK_FALSE(resource_covers("TopicA/+", "TopicA/x/y"));
    CHECK_FALSE(resource_covers("TopicA/+/#", "TopicA/#"));
    CHECK_FALSE(resource_covers("TopicA/x/#", "TopicA/y"));
    CHECK_FALSE(resource_covers("#", "$SYS/uploadToken"));
    CHECK_FALSE(resource_covers("topica/x", "TopicA/x"));
}

TEST_CASE("a resource whose wildcards stand wrong is a text that nothing else equals")
{
    CHECK(resource_covers("TopicA/x+", "TopicA/x+"));
    CHECK_FALSE(resource_covers("TopicA/x+", "TopicA/xy"));
    CHECK_FALSE(resource_covers("TopicA/#/x", "TopicA/y/x"));
    CHECK_FALSE(resource_covers("TopicA#", "TopicA/x"));
    CHECK(wildcards_well_placed("a/+/#"));
    CHECK_FALSE(wildcards_well_placed("a/#/b"));
    CHECK_FALSE(wildcards_well_placed("a/b#"));
    CHECK_FALSE(wildcards_well_placed("+a"));
}
