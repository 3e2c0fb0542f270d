#include "lmq/topic.hpp"

#include "core/text.hpp"
#include "core/topic_check.hpp"
#include "core/topic_levels.hpp"
#include "core/utf8.hpp"

namespace lmq
{

TopicParts split_topic(std::string_view topic) noexcept
{
    const std::size_t slash = topic.find('/');
    if (slash == std::string_view::npos) return {topic, {}};
    return {topic.substr(0, slash), topic.substr(slash)};
}

std::optional<std::string_view> p2p_target(std::string_view topic) noexcept
{
    core::TopicLevels levels(topic);
    levels.next();
    if (!levels.has_level() || levels.level() != "p2p") return std::nullopt;
    levels.next();
    if (!levels.has_level() || levels.level().empty()) return std::nullopt;
    return levels.level();
}

bool is_control_topic(std::string_view topic) noexcept
{
    constexpr std::string_view prefix = "$SYS/";
    return topic.substr(0, prefix.size()) == prefix;
}

namespace core
{

Result<void> check_topic_length(std::string_view field, std::string_view topic, std::size_t characters,
                                const Limits &limits)
{
    const auto target = p2p_target(topic);
    if (!target) {
        if (characters > limits.topic_length) return fail_too_long(field, characters, limits.topic_length);
        return {};
    }
    // A client id alone may fill the limit, so `/p2p/<target>` is not counted; the target has its own (Q-03).
    const std::string name(field);
    const std::size_t target_characters = scan_utf8(*target).characters;
    if (target_characters > limits.client_id_length) {
        return fail_too_long(name + ": P2P target", target_characters, limits.client_id_length);
    }
    constexpr std::size_t p2p_characters = 5; // "/p2p/"
    const std::size_t others = characters - target_characters - p2p_characters;
    if (others > limits.topic_length) {
        return fail_too_long(name + " without its P2P target", others, limits.topic_length);
    }
    return {};
}

} // namespace core

Result<void> validate_topic_name(std::string_view topic, TopicRules rules, const Limits &limits)
{
    const auto scan = core::check_text("topic", topic);
    if (!scan) return tl::unexpected<Error>(scan.error());
    const std::size_t wildcard = topic.find_first_of("+#");
    if (wildcard != std::string_view::npos) {
        return core::failure(Errc::wildcard_in_name,
                             {"topic: must not contain '", topic.substr(wildcard, 1), "', which is for filters"});
    }
    if (rules == TopicRules::standard) return {};
    if (is_control_topic(topic) || topic == "$SYS") {
        return core::failure(Errc::reserved_topic, "topic: $SYS/ is reserved for control messages");
    }
    if (topic.front() == '/')
        return core::failure(Errc::bad_first_level, "topic: the first level must name a parent topic");
    return core::check_topic_length("topic", topic, scan->characters, limits);
}

Result<std::string> make_p2p_topic(std::string_view parent, std::string_view target_client_id, const Limits &limits)
{
    const auto valid_parent = validate_topic_name(parent, TopicRules::aliyun, limits);
    if (!valid_parent) return core::failure(valid_parent.error().code, {"P2P parent ", valid_parent.error().detail});
    if (parent.find('/') != std::string_view::npos) {
        return core::failure(Errc::bad_first_level, "P2P parent topic: must be one level, without '/'");
    }
    const auto target = ClientId::parse(target_client_id, limits);
    if (!target) return core::failure(target.error().code, {"P2P target ", target.error().detail});
    if (target_client_id.find_first_of("+#") != std::string_view::npos) {
        return core::failure(Errc::wildcard_in_name, "P2P target client id: '+' and '#' cannot stand in a topic name");
    }
    if (target_client_id.find('/') != std::string_view::npos) {
        return core::failure(
            Errc::bad_combination,
            "P2P target client id: an id with '/' is more than one topic level and cannot be addressed");
    }
    std::string topic;
    topic.reserve(parent.size() + 5 + target_client_id.size());
    topic.append(parent).append("/p2p/").append(target_client_id);
    return topic;
}

} // namespace lmq
