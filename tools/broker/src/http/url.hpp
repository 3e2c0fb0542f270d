#ifndef LMQ_BROKER_HTTP_URL_HPP
#define LMQ_BROKER_HTTP_URL_HPP

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lmq::broker::http
{

/// Undoes percent encoding; nothing when a `%` is not followed by two hex digits. `plus_is_space`: as in a query.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = false);

/// A request's target, taken apart; its path decoded. A `/` within a segment is written %2F.
struct Target {
    std::vector<std::string> segments;
    std::string query_text; ///< behind the `?`, as it came
};

/// Nothing when the target is not an absolute path or its path is wrongly encoded.
std::optional<Target> parse_target(std::string_view text);

/// Nothing when it is wrongly encoded. Of a repeated key the first value counts.
std::optional<std::map<std::string, std::string>> parse_query(std::string_view text);

} // namespace lmq::broker::http

#endif
