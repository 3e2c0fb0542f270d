#ifndef LMQ_TOPIC_HPP
#define LMQ_TOPIC_HPP

#include <optional>
#include <string>
#include <string_view>

#include "lmq/export.hpp"
#include "lmq/identity.hpp"
#include "lmq/limits.hpp"
#include "lmq/result.hpp"

namespace lmq
{

/// A topic cut at its first slash (spec 3.4): `TopicA/notice/` is parent `TopicA`, second `/notice/`.
/// Views into the text they were cut from.
struct TopicParts {
    std::string_view parent; ///< without a slash
    std::string_view second; ///< with its leading slash, or empty
};

/// Cuts `topic` at its first slash; any text is accepted. Thread-safe.
LMQ_API TopicParts split_topic(std::string_view topic) noexcept;

/// The target client id of a P2P topic `<parent>/p2p/<target>[/…]`, or nothing for an ordinary topic
/// (spec 6). A view into `topic`. Thread-safe.
LMQ_API std::optional<std::string_view> p2p_target(std::string_view topic) noexcept;

/// True for `$SYS/…` (spec 17), case-sensitive. Thread-safe.
LMQ_API bool is_control_topic(std::string_view topic) noexcept;

/// Which rules a topic must keep: the service's, or those of any MQTT 3.1.1 broker.
enum class TopicRules {
    aliyun,   ///< spec 3.4: a literal parent, at most limits.topic_length code points (P2P suffix exempt)
    standard, ///< MQTT 3.1.1 4.7 only: 1 to 65535 bytes
};

/// Checks the name of a topic to publish to. Errors: empty, invalid_utf8, contains_nul, wildcard_in_name,
/// too_long, and by `aliyun` bad_first_level, reserved_topic. For a P2P topic the parent and the target are
/// limited separately (spec 3.4). Thread-safe.
LMQ_API Result<void> validate_topic_name(std::string_view topic, TopicRules rules = TopicRules::aliyun,
                                         const Limits &limits = {});

/// Checks a topic filter to subscribe to. Errors: empty, invalid_utf8, contains_nul, bad_wildcard, too_long, and
/// by `aliyun` bad_first_level (a wildcard or nothing as first level). `$SYS/…` filters are accepted: the
/// service grants them without effect (spec 5.8). Thread-safe.
LMQ_API Result<void> validate_topic_filter(std::string_view filter, TopicRules rules = TopicRules::aliyun,
                                           const Limits &limits = {});

/// The topic of a P2P message, `<parent>/p2p/<target>` (spec 6). Errors: as validate_topic_name for the
/// parent, which must be one level (bad_first_level); as ClientId::parse for the target, and for what a client id
/// may hold but a topic level may not: wildcard_in_name, and bad_combination for a '/'. Thread-safe.
LMQ_API Result<std::string> make_p2p_topic(std::string_view parent, std::string_view target_client_id,
                                           const Limits &limits = {});

/// True when the valid filter `filter` matches the topic name `topic` (MQTT 3.1.1 4.7). `#` and `+` do not match
/// a first level that starts with `$`. Thread-safe; allocates nothing.
LMQ_API bool filter_matches(std::string_view filter, std::string_view topic) noexcept;

/// True when every topic that `inner` matches is matched by `outer` (spec 8.5); both valid filters.
/// Thread-safe; allocates nothing.
LMQ_API bool filter_covers(std::string_view outer, std::string_view inner) noexcept;

} // namespace lmq

#endif
