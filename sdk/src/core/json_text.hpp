#ifndef LMQ_CORE_JSON_TEXT_HPP
#define LMQ_CORE_JSON_TEXT_HPP

#include <string>
#include <string_view>

#include "lmq/export.hpp"

namespace lmq::core
{

/// Appends `text`, which is well-formed UTF-8, as a JSON string, at most six times as long. Written by hand: a JSON
/// library would leave copies of a token in memory that nobody wipes. Exported for lmq_cloud, not installed.
LMQ_API void append_json_string(std::string &json, std::string_view text);

} // namespace lmq::core

#endif
