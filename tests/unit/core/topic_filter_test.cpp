#include <doctest/doctest.h>

#include <vector>

#include "expect_error.hpp"
#include "lmq/topic.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

/// Every text of 1 to `depth` levels, each out of `levels`.
std::vector<std::string> enumerate(const std::vector<std::string> &levels, int depth)
{
    std::vector<std::string> all;
    std::vector<std::string> row = levels;
    for (int i = 1; i <= depth; ++i) {
        all.insert(all.end(), row.begin(), row.end());
        std::vector<std::string> longer;
        for (const std::string &shorter : row) {
            for (const std::string &level : levels)
                longer.push_back(shorter + "/" + level);
        }
        row = std::move(longer);
    }
    return all;
}

/// A slow matcher that follows the standard's words, to check the quick one with.
bool matches_by_the_book(const std::vector<std::string> &filter, const std::vector<std::string> &topic, std::size_t at)
{
    if (at == 0 && (filter[0] == "#" || filter[0] == "+") && topic[0].substr(0, 1) == "$") return false;
    if (at == filter.size()) return at == topic.size();
    if (filter[at] == "#") return true;
    if (at == topic.size()) return false;
    return (filter[at] == "+" || filter[at] == topic[at]) && matches_by_the_book(filter, topic, at + 1);
}

std::vector<std::string> split(const std::string &text)
{
    std::vector<std::string> levels(1);
    for (const char c : text) {
        if (c == '/') {
            levels.emplace_back();
        } else {
            levels.back().push_back(c);
        }
    }
    return levels;
}

/// Every valid filter of up to `depth` levels over `literals`, '+' and '#'.
std::vector<std::string> enumerate_filters(std::vector<std::string> literals, int depth)
{
    literals.insert(literals.end(), {"+", "#"});
    std::vector<std::string> valid;
    for (std::string &filter : enumerate(literals, depth)) {
        if (validate_topic_filter(filter, TopicRules::standard)) valid.push_back(std::move(filter));
    }
    return valid;
}

} // namespace

TEST_CASE("each fault of a topic filter is its own error, naming the field and the limit")
{
    const auto check = [](std::string_view filter) { return validate_topic_filter(filter); };
    expect_error(check(""), Errc::empty, {"topic filter"});
    expect_error(check("TopicA/\xF5"), Errc::invalid_utf8, {"topic filter", "UTF-8"});
    expect_error(check(std::string_view("TopicA/\0", 8)), Errc::contains_nul, {"topic filter", "U+0000"});
    for (const std::string_view bad : {"TopicA/#/x", "TopicA/x#", "TopicA/##", "TopicA/#x", "#/", "TopicA#"}) {
        CAPTURE(bad);
        expect_error(check(bad), Errc::bad_wildcard, {"topic filter", "'#'"});
    }
    for (const std::string_view bad : {"TopicA/x+", "TopicA/++", "TopicA/+x/y", "Topic+", "a+/b"}) {
        CAPTURE(bad);
        expect_error(check(bad), Errc::bad_wildcard, {"topic filter", "'+'"});
    }
    for (const std::string_view bad : {"#", "+", "+/x", "/x", "/", "+/#"}) {
        CAPTURE(bad);
        expect_error(check(bad), Errc::bad_first_level, {"topic filter", "first level"});
        CHECK(validate_topic_filter(bad, TopicRules::standard));
    }
    expect_error(check("TopicA/" + std::string(58, 'x')), Errc::too_long, {"topic filter", "65", "64"});
    expect_error(validate_topic_filter(std::string(65536, 'x'), TopicRules::standard), Errc::too_long,
                 {"topic filter", "65536", "65535"});
    for (const std::string_view good : {"TopicA", "TopicA/#", "TopicA/+", "TopicA/+/x", "TopicA/+/#", "TopicA//+"}) {
        CAPTURE(good);
        CHECK(check(good));
    }
}

TEST_CASE("a $SYS/ filter is accepted, of any length, but its wildcards must be well placed")
{
    CHECK(validate_topic_filter("$SYS/tokenExpireNotice"));
    CHECK(validate_topic_filter("$SYS/#"));
    CHECK(validate_topic_filter("$SYS/" + std::string(100, 'x')));
    expect_error(validate_topic_filter("$SYS/#/x"), Errc::bad_wildcard, {"topic filter", "'#'"});
}

TEST_CASE("a filter matches what the standard's examples say")
{
    struct Row {
        std::string_view filter;
        std::string_view topic;
        bool matches;
    };
    static constexpr Row rows[] = {
        {"sport/tennis/player1/#", "sport/tennis/player1", true},
        {"sport/tennis/player1/#", "sport/tennis/player1/ranking", true},
        {"sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true},
        {"sport/tennis/player1/#", "sport/tennis/player10", false},
        {"sport/#", "sport", true},
        {"#", "sport", true},
        {"#", "/", true},
        {"sport/tennis/+", "sport/tennis/player1", true},
        {"sport/tennis/+", "sport/tennis/player1/ranking", false},
        {"sport/+", "sport", false},
        {"sport/+", "sport/", true},
        {"+/+", "/finance", true},
        {"/+", "/finance", true},
        {"+", "/finance", false},
        {"#", "$SYS/x", false},
        {"+/monitor/Clients", "$SYS/monitor/Clients", false},
        {"$SYS/#", "$SYS/x", true},
        {"$SYS/monitor/+", "$SYS/monitor/Clients", true},
        {"a/#", "a/$x", true},
        {"a/+", "a/$x", true},
        {"a/b", "a/b/", false},
        {"a/b/", "a/b", false},
        {"a", "A", false},
    };
    for (const Row &row : rows) {
        CAPTURE(row.filter);
        CAPTURE(row.topic);
        CHECK(filter_matches(row.filter, row.topic) == row.matches);
    }
}

TEST_CASE("matching agrees with a matcher by the book for every small filter and topic")
{
    const auto filters = enumerate_filters({"a", "b", "", "$s"}, 3);
    const auto topics = enumerate({"a", "b", "", "$s"}, 4);
    std::size_t compared = 0;
    std::size_t different = 0;
    for (const std::string &filter : filters) {
        for (const std::string &topic : topics) {
            // An empty text is neither a topic nor a filter.
            if (topic.empty()) continue;
            ++compared;
            if (filter_matches(filter, topic) != matches_by_the_book(split(filter), split(topic), 0)) ++different;
        }
    }
    CHECK(compared > 50000);
    CHECK(different == 0);
}

TEST_CASE("a filter covers what a token's reader expects")
{
    struct Row {
        std::string_view outer;
        std::string_view inner;
        bool covers;
    };
    static constexpr Row rows[] = {
        {"topic1/1", "topic1/1", true},
        {"topic1", "topic1/1", false},
        {"topic1/#", "topic1", true},
        {"topic1/#", "topic1/1", true},
        {"topic1/#", "topic1/+/x", true},
        {"topic1/#", "topic1/#", true},
        {"topic1/+", "topic1/#", false},
        {"topic1/+", "topic1/1", true},
        {"topic1/+", "topic1/+", true},
        {"topic1/1", "topic1/+", false},
        {"topic1/+/#", "topic1/#", false},
        {"topic1/#", "topic1/+/#", true},
        {"+/#", "#", true},
        {"#", "+/#", true},
        {"+/+/#", "#", false},
        {"#", "$SYS/#", false},
        {"+/#", "$SYS/x", false},
        {"$SYS/#", "$SYS/+/x", true},
        {"+", "#", false},
        {"topic1/#", "topic10", false},
    };
    for (const Row &row : rows) {
        CAPTURE(row.outer);
        CAPTURE(row.inner);
        CHECK(filter_covers(row.outer, row.inner) == row.covers);
    }
}

TEST_CASE("covering agrees with counting topics, for every pair of small filters")
{
    // "z" stands for every literal that no filter names, and topics are one level deeper than any filter: if
    // anything escapes the outer filter, one of these topics does.
    const auto filters = enumerate_filters({"a", "", "$s"}, 3);
    const auto topics = enumerate({"a", "", "$s", "z"}, 4);
    std::vector<std::vector<bool>> matched;
    for (const std::string &filter : filters) {
        std::vector<bool> row;
        for (const std::string &topic : topics)
            row.push_back(!topic.empty() && filter_matches(filter, topic));
        matched.push_back(std::move(row));
    }
    std::size_t covering = 0;
    std::size_t different = 0;
    for (std::size_t outer = 0; outer < filters.size(); ++outer) {
        for (std::size_t inner = 0; inner < filters.size(); ++inner) {
            bool expected = true;
            for (std::size_t i = 0; expected && i < topics.size(); ++i) {
                expected = !matched[inner][i] || matched[outer][i];
            }
            if (expected) ++covering;
            const bool answered = filter_covers(filters[outer], filters[inner]);
            if (answered != expected) {
                ++different;
                MESSAGE(filters[outer] << " and " << filters[inner] << ": answered " << answered);
            }
        }
    }
    CHECK(filters.size() > 80);
    CHECK(covering > filters.size());
    CHECK(different == 0);
}
