#include <doctest/doctest.h>

#include "expect_error.hpp"
#include "lmq/payload.hpp"
#include "lmq/topic.hpp"
#include "vectors.hpp"

using namespace lmq;
using namespace lmq::test;

TEST_CASE("every topic_parse vector is cut, and its P2P target found, as it says")
{
    for (const cJSON *entry : entries("topic_parse")) {
        const std::string topic = text(entry, "topic");
        CAPTURE(topic);
        const TopicParts parts = split_topic(topic);
        CHECK(parts.parent == text(entry, "parent"));
        CHECK(parts.second == text(entry, "second_topic"));
        const auto target = p2p_target(topic);
        REQUIRE(target.has_value() == (cJSON_IsTrue(member(entry, "p2p")) != 0));
        if (target) CHECK(*target == text(entry, "p2p_target"));
    }
}

TEST_CASE("any text can be cut, and an empty level is no P2P target")
{
    CHECK(split_topic("").parent.empty());
    CHECK(split_topic("/").second == "/");
    CHECK_FALSE(p2p_target("").has_value());
    CHECK_FALSE(p2p_target("p2p").has_value());
    CHECK_FALSE(p2p_target("a/p2p//x").has_value());
    CHECK_FALSE(p2p_target("a//p2p/x").has_value());
}

TEST_CASE("control topics are told by their exact prefix")
{
    CHECK(is_control_topic("$SYS/uploadToken"));
    CHECK(is_control_topic("$SYS/"));
    CHECK_FALSE(is_control_topic("$SYS"));
    CHECK_FALSE(is_control_topic("$sys/uploadToken"));
    CHECK_FALSE(is_control_topic("TopicA/$SYS/uploadToken"));
    CHECK_FALSE(is_control_topic(""));
}

TEST_CASE("each fault of a topic name is its own error, naming the field and the limit")
{
    const auto check = [](std::string_view topic) { return validate_topic_name(topic); };
    expect_error(check(""), Errc::empty, {"topic"});
    expect_error(check("TopicA/\xC0\x80"), Errc::invalid_utf8, {"topic", "UTF-8"});
    expect_error(check(std::string_view("TopicA/\0x", 9)), Errc::contains_nul, {"topic", "U+0000"});
    expect_error(check("TopicA/+/x"), Errc::wildcard_in_name, {"topic", "'+'"});
    expect_error(check("TopicA/#"), Errc::wildcard_in_name, {"topic", "'#'"});
    expect_error(check("TopicA/a#b"), Errc::wildcard_in_name, {"topic", "'#'"});
    expect_error(check("/TopicA"), Errc::bad_first_level, {"topic", "first level"});
    expect_error(check("$SYS/uploadToken"), Errc::reserved_topic, {"topic", "$SYS/"});
    expect_error(check("$SYS"), Errc::reserved_topic, {"topic", "$SYS/"});
    expect_error(check("TopicA/" + std::string(58, 'x')), Errc::too_long, {"topic", "65", "64"});
    expect_error(check(std::string(65536, 'x')), Errc::too_long, {"topic", "65536", "65535"});
    CHECK(check("TopicA"));
    CHECK(check("TopicA/notice/"));
    CHECK(check("TopicA//x"));
    CHECK(check("TopicA/" + std::string(57, 'x')));
}

TEST_CASE("a topic is measured in characters, not bytes, and by the limit that is given")
{
    std::string topic = "T/";
    for (int i = 0; i < 62; ++i)
        topic += "\xF0\x9F\x98\x80"; // U+1F600
    CHECK(validate_topic_name(topic));
    expect_error(validate_topic_name(topic + "x"), Errc::too_long, {"topic", "65", "64"});
    Limits limits;
    limits.topic_length = 8;
    CHECK(validate_topic_name("TopicA/1", TopicRules::aliyun, limits));
    expect_error(validate_topic_name("TopicA/12", TopicRules::aliyun, limits), Errc::too_long, {"topic", "9", "8"});
}

TEST_CASE("the standard rules are MQTT's alone")
{
    const auto check = [](std::string_view topic) { return validate_topic_name(topic, TopicRules::standard); };
    CHECK(check("/TopicA"));
    CHECK(check("$SYS/broker"));
    CHECK(check("/"));
    CHECK(check(std::string(65535, 'x')));
    expect_error(check(std::string(65536, 'x')), Errc::too_long, {"topic", "65536", "65535"});
    expect_error(check("a/+"), Errc::wildcard_in_name, {"topic", "'+'"});
    expect_error(check(""), Errc::empty, {"topic"});
}

TEST_CASE("the P2P suffix does not count towards a topic's length, but has the client id's limit")
{
    const std::string parent(64, 'P');
    const std::string target = "GID_AAA@@@" + std::string(54, 'd');
    CHECK(validate_topic_name(parent + "/p2p/" + target));
    CHECK(validate_topic_filter(parent + "/p2p/" + target));
    expect_error(validate_topic_name(parent + "P/p2p/" + target), Errc::too_long, {"topic", "P2P", "65", "64"});
    expect_error(validate_topic_name(parent + "/p2p/" + target + "d"), Errc::too_long,
                 {"topic", "P2P target", "65", "64"});
    expect_error(validate_topic_name(parent + "/p2p/" + target + "/x"), Errc::too_long, {"topic", "66", "64"});
    expect_error(validate_topic_name(parent + "/p2p/"), Errc::too_long, {"topic", "69", "64"});
}

TEST_CASE("make_p2p_topic joins a parent and a target, each of which must be fit for it")
{
    const auto made = make_p2p_topic("TopicA", "GID_AAA@@@BBB001");
    REQUIRE(made);
    CHECK(*made == "TopicA/p2p/GID_AAA@@@BBB001");
    CHECK(validate_topic_name(*made));
    const std::string target = "GID_AAA@@@d";
    expect_error(make_p2p_topic("", target), Errc::empty, {"P2P parent", "topic"});
    expect_error(make_p2p_topic("TopicA/x", target), Errc::bad_first_level, {"P2P parent", "one level"});
    expect_error(make_p2p_topic("$SYS", target), Errc::reserved_topic, {"P2P parent"});
    expect_error(make_p2p_topic("+", target), Errc::wildcard_in_name, {"P2P parent"});
    expect_error(make_p2p_topic(std::string(65, 'x'), target), Errc::too_long, {"P2P parent", "65", "64"});
    expect_error(make_p2p_topic("TopicA", "GID_AAA"), Errc::missing_separator, {"P2P target", "client id"});
    expect_error(make_p2p_topic("TopicA", "GID_AAA@@@a+"), Errc::wildcard_in_name, {"P2P target", "client id"});
    expect_error(make_p2p_topic("TopicA", "GID_AAA@@@a#"), Errc::wildcard_in_name, {"P2P target", "client id"});
    expect_error(make_p2p_topic("TopicA", "GID_AAA@@@a/b"), Errc::bad_combination, {"P2P target", "'/'"});
}

TEST_CASE("a payload may have the limit's size and not one byte more")
{
    CHECK(validate_payload_size(0));
    CHECK(validate_payload_size(65536));
    expect_error(validate_payload_size(65537), Errc::payload_too_large, {"payload", "65537", "65536"});
    Limits limits;
    limits.payload_bytes = 10;
    expect_error(validate_payload_size(11, limits), Errc::payload_too_large, {"payload", "11", "10"});
}
