#ifndef LMQ_BROKER_ENGINE_TOKEN_RIGHTS_HPP
#define LMQ_BROKER_ENGINE_TOKEN_RIGHTS_HPP

#include <string_view>

namespace lmq::broker::engine
{

/// True when every topic that the valid filter `inner` matches is matched by the valid filter `outer`. A topic name is
/// a filter that matches itself. The broker's own, as filter_matches is.
bool filter_covers(std::string_view outer, std::string_view inner) noexcept;

/// True for a filter whose wildcards stand where they may (MQTT 4.7.1).
bool wildcards_well_placed(std::string_view filter) noexcept;

/// Whether a token's resource allows a topic to be published to, or a filter to be subscribed to (spec 8.5, Q-16): it
/// is the same text, or a wildcard filter that covers it. A parent topic alone does not cover its subtopics.
bool resource_covers(std::string_view resource, std::string_view wanted) noexcept;

} // namespace lmq::broker::engine

#endif
