#ifndef LMQ_BROKER_ENGINE_FILTER_HPP
#define LMQ_BROKER_ENGINE_FILTER_HPP

#include <cstddef>
#include <string_view>

namespace lmq::broker::engine
{

/// True when the valid filter `filter` matches `topic` (MQTT 4.7). The broker's own: the SDK's must not vouch for
/// itself.
bool filter_matches(std::string_view filter, std::string_view topic) noexcept;

/// Unicode code points of valid UTF-8.
std::size_t code_points(std::string_view text) noexcept;

} // namespace lmq::broker::engine

#endif
